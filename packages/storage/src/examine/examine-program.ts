/**
 * A program: reads every record of every table of a data file, because LMDB may end the process that does by a signal where a page is damaged.
 * `examine PATH` opens it as its user would: give it a copy. `read PATH` reads it while others have it open, `copy PATH TO` writes what it is at one moment.
 * Writes one line of JSON, an Examination, to stdout.
 */
import { rmSync } from 'node:fs';
import { FORMAT_KEY, KIND_KEY, OWNER_KEY, openRoot, tableNamesIn, type Root } from '../database.js';
import { isWhole } from '../record-encoding.js';
import type { Examination } from './examination.js';

type Damage = Extract<Examination, { readonly fault: string }>;

/** How many records a table holds, or what is wrong with it. */
function readTable(root: Root, name: string): number | Damage {
  const table = root.openDB<Buffer, string>({ name, encoding: 'binary' });
  let count = 0;
  for (const { key, value } of table.getRange({})) {
    if (!isWhole(name, key, value)) return { fault: `the record ${JSON.stringify(key)} of the table ${name} is damaged`, record: { table: name, key } };
    count++;
  }
  const { entryCount } = table.getStats() as { readonly entryCount?: number };
  return entryCount === count ? count : { fault: `the table ${name} holds ${count} records where it should hold ${entryCount}` };
}

function examine(root: Root): Examination {
  const format = Number(root.getBinary(FORMAT_KEY)?.toString());
  const tables: [string, number][] = [];
  for (const name of Number.isInteger(format) ? tableNamesIn(root) : []) {
    const found = readTable(root, name);
    if (typeof found === 'object') return found;
    tables.push([name, found]);
  }
  const said = (key: string): string | null => root.getBinary(key)?.toString() ?? null;
  return { format: Number.isInteger(format) ? format : null, kind: said(KIND_KEY), owner: said(OWNER_KEY), tables };
}

/** Walks over every page, those that are free included: which are free is read only by writes, where a damaged page would be found too late. */
async function walkPages(root: Root, path: string): Promise<void> {
  const compacted = `${path}.compacted`; // As files/data-files.ts has it, which would bring half of the protocol with it.
  try {
    await root.backup(compacted, true);
  } finally {
    rmSync(compacted, { force: true });
  }
}

async function run(): Promise<Examination> {
  const [act, path = '', to = ''] = process.argv.slice(2);
  try {
    const root = openRoot(path, { readOnly: act !== 'examine' });
    try {
      if (act === 'copy') await root.backup(to, true);
      if (act === 'examine') await walkPages(root, path);
      return act === 'copy' ? { format: null, kind: null, owner: null, tables: [] } : examine(root);
    } finally {
      await root.close();
    }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error), failed: true };
  }
}

void run().then((found) => process.stdout.write(`${JSON.stringify(found)}\n`));
