import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { authorFormOf, wireFormOf, type SchemaNode } from '@provost/protocol';

const at: SchemaNode = { type: 'string', format: 'date-time' };
const int64: SchemaNode = { type: 'string', format: 'int64' };
const bytes: SchemaNode = { type: 'string', format: 'bytes' };
const integer: SchemaNode = { type: 'integer' };

function closed(properties: Readonly<Record<string, SchemaNode>>): SchemaNode {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

const everything = closed({
  at, size: int64, raw: bytes,
  history: { type: 'array', items: closed({ at }) },
  byName: { type: 'object', additionalProperties: int64 },
  maybe: { anyOf: [at, { type: 'null' }] },
  either: { anyOf: [integer, closed({ at })] },
  plain: { type: 'string' },
});

test('what JSON lacks comes back as it went, wherever it stands', () => {
  // What ISO 8601 writes with four digits; other years are refused.
  const date = fc.date({ noInvalidDate: true, min: new Date('0100-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z') });
  const values = fc.record({
    at: date, size: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), raw: fc.uint8Array(),
    history: fc.array(fc.record({ at: date })), byName: fc.dictionary(fc.string(), fc.bigInt({ min: 0n, max: 9n })),
    maybe: fc.option(date), either: fc.oneof(fc.integer(), fc.record({ at: date })), plain: fc.string(),
  });
  const [write, read] = [wireFormOf(everything)!, authorFormOf(everything)!];
  fc.assert(fc.property(values, (value) => {
    expect(read(JSON.parse(JSON.stringify(write(value))))).toEqual({ ...value, byName: { ...value.byName } });
  }));
});

test('a schema of what JSON has is not converted at all', () => {
  const plain = closed({ a: { type: 'string' }, b: { type: 'array', items: closed({ c: integer }) }, d: { anyOf: [{ type: 'object', additionalProperties: { type: 'boolean' } }, { type: 'null' }] }, e: { enum: ['x'] } });
  expect([wireFormOf(plain), authorFormOf(plain)]).toEqual([undefined, undefined]);
});

test('part of an object is converted as the whole, and what was given is left as it was', () => {
  const given = { at: new Date(0), plain: 'x', size: undefined };
  expect(wireFormOf(everything)!(given)).toEqual({ at: '1970-01-01T00:00:00.000Z', plain: 'x', size: undefined });
  expect(given.at).toEqual(new Date(0));
});

test('where the schema says nothing, a value is written by what it is', () => {
  const open = closed({ any: {}, list: { type: 'array' }, object: { type: 'object' } });
  const day = new Date(0);
  expect(wireFormOf(open)!({ any: day, list: [1n], object: { raw: new Uint8Array([1]) } })).toEqual({
    any: '1970-01-01T00:00:00.000Z', list: ['1'], object: { raw: 'AQ==' },
  });
  expect(authorFormOf(open)).toBeUndefined();
});

test.each([
  ['a text that is no date', at, 'tomorrow'],
  ['a text that is no number', int64, '7.5'],
  ['digits without end', int64, '9'.repeat(1000)],
  ['a text that is cut', bytes, 'AAA'],
  ['a number where a date should be', at, 7],
  ['a text where a list should be', { type: 'array', items: at } satisfies SchemaNode, 'x'],
  ['a list where an object should be', closed({ at }), ['x']],
  ['null', closed({ at }), null],
])('%s is left as it is, for the check to name', (_what, schema, value) => {
  expect(authorFormOf(schema)!(value)).toBe(value);
});

test('a date that is none is written as a text that no check lets pass', () => {
  expect(wireFormOf(at)!(new Date(NaN))).toBe('Invalid Date');
});

test('dates and bytes of another realm are known for what they are', () => {
  const [date, raw] = runInNewContext('[new Date(0), new Uint8Array([1, 2])]') as [Date, Uint8Array];
  expect(wireFormOf(closed({ at, raw: bytes }))!({ at: date, raw })).toEqual({ at: '1970-01-01T00:00:00.000Z', raw: 'AQI=' });
});

test('F-C19 names that mean something to the language are data like any other, and reach no prototype', () => {
  const schema = closed({ of: { type: 'object', additionalProperties: int64 } });
  const given = JSON.parse('{"of":{"__proto__":"1","constructor":"2","toString":"3","hasOwnProperty":"4"}}') as object;
  const read = authorFormOf(schema)!(given) as { readonly of: object };
  expect(Object.getPrototypeOf(read.of)).toBe(Object.prototype);
  expect(Object.entries(read.of)).toEqual([['__proto__', 1n], ['constructor', 2n], ['toString', 3n], ['hasOwnProperty', 4n]]);
  expect(JSON.stringify(wireFormOf(schema)!(read))).toBe(JSON.stringify(given));
});
