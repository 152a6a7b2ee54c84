/** Whether there is a data file already. */
import { existsSync, statSync } from 'node:fs';
import { dataFilesIn, type DataFiles } from '../files/data-files.js';
import type { StorageKind, Wording } from '../wording.js';
import { damage } from './damage.js';

/**
 * Rejects with STORE_FAILED where there was one and it is gone or empty: an empty one in its place would silently
 * forget everything.
 */
export async function hasData(files: DataFiles, wording: Wording): Promise<boolean> {
  if (!existsSync(files.data)) {
    if (!leavesTraces(files)) return false;
    throw await damage(files, 'opened', `the file is missing, though other files of the ${wording.what} are there`, wording);
  }
  if (statSync(files.data).size === 0) throw await damage(files, 'opened', 'the file is empty', wording);
  return true;
}

/** Whether neither a data file is there nor what lies beside one. Who knows that there was one knows that it was lost. */
export function isAbsent(directory: string, what: StorageKind): boolean {
  const files = dataFilesIn(directory, what);
  return !existsSync(files.data) && !leavesTraces(files);
}

function leavesTraces(files: DataFiles): boolean {
  return existsSync(files.seal) || existsSync(files.lastGood);
}
