import { expect, test } from '@jest/globals';
import { defineClass, defineProvider, Type } from '@provost/sdk';
import { DataStore } from '@provost/storage';
import { load, TestClock } from '@provost/testing';
import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const Entry = defineClass('Entry', { key: 'id', properties: { id: Type.Integer(), text: Type.Optional(Type.String()) } });
const entries = defineProvider({ name: 'entries', namespace: 'root/test', store: true }).serves(Entry, {
  list: (_query, _state, context) => context.store(Entry).values(),
  create: (entry, _state, context) => context.store(Entry).create(entry),
});

async function newDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'provost-kept-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** How many operations are remembered in a store that is closed. */
async function remembered(dataDirectory: string): Promise<number[]> {
  const file = await DataStore.open(join(dataDirectory, 'store'), { what: 'store', tables: ['operations', 'operation-ages'] });
  const counts = [file.table('operations').count(), file.table('operation-ages').count()];
  await file.close();
  return counts;
}

test('ids of operations that are older than a day are let go: a few with each new one, and the rest when it is loaded', async () => {
  await using directory = await newDirectory();
  const clock = new TestClock();
  const first = await load(entries, { dataDirectory: directory.path, clock, clearAfter: 'never' });
  for (let id = 1; id <= 10; id++) await first.Entry.create({ id }, { operationId: `op-${id}` });
  await clock.advance('24h');
  await first.Entry.create({ id: 11 }, { operationId: 'op-11' });
  await first.release();
  expect(await remembered(directory.path)).toEqual([7, 7]);
  const next = await load(entries, { dataDirectory: directory.path, clock });
  await next.release();
  expect(await remembered(directory.path)).toEqual([1, 1]);
});

test('P10 a store that was cut off fails the load and says what to do, is not emptied, and serves again when it is put back', async () => {
  await using directory = await newDirectory();
  const first = await load(entries, { dataDirectory: directory.path });
  for (let id = 1; id <= 20; id++) await first.Entry.create({ id, text: 'x'.repeat(2_000) });
  await first.release();
  const path = join(directory.path, 'store', 'store.mdb');
  const whole = await readFile(path);
  await truncate(path, 16_384);
  await expect(load(entries, { dataDirectory: directory.path })).rejects.toMatchObject({
    code: 'PROVIDER_LOAD_FAILED', facts: { provider: 'entries', path },
    sentence: expect.stringMatching(/failed to load: The store .*store\.mdb could not be opened: /) as unknown,
    remedy: expect.stringContaining('provost store entries restore') as unknown,
  });
  expect((await readFile(path)).length).toBe(16_384);
  await writeFile(path, whole);
  await using mended = await load(entries, { dataDirectory: directory.path });
  const found: number[] = [];
  for await (const { id } of mended.Entry.list()) found.push(id);
  expect(found).toHaveLength(20);
});

test('F-H26 a record that is damaged while its store is open is told by its class and key to whoever reads it, and others are served', async () => {
  await using directory = await newDirectory();
  await using first = await load(entries, { dataDirectory: directory.path });
  for (const text of ['whole', 'spoilt']) await first.Entry.create({ id: text.length, text });
  const path = join(directory.path, 'store', 'store.mdb');
  const bytes = await readFile(path);
  await using file = await open(path, 'r+');
  for (let at = bytes.indexOf('spoilt'); at !== -1; at = bytes.indexOf('spoilt', at + 1)) await file.write('S', at);
  const list = async (): Promise<void> => { for await (const entry of first.Entry.list()) expect(entry).toEqual({ id: 5, text: 'whole' }); };
  await expect(list()).rejects.toMatchObject({
    code: 'STORE_FAILED', facts: { provider: 'entries', path, damaged: true, record: 'Entry {"id":6}' },
    sentence: `Entry {"id":6} in the store ${path} is damaged: its checksum does not fit.`,
    remedy: expect.stringContaining('provost store entries clear') as unknown,
  });
  await expect(first.Entry.create({ id: 7, text: 'later' })).resolves.toEqual({ id: 7, text: 'later' });
});
