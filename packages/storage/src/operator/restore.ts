/** Brings a backup back in the place of a data file that nobody has open. What was there is kept aside. */
import { accessSync, chmodSync, constants, copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ProviderError, isProviderError } from '@provost/protocol';
import { FORMAT_VERSION } from '../database.js';
import { examine } from '../examine/examine.js';
import { storeFault } from '../faults/store-fault.js';
import { dataFilesIn, removeDataFile, type DataFiles } from '../files/data-files.js';
import { linkDurably, nameDurably } from '../files/durable.js';
import { pidsWithOpen } from '../files/open-marks.js';
import { breakSeal, sealData } from '../files/seal.js';
import { newerFormat } from '../refuse-damaged.js';
import { wordingOf, type StorageNames, type Wording } from '../wording.js';

/** What is there now. */
export interface Restored {
  readonly path: string;
  /** Where that lies which was there before; null where there was nothing. */
  readonly keptAside: string | null;
}

/**
 * Puts the content of `fromFile` in the place of the data file. The backup is verified first, and the old file or the new one is there at any instant. Rejects
 * with STORE_FAILED where the backup cannot be read, and with STATE_IN_USE naming the pids where a process has the data file open; then nothing has changed.
 */
export async function restore(directory: string, fromFile: string, names: StorageNames): Promise<Restored> {
  const wording = wordingOf(names);
  const files = dataFilesIn(directory, wording.what);
  const from = resolve(fromFile);
  refuseUnreadable(from, wording);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    refuseOpen(files, wording);
    removeDataFile(files.restoring); // Of an earlier time that was cut short.
    copyFileSync(from, files.restoring);
    chmodSync(files.restoring, 0o600);
    await refuseUnusable(files.restoring, from, wording);
    refuseOpen(files, wording);
    const keptAside = swap(files);
    sealData(files);
    return { path: files.data, keptAside };
  } catch (error) {
    throw isProviderError(error) ? error : storeFault(files.data, 'restored', error, wording);
  } finally {
    removeDataFile(files.restoring);
  }
}

const ANOTHER = 'Nothing was changed. Name another backup.';

function refuseUnreadable(from: string, wording: Wording): void {
  try {
    accessSync(from, constants.R_OK);
  } catch (error) {
    throw storeFault(from, 'restored', error, wording, ANOTHER);
  }
}

async function refuseUnusable(copy: string, from: string, wording: Wording): Promise<void> {
  const found = await examine('examine', copy);
  rmSync(`${copy}-lock`, { force: true });
  if (found.fault !== undefined) throw storeFault(from, 'restored', found.fault, wording, ANOTHER);
  if (found.format === null) throw storeFault(from, 'restored', `it is no ${wording.what}: it has no format version`, wording, ANOTHER);
  if (found.kind !== null && found.kind !== wording.what) throw storeFault(from, 'restored', `it is a ${found.kind} and no ${wording.what}`, wording, ANOTHER);
  if (found.format > FORMAT_VERSION) throw newerFormat(from, found.format, wording);
}

function refuseOpen(files: DataFiles, wording: Wording): void {
  const pids = pidsWithOpen(files);
  if (pids.length === 0) return;
  throw new ProviderError('STATE_IN_USE', { path: files.data, pids }, {
    message: `The ${wording.what} ${files.data} is open in ${pids.length === 1 ? 'the process' : 'the processes'} ${pids.join(', ')}; nothing was restored.`,
    remedy: wording.what === 'repository' ? 'Stop the host first: provost down.' : 'Unload the provider first: provost unload NAME.',
  });
}

/** The seal goes first: a seal that does not fit would be damage. */
function swap(files: DataFiles): string | null {
  breakSeal(files);
  const keptAside = existsSync(files.data) ? asidePath(files) : null;
  if (keptAside !== null) linkDurably(files.data, keptAside);
  nameDurably(files.restoring, files.data);
  rmSync(`${files.data}-lock`, { force: true });
  return keptAside;
}

function asidePath(files: DataFiles): string {
  const stamp = new Date().toISOString().replace(/[-:]/g, '').replace(/\..*/, 'Z');
  const named = (rest: string): string => join(files.directory, files.openMark.replace('open-', `aside-${stamp}${rest}.mdb`));
  let path = named('');
  for (let n = 2; existsSync(path); n++) path = named(`-${n}`);
  return path;
}
