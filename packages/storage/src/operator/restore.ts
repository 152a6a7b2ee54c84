/** Brings a backup back in the place of a data file that nobody has open. */
import { accessSync, chmodSync, constants, copyFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { ProviderError } from '@provost/protocol';
import { FORMAT_VERSION } from '../database.js';
import { examine } from '../examine/examine.js';
import { storeFault } from '../faults/store-fault.js';
import { dataFilesIn } from '../files/data-files.js';
import { newerFormat } from '../refuse-damaged.js';
import { wordingOf, type StorageNames, type Wording } from '../wording.js';
import { replace, type Replaced } from './replace.js';

export interface RestoreOptions {
  /** Also of another provider's store. */
  readonly force?: boolean;
}

/**
 * Puts the content of `fromFile` in the place of the data file. The backup is verified first. Rejects with STORE_FAILED where it cannot be read, with INVALID_PARAMETER where it is another
 * provider's and `force` is not set, and with STATE_IN_USE naming the pids where a process has the data file open; then nothing has changed.
 */
export async function restore(directory: string, fromFile: string, names: StorageNames, { force = false }: RestoreOptions = {}): Promise<Replaced> {
  const wording = wordingOf(names);
  const from = resolve(fromFile);
  refuseUnreadable(from, wording);
  return replace(dataFilesIn(directory, wording.what), wording, async (draft) => {
    copyFileSync(from, draft);
    chmodSync(draft, 0o600);
    const owner = await refuseUnusable(draft, from, wording);
    if (!force && owner !== null && wording.owner !== undefined && owner !== wording.owner) throw ofAnother(from, owner, wording.owner);
  });
}

const ANOTHER = 'Nothing was changed. Name another backup.';

function refuseUnreadable(from: string, wording: Wording): void {
  try {
    accessSync(from, constants.R_OK);
  } catch (error) {
    throw storeFault(from, 'restored', error, wording, { remedy: ANOTHER });
  }
}

/** Whose it is, where it says so. */
async function refuseUnusable(copy: string, from: string, wording: Wording): Promise<string | null> {
  const found = await examine('examine', copy);
  rmSync(`${copy}-lock`, { force: true });
  if (found.fault !== undefined) throw storeFault(from, 'restored', found.fault, wording, { remedy: ANOTHER });
  if (found.format === null) throw storeFault(from, 'restored', `it is no ${wording.what}: it has no format version`, wording, { remedy: ANOTHER });
  if (found.kind !== null && found.kind !== wording.what) throw storeFault(from, 'restored', `it is a ${found.kind} and no ${wording.what}`, wording, { remedy: ANOTHER });
  if (found.format > FORMAT_VERSION) throw newerFormat(from, found.format, wording);
  return found.owner;
}

function ofAnother(from: string, owner: string, provider: string): ProviderError {
  return new ProviderError('INVALID_PARAMETER', { path: from, owner, provider }, {
    message: `${from} has the store of provider "${owner}", and not that of "${provider}". Nothing was changed.`,
    remedy: `Name a backup of "${provider}". To have it all the same: provost store ${provider} restore ${from} --force.`,
  });
}
