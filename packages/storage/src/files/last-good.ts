/** The copy of a data file as it was when it was last opened and found whole. */
import { constants, copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { isFull } from '../faults/store-fault.js';
import type { DataFiles } from './data-files.js';
import { copyWhole } from './durable.js';

/** What is bigger is kept only where the file system shares the blocks: an opening must not take seconds, nor a disk be filled by copies. */
export const MOST_COPIED_BYTES = 64 * 1024 * 1024;

/** Keeps a copy of a data file that is known to be whole. Where there is no room for one, the copy of an earlier time stays. */
export function keepLastGood(files: DataFiles): void {
  try {
    if (statSync(files.data).size <= MOST_COPIED_BYTES) copyWhole(files.data, files.lastGood);
    else shareBlocks(files);
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

function shareBlocks(files: DataFiles): void {
  const draft = `${files.lastGood}.new`;
  try {
    copyFileSync(files.data, draft, constants.COPYFILE_FICLONE_FORCE);
    renameSync(draft, files.lastGood);
  } catch {
    rmSync(draft, { force: true }); // It cannot: `backup` is there for such files.
  }
}

/** Where the copy lies, of when it is and how big; undefined where there is none. */
export function lastGoodOf(files: DataFiles): { readonly path: string; readonly at: string; readonly bytes: number } | undefined {
  if (!existsSync(files.lastGood)) return undefined;
  const found = statSync(files.lastGood);
  return { path: files.lastGood, at: found.mtime.toISOString(), bytes: found.size };
}
