/** A program: opens the data file that its argument names, reads every record of every table, and ends with 0, or with 1 after it wrote what is wrong. */
import { open } from 'lmdb';
import { decodeRecord } from './record-encoding.js';
import { databaseOptions, TABLE_NAMES } from './database-options.js';

const path = process.argv[2] ?? '';

function faultOfTable(root: ReturnType<typeof open<Buffer, string | number>>, name: string): string | undefined {
  const table = root.openDB<Buffer, string | number>({ name, encoding: 'binary' });
  let count = 0;
  for (const { key, value } of table.getRange({})) {
    decodeRecord(path, name, key, value);
    count++;
  }
  const expected = (table.getStats() as { entryCount?: number }).entryCount;
  return expected === count ? undefined : `the table ${name} holds ${count} records where it should hold ${expected}`;
}

try {
  const root = open<Buffer, string | number>(databaseOptions(path));
  for (const name of TABLE_NAMES) {
    const fault = faultOfTable(root, name);
    if (fault === undefined) continue;
    process.stdout.write(fault);
    process.exitCode = 1;
    break;
  }
  await root.close();
} catch (error) {
  process.stdout.write((error as { sentence?: string }).sentence ?? String(error));
  process.exitCode = 1;
}
