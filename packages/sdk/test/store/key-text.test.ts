import { expect, test } from '@jest/globals';
import type { SchemaNode } from '@provost/protocol';
import fc from 'fast-check';
import { keyTextOf } from '#src/store/key-text.js';

const TEXT: SchemaNode = { type: 'string' };
const NUMBER: SchemaNode = { type: 'integer' };
const text = keyTextOf('Thing', ['name', 'number'], { name: TEXT, number: NUMBER });
const byBytes = (one: string, other: string): number => Math.sign(Buffer.compare(Buffer.from(one), Buffer.from(other)));

const names = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('\0', ' ', '!', '"', 'a', '\u{10000}', '\uffff') }));

test('keys of several parts sort by the first, then by the next: texts by their characters, whole numbers by what they are worth', () => {
  fc.assert(fc.property(names, fc.maxSafeInteger(), names, fc.maxSafeInteger(), (nameA, numberA, nameB, numberB) => {
    const expected = byBytes(nameA, nameB) || Math.sign(numberA - numberB);
    expect(byBytes(text.of({ name: nameA, number: numberA }), text.of({ name: nameB, number: numberB }))).toBe(expected + 0);
  }));
});

test('64-bit integers, dates and truths sort as what they are, to the ends of their range', () => {
  const part = (node: SchemaNode): ((value: unknown) => string) => (value) => keyTextOf('T', ['k'], { k: node }).of({ k: value });
  const isSorted = (texts: readonly string[]): void => { expect([...texts].reverse().sort(byBytes)).toEqual(texts); };
  isSorted([String(-(2n ** 63n)), '-10', '-9', '-1', '0', '7', '10', String(2n ** 63n - 1n)].map(part({ type: 'string', format: 'int64' })));
  isSorted(['-000001-01-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z', '+010000-01-01T00:00:00.000Z'].map(part({ type: 'string', format: 'date-time' })));
  isSorted([false, true].map(part({ type: 'boolean' })));
});

test('a range holds those between its bounds and no other class, and its two directions hold the same', () => {
  const key = fc.record({ name: fc.constantFrom('', 'a', 'a ', 'a!', 'ab', 'b'), number: fc.integer({ min: 0, max: 3 }) });
  const bound = fc.option(fc.oneof(key, key.map(({ name }) => ({ name }))), { nil: undefined });
  const fits = (given: string, { start, end }: { start: string; end: string }, reverse: boolean): boolean =>
    reverse ? byBytes(given, start) <= 0 && byBytes(given, end) > 0 : byBytes(given, start) >= 0 && byBytes(given, end) < 0;
  fc.assert(fc.property(key, bound, bound, fc.option(fc.constantFrom({ name: 'a' }, { name: 'b' }), { nil: undefined }), (one, from, to, within) => {
    const given = text.of(one);
    const expected = (from === undefined || byBytes(given, text.of(from)) >= 0) && (to === undefined || byBytes(given, text.of(to)) < 0) && (within === undefined || one.name === within.name);
    for (const reverse of [false, true]) {
      const range = text.range({ from, to, within, reverse });
      expect(fits(given, range, reverse)).toBe(expected);
      for (const other of ['Thin', 'Things', 'thing']) expect(fits(keyTextOf(other, ['name'], { name: TEXT }).of({ name: one.name }), range, reverse)).toBe(false);
    }
  }));
});

test('a part that is left out before another is refused', () => {
  expect(() => text.of({ number: 7 })).toThrow(new RangeError('"number" is given without "name", which comes before it'));
});
