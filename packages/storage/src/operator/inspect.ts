/** What an operator is shown of a data file. It is never opened in this process, and nothing of it is changed. */
import { existsSync, statSync } from 'node:fs';
import { isProviderError, type ProviderError, type StorageReport } from '@provost/protocol';
import { FORMAT_VERSION } from '../database.js';
import { damage } from '../examine/damage.js';
import { examine, examineCopy } from '../examine/examine.js';
import { hasData } from '../examine/has-data.js';
import { storeFault } from '../faults/store-fault.js';
import { dataFilesIn, type DataFiles } from '../files/data-files.js';
import { lastGoodOf } from '../files/last-good.js';
import { pidsWithOpen } from '../files/open-marks.js';
import { DAMAGED_SINCE_STOP, sealState } from '../files/seal.js';
import { newerFormat } from '../refuse-damaged.js';
import { wordingOf, type StorageNames, type Wording } from '../wording.js';

/** Reads a data file through, in another process, and tells what it found. Never rejects: what is wrong is in the report. */
export async function inspect(directory: string, names: StorageNames): Promise<StorageReport> {
  const wording = wordingOf(names);
  const files = dataFilesIn(directory, wording.what);
  const found = { path: files.data, bytes: existsSync(files.data) ? statSync(files.data).size : null, lastGood: lastGoodOf(files) ?? null };
  const none = { health: 'absent', openedBy: [], tables: {}, sealed: false, damage: null, remedy: null } as const;
  try {
    if (!existsSync(directory) || !(await hasData(files, wording))) return { ...found, ...none };
    return { ...found, ...none, ...await readThrough(files, wording) };
  } catch (error) {
    return { ...found, ...none, ...told(isProviderError(error) ? error : storeFault(files.data, 'read', error, wording)) };
  }
}

/** What is wrong with a data file; undefined where nothing is, or where there is none yet. Reads all of it in another process. Never rejects. */
export async function verify(directory: string, names: StorageNames): Promise<{ readonly damage: string; readonly remedy: string | null } | undefined> {
  const { damage, remedy } = await inspect(directory, names);
  return damage === null ? undefined : { damage, remedy };
}

type Found = Pick<StorageReport, 'health' | 'openedBy' | 'tables' | 'sealed'> & Partial<Pick<StorageReport, 'damage' | 'remedy'>>;

async function readThrough(files: DataFiles, wording: Wording): Promise<Found> {
  const openedBy = pidsWithOpen(files);
  const sealed = openedBy.length === 0 ? sealState(files) : 'absent';
  // Who opens it just now breaks the seal before it writes: then nothing is known any more.
  if (sealed === 'damaged' && existsSync(files.seal)) return { ...told(await damage(files, 'read', DAMAGED_SINCE_STOP, wording)), openedBy };
  const found = openedBy.length > 0 ? await examine('read', files.data) : await examineCopy(files.data);
  if (found.fault !== undefined) return { ...told(await damage(files, 'read', found, wording)), openedBy };
  const { format } = found;
  if (format === null) return { ...told(await damage(files, 'read', `it is no ${wording.what}: it has no format version`, wording)), openedBy };
  if (format > FORMAT_VERSION) return { ...told(newerFormat(files.data, format, wording)), openedBy };
  return { health: 'intact', openedBy, tables: Object.fromEntries(found.tables), sealed: sealed === 'intact' };
}

function told({ sentence, remedy }: ProviderError): Found & { readonly damage: string; readonly remedy: string } {
  return { health: 'damaged', openedBy: [], tables: {}, sealed: false, damage: sentence, remedy };
}
