/** The files around a data file: which there are, how they come and go, and what an operator does about one that cannot be used. */
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { storeFault } from '../faults/store-fault.js';
import { openAgain, type StorageKind, type Wording } from '../wording.js';

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

/** What an operator does about a data file that cannot be used. It is never removed by whoever opens it. */
export function remedyForDamage(files: DataFiles, wording: Wording): string {
  if (existsSync(files.lastGood)) return `Put back the copy of the last good start: ${wording.verb} restore ${files.lastGood}. The damaged file is kept aside. ${openAgainSentence(wording)}`;
  const without = wording.what === 'repository' ? 'the providers must be registered again' : 'the provider begins with an empty store';
  return `There is no copy of an earlier start. Bring back a backup: ${wording.verb} restore FILE. Without one, keep it aside: mv ${files.data} ${files.data}.damaged && rm -f ${files.seal}; ${without}.`;
}

function openAgainSentence(wording: Wording): string {
  const again = openAgain(wording);
  return `${again.charAt(0).toUpperCase()}${again.slice(1)}.`;
}

/**
 * Whether there is a data file already. Throws STORE_FAILED where there was one and it is gone or empty: an empty one in its place would silently
 * forget everything.
 */
export function hasData(files: DataFiles, wording: Wording): boolean {
  const remedy = existsSync(files.lastGood)
    ? `Put back the copy of the last good start: ${wording.verb} restore ${files.lastGood}. ${openAgainSentence(wording)}`
    : `Bring back a backup: ${wording.verb} restore FILE. To begin with an empty ${wording.what}, remove what is left of it: rm -f ${files.data} ${files.seal}.`;
  if (!existsSync(files.data)) {
    if (!existsSync(files.seal) && !existsSync(files.lastGood)) return false;
    throw storeFault(files.data, 'opened', `the file is missing, though other files of the ${wording.what} are there`, wording, remedy);
  }
  if (statSync(files.data).size === 0) throw storeFault(files.data, 'opened', 'the file is empty', wording, remedy);
  return true;
}
