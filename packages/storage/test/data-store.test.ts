import { expect, test } from '@jest/globals';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataStore } from '#src/data-store.js';
import { REPOSITORY, newDirectory, openStore } from './open-store.js';

interface Note {
  readonly text: string;
}

test('P9 what was written is there after a reopen', async () => {
  const repository = await openStore();
  const directory = dirname(repository.path);
  repository.table<Note>('registrations').put('notes', { text: 'first' });
  await repository.close();
  const again = await openStore(directory);
  expect(again.table<Note>('registrations').entries()).toEqual([['notes', { text: 'first' }]]);
});

test('P9 what was written is there after an end that was not orderly', async () => {
  const directory = join(newDirectory(), 'repository');
  const repository = await openStore(directory);
  const notes = repository.table<Note>('registrations');
  notes.put('durable', { text: 'synced' });
  repository.transaction(() => notes.put('boot', { text: 'not synced' }), { unsynced: true });
  const files = readdirSync(directory);
  expect(files).not.toContain('repository.seal.json');
  await copyOf(directory, async (copy) => {
    const found = (await openStore(copy)).table<Note>('registrations').entries();
    expect(found).toEqual([['boot', { text: 'not synced' }], ['durable', { text: 'synced' }]]);
  });
});

async function copyOf(directory: string, use: (copy: string) => Promise<void>): Promise<void> {
  const { cpSync, rmSync } = await import('node:fs');
  const copy = join(newDirectory(), 'repository');
  cpSync(directory, copy, { recursive: true });
  rmSync(join(copy, 'repository.mdb-lock'));
  await use(copy);
}

test('the files are for their owner alone', async () => {
  const repository = await openStore();
  const directory = dirname(repository.path);
  const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
  await repository.close();
  await (await openStore(directory)).close();
  expect(modeOf(directory)).toBe('700');
  expect(Object.fromEntries(readdirSync(directory).map((name) => [name, modeOf(join(directory, name))]))).toEqual({
    'repository.mdb': '600', 'repository.mdb-lock': '600', 'repository.seal.json': '600', 'repository.last-good.mdb': '600',
  });
});

test('a transaction is kept whole', async () => {
  const repository = await openStore();
  const notes = repository.table<Note>('registrations');
  const told: string[] = [];
  const answer = repository.transaction((transaction) => {
    transaction.onCommit(() => told.push('committed'));
    transaction.onAbort(() => told.push('aborted'));
    notes.put('a', { text: '1' });
    expect(notes.get('a')).toEqual({ text: '1' });
    repository.transaction(() => notes.put('b', { text: '2' }));
    expect(told).toEqual([]);
    return 42;
  });
  expect(answer).toBe(42);
  expect(told).toEqual(['committed']);
  expect(notes.entries().map(([key]) => key)).toEqual(['a', 'b']);
});

test('a throw takes all of a transaction back and goes on to the caller as it was', async () => {
  const repository = await openStore();
  const notes = repository.table<Note>('registrations');
  notes.put('a', { text: 'before' });
  const told: string[] = [];
  const cause = Object.assign(new RangeError('changed my mind'));
  expect(() => repository.transaction((transaction) => {
    transaction.onCommit(() => told.push('committed'));
    transaction.onAbort(() => told.push('aborted'));
    notes.put('a', { text: 'after' });
    repository.transaction(() => notes.delete('a'));
    throw cause;
  })).toThrow(cause);
  expect(told).toEqual(['aborted']);
  expect(notes.entries()).toEqual([['a', { text: 'before' }]]);
  notes.put('b', { text: 'next' });
  expect(notes.get('b')).toEqual({ text: 'next' });
});

test('a transaction that waits is our bug, and keeps nothing', async () => {
  const repository = await openStore();
  const notes = repository.table<Note>('registrations');
  expect(() => repository.transaction(async () => notes.put('a', { text: '1' }))).toThrow('a transaction of the repository does not wait');
  expect(notes.get('a')).toBeUndefined();
});

test('numbers are kept in the order of numbers, names in that of names, and a range is bounded', async () => {
  const repository = await openStore();
  const events = repository.table<{ readonly n: number }, number>('events');
  for (const n of [10, 9, 100, 1]) events.put(n, { n });
  const keysOf = (options: { start?: number; end?: number; limit?: number; reverse?: boolean }): number[] => events.range(options).map(([key]) => key);
  expect(keysOf({})).toEqual([1, 9, 10, 100]);
  expect(keysOf({ start: 9, end: 100 })).toEqual([9, 10]);
  expect(keysOf({ reverse: true, limit: 2 })).toEqual([100, 10]);
  expect([events.delete(9), events.delete(9)]).toEqual([true, false]);
});

test('F-C19 a name that means something to JavaScript is a key like any other', async () => {
  const repository = await openStore();
  const notes = repository.table<unknown>('registrations');
  for (const name of ['__proto__', 'constructor', 'prototype', 'toString']) notes.put(name, JSON.parse(`{"__proto__":{"polluted":"${name}"}}`));
  expect(notes.entries().map(([key]) => key)).toEqual(['__proto__', 'constructor', 'prototype', 'toString']);
  expect(JSON.stringify(notes.get('__proto__'))).toBe('{"__proto__":{"polluted":"__proto__"}}');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('F-H35 fields that this version does not know are kept', async () => {
  const repository = await openStore();
  const notes = repository.table<Note & { readonly later?: unknown }>('registrations');
  notes.put('a', { text: '1', later: { deep: [1, null] } });
  notes.put('a', { ...(notes.get('a') as Note), text: '2' });
  expect(notes.get('a')).toEqual({ text: '2', later: { deep: [1, null] } });
});

test('a closed repository says so instead of reading', async () => {
  const repository = await openStore();
  const notes = repository.table<Note>('registrations');
  const first = repository.close();
  expect(repository.close()).toBe(first);
  await first;
  const words = `SERVER_IS_SHUTTING_DOWN: The host has stopped, and its repository ${repository.path} is closed.`;
  expect(() => notes.get('a')).toThrow(words);
  expect(() => notes.entries()).toThrow(words);
  expect(() => notes.put('a', { text: '1' })).toThrow(words);
});

test('F-H20 a directory that cannot be made is told with its path', async () => {
  const refused = await DataStore.open('/proc/provost', REPOSITORY).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'STORE_FAILED', facts: { path: '/proc/provost/repository.mdb' } });
});
