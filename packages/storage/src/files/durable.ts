/** Files that are there whole or not at all, also after a power failure. */
import { closeSync, copyFileSync, constants, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Waits until what was written of a file, or of the names in a directory, is on the disk. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Removes a file, durably on return. Nothing when it is not there. */
export function removeDurably(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return;
  rmSync(path);
  syncPath(dirname(path));
}

/** Gives a file its name, in the place of what may have it. Durable on return. */
export function nameDurably(draft: string, path: string): void {
  syncPath(draft);
  renameSync(draft, path);
  syncPath(dirname(path));
}

/** Gives a file a second name, so that it stays when the first is given to another. Durable on return. */
export function linkDurably(path: string, other: string): void {
  linkSync(path, other);
  syncPath(dirname(other));
}

/** Copies a file by way of a draft; shares its blocks where the file system can. Leaves nothing of it when it fails. */
export function copyWhole(path: string, to: string): void {
  const draft = `${to}.new`;
  try {
    copyFileSync(path, draft, constants.COPYFILE_FICLONE);
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { force: true }); // On a full disk, half a copy would keep the space that others need.
    throw error;
  }
}
