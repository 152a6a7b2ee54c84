/** Has a store begin anew, where there is nothing to bring back. */
import { dataFilesIn } from '../files/data-files.js';
import { makeEmpty } from '../new-data-file.js';
import { wordingOf, type StorageNames } from '../wording.js';
import { replace, type Replaced } from './replace.js';

/** Puts an empty data file in the place of what is there, whole or damaged, or of nothing. Rejects with STATE_IN_USE where a process has it open, and with STORE_FAILED; then nothing has changed. */
export function clear(directory: string, names: StorageNames): Promise<Replaced> {
  const wording = wordingOf(names);
  const files = dataFilesIn(directory, wording.what);
  // Where the file is missing, the last good copy is what must not be lost: the next opening writes over it.
  return replace(files, wording, (draft) => makeEmpty(draft, wording), [files.data, files.lastGood]);
}
