/** Copies a data file as it is at one moment, also while others write it, and lets nobody have a copy that cannot be read. */
import { chmodSync, copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ProviderError, isProviderError } from '@provost/protocol';
import { damage } from '../examine/damage.js';
import { examine } from '../examine/examine.js';
import { hasData } from '../examine/has-data.js';
import { storeFault } from '../faults/store-fault.js';
import { dataFilesIn, removeDataFile, type DataFiles } from '../files/data-files.js';
import { nameDurably } from '../files/durable.js';
import { pidsWithOpen } from '../files/open-marks.js';
import { DAMAGED_SINCE_STOP, sealState } from '../files/seal.js';
import { wordingOf, type StorageNames, type Wording } from '../wording.js';

/** What was written. */
export interface Backup {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Writes the data file's content to `toFile`, which is there whole and verified or not at all. Rejects with STORE_FAILED where the data file is damaged
 * or absent or the copy could not be written, with ALREADY_EXISTS where `toFile` is there, and with INVALID_PARAMETER
 * where there is no directory for it.
 */
export async function backup(directory: string, toFile: string, names: StorageNames): Promise<Backup> {
  const wording = wordingOf(names);
  const files = dataFilesIn(directory, wording.what);
  const path = resolve(toFile);
  if (existsSync(path)) throw isThere(path);
  refuseNowhere(path);
  const draft = `${path}.${process.pid}.new`;
  try {
    if (!existsSync(directory) || !(await hasData(files, wording))) throw storeFault(files.data, 'backed up', 'there is none yet', wording, { remedy: `It is made when the ${wording.what === 'repository' ? 'host is started' : 'provider first opens it'}.` });
    await writeCopy(files, draft, wording);
    const found = await examine('examine', draft);
    if (found.fault !== undefined) throw await damage(files, 'backed up', found, wording);
    rmSync(`${draft}-lock`, { force: true });
    chmodSync(draft, 0o600);
    const { size } = statSync(draft);
    nameDurably(draft, path);
    return { path, bytes: size };
  } catch (error) {
    throw isProviderError(error) ? error : storeFault(files.data, 'backed up', error, wording);
  } finally {
    removeDataFile(draft);
  }
}

async function writeCopy(files: DataFiles, draft: string, wording: Wording): Promise<void> {
  if (pidsWithOpen(files).length > 0) {
    const found = await examine('copy', files.data, draft);
    if (found.fault !== undefined) throw await damage(files, 'backed up', found, wording);
    return;
  }
  if (sealState(files) === 'damaged' && existsSync(files.seal)) throw await damage(files, 'backed up', DAMAGED_SINCE_STOP, wording);
  copyFileSync(files.data, draft);
}

function isThere(path: string): ProviderError {
  return new ProviderError('ALREADY_EXISTS', { path }, { message: `The file ${path} is there already; a backup writes over nothing.`, remedy: 'Name another file.' });
}

function refuseNowhere(path: string): void {
  const directory = dirname(path);
  const found = statSync(directory, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  throw new ProviderError('INVALID_PARAMETER', { path, directory }, found === undefined
    ? { message: `There is no directory ${directory} to write the backup to.`, remedy: `Make it: mkdir -p ${directory}. Then do it again.` }
    : { message: `${directory}, which the backup should be written to, is no directory.`, remedy: 'Name a file in a directory that is there.' });
}
