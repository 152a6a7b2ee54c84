import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DataStore } from '#src/data-store.js';
import { examine } from '#src/examine/examine.js';
import { restore } from '#src/operator/restore.js';
import { encodeRecord, isWhole, valueOf } from '#src/record-encoding.js';
import { REPOSITORY, newDirectory, openStore } from './open-store.js';

const RECORDS = 60;
let sealed = '';
let whole: Buffer;

beforeAll(async () => {
  sealed = join(mkdtempSync(join(tmpdir(), 'provost-damage-')), 'repository');
  for (let start = 0; start < 2; start++) {
    const repository = await DataStore.open(sealed, REPOSITORY);
    const table = repository.table<{ readonly text: string }>('registrations');
    for (let n = 0; n < RECORDS; n++) table.put(`provider-${n}`, { text: 'x'.repeat(200) });
    await repository.close();
  }
  whole = readFileSync(join(sealed, 'repository.mdb'));
});

afterAll(() => rmSync(dirname(sealed), { recursive: true, force: true }));

/** A copy of the repository, with its seal or as if its host had been killed. */
function copied({ seal }: { readonly seal: boolean }): { directory: string; file: string } {
  const directory = join(newDirectory(), 'repository');
  cpSync(sealed, directory, { recursive: true });
  rmSync(join(directory, 'repository.mdb-lock'), { force: true });
  if (!seal) rmSync(join(directory, 'repository.seal.json'));
  return { directory, file: join(directory, 'repository.mdb') };
}

function remedyFor(file: string): string {
  const beside = (name: string): string => join(dirname(file), name);
  return `Put back the copy of the last good start: provost repository restore ${beside('repository.last-good.mdb')}. The damaged file is kept aside. Then start the host again.`;
}

const refusalOf = (directory: string): Promise<unknown> => DataStore.open(directory, REPOSITORY).then((store) => store.close(), (error: unknown) => error);

test('F-H26 any flipped bit since an orderly stop is noticed at the start, and the file is left as it is', async () => {
  const { directory, file } = copied({ seal: true });
  for (let at = 7; at < whole.length; at += 997) {
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] as number) ^ (1 << at % 8);
    writeFileSync(file, flipped);
    expect(await refusalOf(directory)).toMatchObject({
      message: `STORE_FAILED: The repository ${file} could not be opened: its bytes are not those that the last orderly stop left.`,
      remedy: remedyFor(file),
    });
    expect(readFileSync(file).equals(flipped)).toBe(true);
  }
});

test('F-H26 the remedy brings the copy of the last good start back', async () => {
  const { directory, file } = copied({ seal: true });
  truncateSync(file, 5_000);
  expect(await refusalOf(directory)).toMatchObject({ code: 'STORE_FAILED', remedy: remedyFor(file) });
  const { keptAside } = await restore(directory, join(directory, 'repository.last-good.mdb'), REPOSITORY);
  expect(statSync(keptAside as string).size).toBe(5_000);
  const repository = await openStore(directory);
  expect(repository.table('registrations').entries()).toHaveLength(RECORDS);
});

test.each([0.001, 0.3, 0.6, 0.9])('F-H27 after a kill, a file cut off at %d of its length is refused and does not end the host', async (part) => {
  const { directory, file } = copied({ seal: false });
  truncateSync(file, Math.ceil(whole.length * part));
  expect(await refusalOf(directory)).toMatchObject({
    code: 'STORE_FAILED',
    message: expect.stringMatching(/could not be opened: (its structure is damaged \(.+\)|The record .+ is damaged: its checksum does not fit|the table .+|it is no repository: it has no format version)\.$/) as unknown,
    remedy: remedyFor(file),
  });
});

test('F-H26 after a kill, a flipped bit in a record is refused by the name of its table and key', async () => {
  const { directory, file } = copied({ seal: false });
  const flipped = Buffer.from(whole);
  // Pages that are not in use any more hold older copies of the records: all of them are damaged.
  for (let at = flipped.indexOf('xxxx'); at !== -1; at = flipped.indexOf('xxxx', at + 300)) flipped[at] = 0x79;
  writeFileSync(file, flipped);
  expect(await refusalOf(directory)).toMatchObject({
    code: 'STORE_FAILED',
    message: expect.stringMatching(/The record "provider-\d+" of the table registrations .*is damaged: its checksum does not fit\.$/) as unknown,
    remedy: remedyFor(file),
  });
  expect(existsSync(join(directory, 'repository.suspect.mdb'))).toBe(false);
});

test('F-H26 after a kill, a whole file is read through and taken', async () => {
  const { directory } = copied({ seal: false });
  expect((await openStore(directory)).table('registrations').entries()).toHaveLength(RECORDS);
});

test.each([
  ['an empty data file', (file: string) => writeFileSync(file, ''), 'the file is empty'],
  ['a missing data file', (file: string) => rmSync(file), 'the file is missing, though other files of the repository are there'],
] as const)('F-H28 %s is not taken for a beginning', async (_name, damage, reason) => {
  const { directory, file } = copied({ seal: true });
  damage(file);
  const before = readdirSync(directory);
  expect(await refusalOf(directory)).toMatchObject({
    message: `STORE_FAILED: The repository ${file} could not be opened: ${reason}.`,
    remedy: `Put back the copy of the last good start: provost repository restore ${join(directory, 'repository.last-good.mdb')}. Then start the host again.`,
  });
  expect(readdirSync(directory)).toEqual(before);
});

test('F-H27 where the copy of the last good start is cut off too, the remedy says so and does not name it; what it names begins anew', async () => {
  const { directory, file } = copied({ seal: true });
  const lastGood = join(directory, 'repository.last-good.mdb');
  truncateSync(file, 5_000);
  truncateSync(lastGood, 9_000);
  expect(await refusalOf(directory)).toMatchObject({
    code: 'STORE_FAILED', facts: { damaged: true },
    remedy: `The copy of the last good start, ${lastGood}, is damaged too. Bring back a backup: provost repository restore FILE. Without one, keep it aside: `
      + `mv ${file} ${file}.damaged && rm -f ${join(directory, 'repository.seal.json')} ${lastGood}; the providers must be registered again.`,
  });
  renameSync(file, `${file}.damaged`);
  for (const name of ['repository.seal.json', 'repository.last-good.mdb']) rmSync(join(directory, name));
  expect((await openStore(directory)).table('registrations').count()).toBe(0);
});

test('F-H28 a repository of a newer host is refused, and nothing in it is overwritten', async () => {
  const { open } = await import('lmdb');
  const { directory, file } = copied({ seal: false });
  const root = open<Buffer, string>({ path: file, noSubdir: true, encoding: 'binary', maxDbs: 12 });
  root.transactionSync(() => root.putSync('format', Buffer.from('2')));
  await root.close();
  const before = readFileSync(file);
  expect(await refusalOf(directory)).toMatchObject({
    message: `STORE_FAILED: The repository ${file} was written by a newer host (format 2; this host reads up to 1). Nothing in it was changed.`,
    remedy: 'Update this host, or use another state directory: --state DIR.',
    facts: { path: file, formatVersion: 2 },
  });
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('F-H28 a database that is no repository is refused', async () => {
  const { open } = await import('lmdb');
  const directory = newDirectory();
  const file = join(directory, 'repository.mdb');
  const root = open<string, string>({ path: file, noSubdir: true });
  await root.put('something', 'else');
  await root.close();
  expect(await refusalOf(directory)).toMatchObject({ code: 'STORE_FAILED', message: `STORE_FAILED: The repository ${file} could not be opened: it is no repository: it has no format version.` });
});

test('P9 a first start that was cut short is a beginning', async () => {
  const directory = newDirectory();
  writeFileSync(join(directory, 'repository.new.mdb'), '');
  expect((await openStore(directory)).table('registrations').entries()).toEqual([]);
});

test.each([[0, 'the checksum'], [10, 'the text']])('F-H26 byte %d changed is found when it is read: one bit of %s', (at) => {
  const bytes = encodeRecord('settings', 'load-timeout', { ms: 1 });
  expect([isWhole('settings', 'load-timeout', bytes), valueOf(bytes)]).toEqual([true, { ms: 1 }]);
  bytes[at] = (bytes[at] as number) ^ 1;
  expect(isWhole('settings', 'load-timeout', bytes)).toBe(false);
});

test.each([['another key', 'settings', 'term-grace'], ['another table', 'events', 'load-timeout']])('F-H26 a record found under %s is damaged', (_name, table, key) => {
  const bytes = encodeRecord('settings', 'load-timeout', { ms: 1 });
  expect([isWhole(table, key, bytes), isWhole('settings', 'load-timeout', bytes.subarray(0, 3))]).toEqual([false, false]);
});

test('F-H27 a file that is none of LMDB\'s is named as damaged', async () => {
  const file = join(newDirectory(), 'repository.mdb');
  writeFileSync(file, Buffer.alloc(16_384, 7));
  expect((await examine('examine', file)).fault).toMatch(/^its structure is damaged \(.+\)$/);
});
