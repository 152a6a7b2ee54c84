/** How the database is opened; the verifying program and the repository must agree on it. */

/** Every table, and with it what a table of the next version would be beside. */
export const TABLE_NAMES = ['host', 'registrations', 'settings', 'clear-after', 'activations', 'generations', 'events'] as const;

export type TableName = (typeof TABLE_NAMES)[number];

/** What the content of the tables means. It rises when an older host could not read them. */
export const FORMAT_VERSION = 1;

/** Where the format version lies: in the database that holds the names of the tables, so that it can be read before any of them. */
export const FORMAT_KEY = 'format';

/** With `overlappingSync` LMDB takes up what was committed but not yet synced only within the same boot, which is what an unsynced transaction promises. */
export function databaseOptions(path: string): { path: string; noSubdir: true; encoding: 'binary'; maxDbs: number; overlappingSync: true } {
  return { path, noSubdir: true, encoding: 'binary', maxDbs: 2 * TABLE_NAMES.length, overlappingSync: true };
}
