/** What clients ask about what outlives its process: the host's repository and the stores of providers. */

import { request } from './message.js';

/** What is found of a data file. It is read through by a process of its own. */
export interface StorageReport {
  readonly path: string;
  /** Null where there is no data file. */
  readonly bytes: number | null;
  /** `absent`: nothing was ever kept there. */
  readonly health: 'intact' | 'damaged' | 'absent';
  /** What is wrong, as a sentence. */
  readonly damage: string | null;
  /** What to do about it. */
  readonly remedy: string | null;
  /** How many records each table has; none where it is damaged. */
  readonly tables: Readonly<Record<string, number>>;
  /** The pids of those who have it open. */
  readonly openedBy: readonly number[];
  /** Whether the last close was orderly, and nothing has changed since. */
  readonly sealed: boolean;
  /** The copy of the last time that it was opened and found whole. */
  readonly lastGood: { readonly path: string; readonly at: string; readonly bytes: number } | null;
}

/** The same of the store of a provider. */
export interface StoreReport extends StorageReport {
  readonly provider: string;
  /** How many undo steps wait for the provider's next load; null where nothing could be read. */
  readonly pendingUndo: number | null;
}

export interface BackupResult {
  readonly path: string;
  readonly bytes: number;
}

/** What a backup was put in the place of. */
export interface RestoreResult {
  /** Of the data file. */
  readonly path: string;
  /** Where that lies which was there before; null where there was nothing. */
  readonly keptAside: string | null;
}

/** Reads the host's own data file through. */
export const Repository = request<Record<string, never>, StorageReport>('host/repository');
/** To a file that is not there yet; `path` is absolute. The host serves on meanwhile. */
export const BackupRepository = request<{ readonly path: string }, BackupResult>('host/backupRepository');
/** Reads the store of a provider through, in no process that serves. */
export const Store = request<{ readonly name: string }, StoreReport>('host/store');
/** As {@link BackupRepository}; the provider serves on meanwhile. */
export const BackupStore = request<{ readonly name: string; readonly path: string }, BackupResult>('host/backupStore');
/** Unloads the provider, which with `force` may be at work or held, puts the backup in place, and lets it be loaded again. With `force` it may be the backup of another provider's store. */
export const RestoreStore = request<{ readonly name: string; readonly path: string; readonly force?: boolean }, RestoreResult>('host/restoreStore');
/** As {@link RestoreStore}, with an empty store: for one that is damaged or lost, and of which there is no backup. */
export const ClearStore = request<{ readonly name: string; readonly force?: boolean }, RestoreResult>('host/clearStore');
