import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isProviderError } from '@provost/protocol';
import { DataStore } from '#src/data-store.js';
import { dataFilesIn } from '#src/files/data-files.js';
import { sealState } from '#src/files/seal.js';
import { newDirectory } from './open-store.js';

const STORE = { what: 'store', tables: ['objects'] } as const;
type Rows = readonly (readonly [string, unknown])[];

let sealed = '';
let whole: Buffer;
/** What the table held after each of the last commits. */
const commits: Rows[] = [];

beforeAll(async () => {
  sealed = join(mkdtempSync(join(tmpdir(), 'provost-bytes-')), 'store');
  const store = await DataStore.open(sealed, STORE);
  const table = store.table('objects');
  for (let n = 0; n < 6; n++) {
    table.put(`note-${n}`, { text: `${n}`.repeat(n === 3 ? 5_000 : 60) });
    if (n === 4) table.delete('note-1');
    commits.push(table.entries());
  }
  await store.close();
  whole = readFileSync(join(sealed, 'store.mdb'));
});

afterAll(() => rmSync(dirname(sealed), { recursive: true, force: true }));

/** What was there is told to be damaged, or read as it was at some commit and can be written. Anything else is a wrong answer. */
async function outcomeOf(directory: string): Promise<'damaged' | 'as it was'> {
  let store: DataStore | undefined;
  try {
    store = await DataStore.open(directory, STORE);
    const table = store.table('objects');
    const rows = table.entries();
    expect(commits).toContainEqual(rows);
    table.put('after', { text: 'y'.repeat(9_000) });
    expect(table.entries()).toEqual([['after', { text: 'y'.repeat(9_000) }], ...rows]);
    return 'as it was';
  } catch (error) {
    if (!isProviderError(error)) throw error;
    expect([error.code, error.message]).toEqual(['STORE_FAILED', expect.stringMatching(/ could not be opened: | is damaged: /)]);
    expect(error.remedy).toMatch(/provost store NAME restore /);
    return 'damaged';
  } finally {
    await store?.close();
  }
}

/** A copy as if its process had been killed, with other bytes. */
function killedWith(bytes: Uint8Array): string {
  const directory = join(newDirectory(), 'store');
  cpSync(sealed, directory, { recursive: true });
  rmSync(join(directory, 'store.seal.json'));
  rmSync(join(directory, 'store.mdb-lock'), { force: true });
  writeFileSync(join(directory, 'store.mdb'), bytes);
  return directory;
}

test('F-H26 each byte of a sealed file that is another is noticed, and so is each length', () => {
  const directory = killedWith(whole);
  cpSync(join(sealed, 'store.seal.json'), join(directory, 'store.seal.json'));
  const files = dataFilesIn(directory, 'store');
  expect(sealState(files)).toBe('intact');
  const unnoticed: number[] = [];
  const bytes = Buffer.from(whole);
  for (let at = 0; at < bytes.length; at += at < 8_192 ? 1 : 37) {
    bytes[at] = (bytes[at] as number) ^ (1 << at % 8);
    writeFileSync(files.data, bytes);
    if (sealState(files) !== 'damaged') unnoticed.push(at);
    bytes[at] = whole[at] as number;
  }
  for (let length = 0; length < whole.length; length += 509) {
    writeFileSync(files.data, whole.subarray(0, length));
    if (sealState(files) !== 'damaged') unnoticed.push(length);
  }
  expect(unnoticed).toEqual([]);
}, 60_000);

test('F-H26 after a kill, a flipped bit is found or does no harm: what is served was once committed, and can be written', async () => {
  const outcomes = new Map<string, number>();
  // In the two pages that everything begins at, and then all over the file.
  const places = [...Array.from({ length: 24 }, (_, n) => 16 + n * 6), ...Array.from({ length: 24 }, (_, n) => 4_096 + 16 + n * 6), ...Array.from({ length: 48 }, (_, n) => 8_192 + n * Math.floor((whole.length - 8_192) / 48))];
  for (const at of places) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] as number) ^ (1 << at % 8);
    const outcome = await outcomeOf(killedWith(bytes));
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  expect([...outcomes.keys()].sort()).toEqual(['as it was', 'damaged']);
}, 120_000);

test('F-H27 after a kill, a file cut off at each page and within is found, or nothing that was in use is missing', async () => {
  for (let length = 1; length < whole.length; length += 2_048) {
    const outcome = await outcomeOf(killedWith(whole.subarray(0, length)));
    if (length <= 8_192) expect([length, outcome]).toEqual([length, 'damaged']);
  }
}, 120_000);
