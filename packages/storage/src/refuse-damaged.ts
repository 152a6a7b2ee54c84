/** What is looked at before a data file is opened in this process. */
import type { Root } from './database.js';
import { FORMAT_KEY, FORMAT_VERSION, KIND_KEY, loadDatabase } from './database.js';
import { ProviderError } from '@provost/protocol';
import { statSync } from 'node:fs';
import { damage } from './examine/damage.js';
import { examine } from './examine/examine.js';
import { freeBytesBeside } from './faults/room.js';
import { storeFault } from './faults/store-fault.js';
import { copyWhole } from './files/durable.js';
import { removeDataFile, type DataFiles } from './files/data-files.js';
import { keepLastGood } from './files/last-good.js';
import { DAMAGED_SINCE_STOP, sealState } from './files/seal.js';
import { writerOf, type Wording } from './wording.js';

/** The copy that is read through, what is written of it to be sure, and the copy that is kept. */
const ROOM_OF_SIZE = 3;

/** Has the data file read through where its last close was not orderly; keeps a copy of what is found whole. Rejects with STORE_FAILED where it is damaged. */
export async function refuseDamaged(files: DataFiles, wording: Wording): Promise<void> {
  const seal = sealState(files);
  if (seal === 'damaged') throw await damage(files, 'opened', DAMAGED_SINCE_STOP, wording);
  if (seal === 'intact') return keepLastGood(files);
  removeDataFile(files.suspect);
  const isTight = freeBytesBeside(files.data) < ROOM_OF_SIZE * statSync(files.data).size;
  copyWhole(files.data, files.suspect);
  const examined = examine('examine', files.suspect);
  loadDatabase(); // It is needed next, and the other process has a processor of its own.
  const found = await examined;
  removeDataFile(files.suspect);
  if (found.fault === undefined) return keepLastGood(files);
  // A full disk ends the reading in as many ways as damage does. Where there is room, damage is told.
  if (isTight) throw storeFault(files.data, 'opened', Object.assign(new Error(`there is no room to read it through in a copy, which may take ${ROOM_OF_SIZE} times its size (${found.fault})`), { code: 'ENOSPC' }), wording);
  throw await damage(files, 'opened', found, wording);
}

/** Rejects with STORE_FAILED where the file is none of ours, or was written by a newer version. */
export async function refuseOtherFormat(root: Root, files: DataFiles, wording: Wording): Promise<void> {
  const version = Number(root.getBinary(FORMAT_KEY)?.toString());
  if (!Number.isInteger(version)) throw await damage(files, 'opened', `it is no ${wording.what}: it has no format version`, wording);
  const kind = root.getBinary(KIND_KEY)?.toString() ?? wording.what;
  if (kind !== wording.what) throw await damage(files, 'opened', `it is a ${kind} and no ${wording.what}`, wording);
  if (version > FORMAT_VERSION) throw newerFormat(files.data, version, wording);
}

/** What is said of a file that this version cannot read. Nothing is wrong with it. */
export function newerFormat(path: string, version: number, wording: Wording): ProviderError {
  const writer = writerOf(wording);
  return new ProviderError('STORE_FAILED', { path, formatVersion: version }, {
    message: `The ${wording.what} ${path} was written by a newer ${writer} (format ${version}; this ${writer} reads up to ${FORMAT_VERSION}). Nothing in it was changed.`,
    remedy: wording.what === 'repository' ? 'Update this host, or use another state directory: --state DIR.' : 'Update @provost/sdk in the package of the provider, and register it again.',
  });
}
