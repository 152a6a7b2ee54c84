import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Type } from '@provost/sdk';
import { authorFormOf } from '#src/convert/author-form.js';
import { defaultsOf } from '#src/convert/defaults.js';
import { wireFormOf } from '#src/convert/wire-form.js';
import { objectSchema } from '#src/type/type.js';

const everything = objectSchema({
  at: Type.DateTime(),
  size: Type.Int64(),
  raw: Type.Bytes(),
  history: Type.Array(Type.Object({ at: Type.DateTime() })),
  byName: Type.Record(Type.Int64()),
  maybe: Type.Nullable(Type.DateTime()),
  either: Type.Union([Type.Integer(), Type.Object({ at: Type.DateTime() })]),
  plain: Type.String(),
});

test('what JSON lacks comes back as it went, wherever it stands', () => {
  // What ISO 8601 writes with four digits; other years are refused as results.
  const at = fc.date({ noInvalidDate: true, min: new Date('0100-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z') });
  const values = fc.record({
    at, size: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), raw: fc.uint8Array(),
    history: fc.array(fc.record({ at })), byName: fc.dictionary(fc.string(), fc.bigInt({ min: 0n, max: 9n })),
    maybe: fc.option(at), either: fc.oneof(fc.integer(), fc.record({ at })), plain: fc.string(),
  });
  const [write, read] = [wireFormOf(everything)!, authorFormOf(everything)!];
  fc.assert(fc.property(values, (value) => {
    expect(read(JSON.parse(JSON.stringify(write(value))))).toEqual({ ...value, byName: { ...value.byName } });
  }));
});

test('a schema of what JSON has is not converted at all', () => {
  const plain = objectSchema({ a: Type.String(), b: Type.Array(Type.Object({ c: Type.Integer() })), d: Type.Nullable(Type.Record(Type.Boolean())) });
  expect([wireFormOf(plain), authorFormOf(plain)]).toEqual([undefined, undefined]);
});

test('a name from outside never reaches a prototype', () => {
  const record = Type.Object({ of: Type.Record(Type.Int64()) });
  const read = authorFormOf(record)!({ of: JSON.parse('{"__proto__":"7"}') as object }) as { readonly of: object };
  expect(Object.getPrototypeOf(read.of)).toBe(Object.prototype);
  expect(Object.entries(read.of)).toEqual([['__proto__', 7n]]);
});

test('defaults are filled in where nothing was given, each time anew, and what was given is left alone', () => {
  const fill = defaultsOf(objectSchema({ a: Type.Optional(Type.Integer({ default: 1 })), list: Type.Optional(Type.Array(Type.String(), { default: [] })) }))!;
  const given = { a: 2 };
  const [first, second] = [fill(given), fill(given)];
  expect([first, given]).toEqual([{ a: 2, list: [] }, { a: 2 }]);
  expect(first['list']).not.toBe(second['list']);
  expect(defaultsOf(objectSchema({ a: Type.Integer() }))).toBeUndefined();
});
