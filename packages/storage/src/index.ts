export { DataStore, type DataStoreOptions } from './data-store.js';
export { Table, type RangeOptions } from './table.js';
export type { KeyPart, RecordKey } from './record-key.js';
export type { Transaction, TransactionOptions } from './transaction.js';
export type { StorageKind, StorageNames } from './wording.js';
export { inspect, verify } from './operator/inspect.js';
export { backup, type Backup } from './operator/backup.js';
export { restore, type Restored } from './operator/restore.js';
