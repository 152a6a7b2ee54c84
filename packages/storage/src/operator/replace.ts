/** Puts another data file in the place of one that nobody has open. What was there is kept aside; the old file or the new one is there at any instant. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ProviderError, isProviderError } from '@provost/protocol';
import { storeFault } from '../faults/store-fault.js';
import { removeDataFile, type DataFiles } from '../files/data-files.js';
import { linkDurably, nameDurably } from '../files/durable.js';
import { pidsWithOpen } from '../files/open-marks.js';
import { breakSeal, sealData } from '../files/seal.js';
import type { Wording } from '../wording.js';

/** What is there now. */
export interface Replaced {
  readonly path: string;
  /** Where that lies which was there before; null where there was nothing. */
  readonly keptAside: string | null;
}

/** Rejects with what `make` rejects with, which writes the new file at the path that it is given; with STATE_IN_USE naming the pids where a process has the old one open; and with STORE_FAILED. Then nothing has changed. Of `kept` the first that is there is kept aside. */
export async function replace(files: DataFiles, wording: Wording, make: (draft: string) => Promise<void>, kept = [files.data]): Promise<Replaced> {
  try {
    mkdirSync(files.directory, { recursive: true, mode: 0o700 });
    refuseOpen(files, wording);
    removeDataFile(files.restoring); // Of an earlier time that was cut short.
    await make(files.restoring);
    refuseOpen(files, wording);
    const keptAside = swap(files, kept);
    sealData(files);
    return { path: files.data, keptAside };
  } catch (error) {
    throw isProviderError(error) ? error : storeFault(files.data, 'restored', error, wording);
  } finally {
    removeDataFile(files.restoring);
  }
}

function refuseOpen(files: DataFiles, wording: Wording): void {
  const pids = pidsWithOpen(files);
  if (pids.length === 0) return;
  throw new ProviderError('STATE_IN_USE', { path: files.data, pids }, {
    message: `The ${wording.what} ${files.data} is open in ${pids.length === 1 ? 'the process' : 'the processes'} ${pids.join(', ')}; nothing was restored.`,
    remedy: wording.what === 'repository' ? 'Stop the host first: provost down.' : `Unload the provider first: provost unload ${wording.owner ?? 'NAME'}.`,
  });
}

/** The seal goes first: a seal that does not fit would be damage. */
function swap(files: DataFiles, candidates: readonly string[]): string | null {
  breakSeal(files);
  const kept = candidates.find((path) => existsSync(path));
  const keptAside = kept === undefined ? null : asidePath(files);
  if (kept !== undefined && keptAside !== null) linkDurably(kept, keptAside);
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
