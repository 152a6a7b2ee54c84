import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordKey } from '#src/record-key.js';
import { openStore } from './open-store.js';

const part = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((n) => n + 0), fc.string({ unit: 'grapheme', maxLength: 8 }), fc.string({ unit: 'binary-ascii', maxLength: 4 }));
const composed = fc.array(part, { minLength: 2, maxLength: 4 });

/** The order that is promised: numbers before strings, numbers by size, strings by code point, the shorter key first. */
function compare(one: RecordKey, other: RecordKey): number {
  const [left, right] = [one, other].map((key) => (Array.isArray(key) ? key : [key])) as [(string | number)[], (string | number)[]];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [a, b] = [left[at], right[at]] as [string | number, string | number];
    if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
    const order = typeof a === 'number' ? a - (b as number) : Buffer.compare(Buffer.from(a), Buffer.from(b as string));
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

test('keys of several parts are found again, and walked in their order', async () => {
  const table = (await openStore()).table<number, RecordKey>('registrations');
  fc.assert(fc.property(fc.uniqueArray(fc.oneof(composed, part.filter((key) => key !== '')), { maxLength: 30, selector: (key) => JSON.stringify(key) }), (keys) => {
    for (const [key] of table.entries()) table.delete(key);
    keys.forEach((key, index) => { table.put(key, index); });
    expect(keys.map((key) => table.get(key))).toEqual(keys.map((_, index) => index));
    const sorted = [...keys].sort(compare);
    expect([...table.walk()].map(([key]) => key)).toEqual(sorted);
    expect([...table.walk({ reverse: true })].map(([key]) => key)).toEqual([...sorted].reverse());
    expect(table.count()).toBe(keys.length);
  }), { numRuns: 40 });
});

test('a prefix chooses the keys that go on after it, either way', async () => {
  const table = (await openStore()).table<number, RecordKey>('registrations');
  const keys: RecordKey[] = ['Note', ['Note', -1], ['Note', 2], ['Note', ''], ['Note', 'a', 'b'], ['Note', '\u{10ffff}'], ['Notes', 1], ['Not', 1]];
  keys.forEach((key, index) => { table.put(key, index); });
  const chosen = [['Note', -1], ['Note', 2], ['Note', ''], ['Note', 'a', 'b'], ['Note', '\u{10ffff}']];
  expect(table.range({ prefix: ['Note'] }).map(([key]) => key)).toEqual(chosen);
  expect([...table.walk({ prefix: ['Note'], reverse: true })].map(([key]) => key)).toEqual([...chosen].reverse());
  expect(table.range({ prefix: ['Note', 'a'] }).map(([key]) => key)).toEqual([['Note', 'a', 'b']]);
  expect(table.range({ prefix: ['Note'], start: ['Note', ''], limit: 2 }).map(([key]) => key)).toEqual([['Note', ''], ['Note', 'a', 'b']]);
});

test('a long range is walked a part at a time, and what changes meanwhile costs no other record', async () => {
  const table = (await openStore()).table<{ readonly text: string }, RecordKey>('registrations');
  for (let n = 0; n < 500; n++) table.put(n, { text: 'x'.repeat(n % 100 === 0 ? 200_000 : 10) });
  const seen: number[] = [];
  for (const [key] of table.walk({ start: 10, end: 490 })) {
    seen.push(key as number);
    if (key === 100) table.delete(300);
    if (key === 200) table.put(0, { text: 'behind' });
  }
  expect(seen).toEqual(Array.from({ length: 480 }, (_, n) => n + 10).filter((n) => n !== 300));
  expect([...table.walk({ limit: 130, reverse: true })]).toHaveLength(130);
});

test('within a transaction all that it wrote is seen and counted', async () => {
  const store = await openStore();
  const table = store.table<number>('registrations');
  table.put('a', 1);
  store.transaction(() => {
    table.put('b', 2);
    table.delete('a');
    table.put('c', 3);
    expect([[...table.walk()], table.count()]).toEqual([[['b', 2], ['c', 3]], 2]);
  });
  expect(table.count()).toBe(2);
});

test.each<[string, RecordKey, string]>([
  ['an empty name', '', 'is empty'],
  ['no number', Number.NaN, 'is no string, no finite number and no array of them'],
  ['no end', Infinity, 'is no string, no finite number and no array of them'],
  ['half a character', 'a\ud800', 'is no string, no finite number and no array of them'],
  ['an array of one', ['a'], 'is an array of 1, and would be the same as its only part'],
  ['an array of none', [], 'is an array of 0, and says nothing'],
  ['an array in an array', ['a', ['b'] as unknown as string], 'is no string, no finite number and no array of them'],
  ['a key that is too long', 'x'.repeat(1_900), 'has 1902 bytes, where at most 1900 are allowed'],
])('a key that cannot be kept is refused: %s', async (_what, key, reason) => {
  const table = (await openStore()).table<number, RecordKey>('registrations');
  for (const act of [() => table.put(key, 1), () => table.get(key), () => table.delete(key)]) expect(act).toThrow(`INVALID_PARAMETER: A key of the table registrations ${reason}.`);
  expect(table.count()).toBe(0);
});

test('the longest key can be kept, whatever its parts', async () => {
  const table = (await openStore()).table<number, RecordKey>('registrations');
  const longest: RecordKey[] = ['x'.repeat(1_898), ['\0'.repeat(1_888), 1], Array.from({ length: 190 }, (_, n) => n * 1.1)];
  longest.forEach((key, index) => { table.put(key, index); });
  expect(longest.map((key) => table.get(key))).toEqual([0, 1, 2]);
});
