/** How errors speak of a data file: what it is to its user, who opens it, and what an operator types about it. */
import type { RecordKey } from './record-key.js';

/** The host's own data file, or that of one provider. Its files are named so. */
export type StorageKind = 'repository' | 'store';

export interface Wording {
  readonly what: StorageKind;
  /** The command for it, to which `verify`, `backup FILE` or `restore FILE` is added. `provost store notes` */
  readonly verb: string;
  /** The name of the provider whose store it is. */
  readonly owner: string | undefined;
  /** What a record is called: as the beginning of a sentence. */
  readonly nameOf: NameOfRecord;
}

/** What a record is called by those who have put it there. */
export type NameOfRecord = (table: string, key: RecordKey) => string;

/** What whoever opens a data file says of it. */
export interface StorageNames {
  readonly what: StorageKind;
  /** By default `provost repository`, or `provost store NAME`. */
  readonly verb?: string;
  /** The name of the provider whose store it is. It is written down in the file, and told by its backups. */
  readonly owner?: string;
  /** By default by its table and key. */
  readonly nameOf?: NameOfRecord;
}

export function wordingOf({ what, verb, owner, nameOf = placeOf }: StorageNames): Wording {
  return { what, owner, nameOf, verb: verb ?? (what === 'repository' ? 'provost repository' : `provost store ${owner ?? 'NAME'}`) };
}

function placeOf(table: string, key: RecordKey): string {
  return `The record ${JSON.stringify(key)} of the table ${table}`;
}

/** Who writes such a file, by its program's name. */
export function writerOf({ what }: Wording): string {
  return what === 'repository' ? 'host' : 'SDK';
}

/** How an operator has it opened anew, as the second half of a sentence. */
export function openAgain({ what }: Wording): string {
  return what === 'repository' ? 'then start the host again' : 'then ask again: the next request loads the provider anew';
}
