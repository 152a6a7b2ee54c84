/** What lies in the data file of a store: its tables, and what each holds. How they are read and changed together, and what is done about damage, is left to @provost/storage. */
import type { JsonObject, WireError } from '@provost/protocol';

/** A part of a table, in the order of its keys: from `start` up to or, in reverse, down to but without `end`. */
interface Walk<K> {
  readonly start?: K;
  readonly end?: K;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** What is used of a table. Its own types would bring the database's into the compilation of every provider. */
export interface DataTable<V, K extends string | number = string> {
  get(key: K): V | undefined;
  put(key: K, value: V): void;
  delete(key: K): boolean;
  range(options: Walk<K>): (readonly [K, V])[];
  walk(options?: Walk<K>): Generator<readonly [K, V], void, undefined>;
}

export interface DataTransaction {
  onCommit(act: () => void): void;
}

/** What is used of a data file. */
export interface DataStore {
  transaction<T>(act: (transaction: DataTransaction) => T): T;
  table<V, K extends string | number = string>(name: string): DataTable<V, K>;
  close(): Promise<void>;
}

/** The author's instances, as they travel, by the text of their class and key. */
export type ObjectTable = DataTable<JsonObject>;

/** An undo step that is not done yet. */
export interface UndoEntry {
  readonly step: string;
  readonly arguments: JsonObject;
  /** What the effect was for: `Account.transfer`. */
  readonly by: string;
  /** The context that began it. */
  readonly context: string;
  readonly at: number;
}

/** What is known of an operation that came with an id and committed something, or was answered. */
export interface OperationEntry {
  readonly fingerprint: string;
  readonly at: number;
  /** Absent with `error`: it was done, and the process ended before its answer was known. */
  readonly answer?: unknown;
  readonly error?: WireError;
}

/** The tables of a store. */
export const TABLES = { objects: 'objects', undo: 'undo', operations: 'operations', operationAges: 'operation-ages' } as const;
