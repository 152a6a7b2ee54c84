/** The first data file: with nothing in it but what it is and whose. */
import { chmodSync } from 'node:fs';
import { FORMAT_KEY, FORMAT_VERSION, KIND_KEY, OWNER_KEY, openRoot } from './database.js';
import { removeDataFile, type DataFiles } from './files/data-files.js';
import { nameDurably } from './files/durable.js';
import type { Wording } from './wording.js';

/** Makes an empty data file at a path where there is none. It is whole on return, and not yet durable. */
export async function makeEmpty(path: string, { what, owner }: Wording): Promise<void> {
  const root = openRoot(path);
  root.transactionSync(() => {
    root.putSync(FORMAT_KEY, Buffer.from(String(FORMAT_VERSION)));
    root.putSync(KIND_KEY, Buffer.from(what));
    if (owner !== undefined) root.putSync(OWNER_KEY, Buffer.from(owner));
  });
  await root.close();
  chmodSync(path, 0o600);
}

/** Makes the data file of a directory that has none. Durable on return. */
export async function nameNew(files: DataFiles, wording: Wording): Promise<void> {
  removeDataFile(files.unborn); // Of a first start that was cut short.
  await makeEmpty(files.unborn, wording);
  nameDurably(files.unborn, files.data);
  removeDataFile(files.unborn);
}
