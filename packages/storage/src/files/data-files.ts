/** The files around a data file: which there are, and how they go. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StorageKind } from '../wording.js';

/** The files of a repository or a store, by what they are for. */
export interface DataFiles {
  readonly directory: string;
  readonly data: string;
  /** Where the first data file is made before it gets its name, so that a file without content is never a beginning. */
  readonly unborn: string;
  /** Size and checksum of the data file as the last orderly close left it. */
  readonly seal: string;
  /** The data file as it was when it was last opened and found whole. */
  readonly lastGood: string;
  /** A copy that is being verified. */
  readonly suspect: string;
  /** What is being brought back. */
  readonly restoring: string;
  /** How the names of the marks begin that those make who have the data file open. */
  readonly openMark: string;
}

/** The names of the files in a directory. */
export function dataFilesIn(directory: string, what: StorageKind): DataFiles {
  const named = (rest: string): string => join(directory, `${what}.${rest}`);
  return {
    directory,
    data: named('mdb'),
    unborn: named('new.mdb'),
    seal: named('seal.json'),
    lastGood: named('last-good.mdb'),
    suspect: named('suspect.mdb'),
    restoring: named('restoring.mdb'),
    openMark: `${what}.open-`,
  };
}

/** Removes a data file, LMDB's lock file beside it, and what is left of examining it. */
export function removeDataFile(path: string): void {
  for (const file of [path, `${path}-lock`, compactedOf(path)]) rmSync(file, { force: true });
}

/** Where who examines a data file writes all its pages anew. */
export function compactedOf(path: string): string {
  return `${path}.compacted`;
}
