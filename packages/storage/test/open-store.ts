/** Data stores in directories of their own, closed and removed after each test. */
import { afterEach } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataStore, type DataStoreOptions } from '#src/data-store.js';

export const REPOSITORY: DataStoreOptions = { what: 'repository', tables: ['registrations', 'settings', 'events'] };

const opened: DataStore[] = [];
const directories: string[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'provost-storage-'));
  directories.push(directory);
  return directory;
}

/** Opens the data store of that directory, or of a new one. */
export async function openStore(directory = join(newDirectory(), 'repository'), options = REPOSITORY): Promise<DataStore> {
  const store = await DataStore.open(directory, options);
  opened.push(store);
  return store;
}
