/** What is said of a data file that cannot be used, and what an operator does about it. It is never removed by whoever opens it. */
import { existsSync, statSync } from 'node:fs';
import { ProviderError } from '@provost/protocol';
import { storeFault, type Attempt } from '../faults/store-fault.js';
import type { DataFiles } from '../files/data-files.js';
import { openAgain, type Wording } from '../wording.js';
import { examineCopy } from './examine.js';
import type { Examination, RecordPlace } from './examination.js';

type Found = Extract<Examination, { readonly fault: string }>;

/** The error of a data file that is damaged, missing or none of ours: its facts say `damaged`, as trying again is of no use. `found` completes "could not be ...:". */
export async function damage(files: DataFiles, attempt: Attempt, found: string | Found, wording: Wording): Promise<ProviderError> {
  const reason = typeof found === 'string' ? found : found.record === undefined ? found.fault : sentenceOf(found.record, wording, '');
  return storeFault(files.data, attempt, reason, wording, { remedy: await remedyForDamage(files, wording), facts: { damaged: true } });
}

/** The error of one record that is not what was written, of a file that this process has found whole when it opened it. */
export function damagedRecord(files: DataFiles, place: RecordPlace, wording: Wording): ProviderError {
  return new ProviderError('STORE_FAILED', { path: files.data, ...place, record: wording.nameOf(place.table, place.key), damaged: true }, {
    message: `${sentenceOf(place, wording, ` in the ${wording.what} ${files.data}`)}.`,
    remedy: existsSync(files.lastGood) ? remedyByLastGood(files, wording) : remedyWithout(files, wording),
  });
}

function sentenceOf({ table, key }: RecordPlace, { nameOf }: Wording, where: string): string {
  return `${nameOf(table, key)}${where} is damaged: its checksum does not fit`;
}

/** What an operator types. The copy of the last good start is named only where it can be read. */
async function remedyForDamage(files: DataFiles, wording: Wording): Promise<string> {
  if (!existsSync(files.lastGood)) return remedyWithout(files, wording);
  if (await isUsable(files.lastGood)) return remedyByLastGood(files, wording);
  return remedyWithout(files, wording, `The copy of the last good start, ${files.lastGood}, is damaged too.`);
}

async function isUsable(copy: string): Promise<boolean> {
  try {
    const found = await examineCopy(copy);
    return found.fault === undefined && found.format !== null;
  } catch {
    return true; // Without room for another copy of it nobody knows; the restore finds out.
  }
}

function remedyByLastGood(files: DataFiles, wording: Wording): string {
  const again = openAgain(wording);
  return `Put back the copy of the last good start: ${wording.verb} restore ${files.lastGood}.${keptAside(files)} ${again.charAt(0).toUpperCase()}${again.slice(1)}.`;
}

function remedyWithout(files: DataFiles, { what, verb }: Wording, why = 'There is no copy of an earlier start.'): string {
  const backup = `${why} Bring back a backup: ${verb} restore FILE. Without one, `;
  if (what === 'store') return `${backup}let it begin with an empty store: ${verb} clear.${keptAside(files)}`;
  const rest = `rm -f ${[files.seal, files.lastGood].filter((path) => path === files.seal || existsSync(path)).join(' ')}`;
  const anew = existsSync(files.data) ? `keep it aside: mv ${files.data} ${files.data}.damaged && ${rest}` : `begin with an empty one: ${rest}`;
  return `${backup}${anew}; the providers must be registered again.`;
}

function keptAside(files: DataFiles): string {
  return (statSync(files.data, { throwIfNoEntry: false })?.size ?? 0) > 0 ? ' The damaged file is kept aside.' : '';
}
