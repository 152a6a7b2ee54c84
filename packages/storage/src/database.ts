/** How the database is opened: whoever opens a data file, to serve it or to examine it, must agree on this. LMDB is loaded only when a file is opened. */
import { createRequire } from 'node:module';
import type { Database, RootDatabase } from 'lmdb';

/** The database of a data file, with its tables' names and what is said of the whole file. */
export type Root = RootDatabase<Buffer, string>;

/** The database of one table. Its keys are of any type that a record's key is. */
export type Records = Database<Buffer, string>;

/** What the content of the tables means. It rises when an older version could not read them. */
export const FORMAT_VERSION = 1;

/** Where the format version lies: beside the names of the tables, so that it can be read before any of them. */
export const FORMAT_KEY = 'format';

/** Whether it is a repository or a store, so that the one is not brought back as the other. Files of an earlier time do not say it. */
export const KIND_KEY = 'kind';

/** Whose it is: the provider that opened it last, so that its backup is not taken for another's. Files of an earlier time do not say it, nor does a repository. */
export const OWNER_KEY = 'owner';

/** Written by an orderly close, so that what was not synced before is. */
export const CLOSED_KEY = 'closed';

/** More than anybody has; LMDB wants to know before it opens a file. */
const MOST_TABLES = 64;

/** How a file is opened for examination alone. */
export interface ReadingOptions {
  readonly readOnly?: boolean;
}

/** Loads LMDB, while something else is waited for. As CommonJS it is one file, and loaded in half the time. */
export function loadDatabase(): typeof import('lmdb') {
  return createRequire(import.meta.url)('lmdb') as typeof import('lmdb');
}

/**
 * Opens a data file, which is made where there is none. With `overlappingSync` LMDB takes up what was committed but not yet synced only within the
 * same boot, which is what an unsynced transaction promises.
 */
export function openRoot(path: string, reading: ReadingOptions = {}): Root {
  return loadDatabase().open<Buffer, string>({ path, noSubdir: true, encoding: 'binary', maxDbs: MOST_TABLES, overlappingSync: true, ...reading });
}

/** The names of all tables that lie in a data file, whoever made them. */
export function tableNamesIn(root: Root): string[] {
  return [...root.getKeys({})].filter((name) => ![FORMAT_KEY, KIND_KEY, OWNER_KEY, CLOSED_KEY].includes(name));
}
