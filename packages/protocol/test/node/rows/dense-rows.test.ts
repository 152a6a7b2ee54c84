/** Rows in the dense form are what JSON makes of them, whatever they hold; bytes that are none are refused in words. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from '@jest/globals';
import type { JsonObject } from '#src/index.js';
import { RowPacker } from '#src/node/rows/row-packer.js';
import { unpackRows } from '#src/node/rows/unpack-rows.js';

const DEPTH = 8;
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('same', 'same', 'other'), fc.constantFrom('\ud83d', '\ude00', 'é\ud800'), fc.constantFrom('', '9007199254740993', '2026-11-21T18:00:00.000Z', 'é', '\u{1F600}'.repeat(40), 'x'.repeat(70_000)));
const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, -1, -32, -33, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31, -(2 ** 31), 2 ** 53, 1e300));
const leaf = fc.oneof(text, number, fc.boolean(), fc.constant(null), fc.constant(undefined));
const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'id', 'name', '1', 'length'));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value'), { maxLength: 20 }), fc.dictionary(name, tie('value'), { maxKeys: 20 })),
}));
const row = fc.dictionary(name, value) as fc.Arbitrary<JsonObject>;
/** As classes have them: the same columns, now and then without one. */
const alike = fc.array(fc.record({ id: number, name: text, note: fc.option(text, { nil: undefined }), tags: fc.array(text) }, { requiredKeys: ['id'] }));

function packed(rows: readonly JsonObject[]): { readonly bytes: Buffer; readonly kept: JsonObject[] } {
  const packer = new RowPacker({ depth: DEPTH, mostBytes: 10_000_000 });
  const kept = rows.filter((one) => packer.add(one) === 'added');
  const { parts, length } = packer.take();
  expect(length).toBe(kept.length);
  return { bytes: Buffer.concat(parts as Uint8Array[]), kept };
}

function asJson(rows: readonly JsonObject[]): unknown {
  return JSON.parse(JSON.stringify(rows));
}

test('any rows come back as JSON would bring them back', () => {
  fc.assert(fc.property(fc.oneof(fc.array(row), alike as fc.Arbitrary<JsonObject[]>), (rows) => {
    const { bytes, kept } = packed(rows);
    const back = unpackRows(bytes, kept.length, DEPTH);
    expect(JSON.stringify(back)).toBe(JSON.stringify(kept));
    expect(isDeepStrictEqual(back, asJson(kept))).toBe(true);
  }), { numRuns: 150 });
});

test('a row of well-formed texts, finite numbers and plain objects is always taken', () => {
  fc.assert(fc.property(alike, (rows) => {
    const wellFormed = rows.filter((one) => !JSON.stringify(one).includes('\\ud'));
    expect(packed(wellFormed as JsonObject[]).kept).toHaveLength(wellFormed.length);
  }));
});

test('what this form cannot say as JSON does is not taken, and nothing of it is kept', () => {
  const packer = new RowPacker({ depth: DEPTH, mostBytes: 10_000_000 });
  const good = { id: 1 };
  expect(packer.add(good)).toBe('added');
  const deep = JSON.parse('{"a":'.repeat(DEPTH + 1) + '1' + '}'.repeat(DEPTH + 1)) as JsonObject;
  const strange = [
    { id: '\ud800'.repeat(300) }, { id: new Date() }, { id: 1n }, { id: () => 1 }, { id: Symbol('no') }, { id: new Map() }, new (class { id = 1; toJSON(): unknown { return {}; } })(), { id: [{ at: new Date() }] }, deep,
    { get id() { throw new Error('mine'); } }, Object.create({ id: 1 }) as JsonObject,
  ];
  for (const one of strange) {
    expect(packer.add(one as JsonObject)).toBe('inexact');
    expect(packer.count).toBe(1);
  }
  expect(packer.take().read()).toEqual([good]);
});

test('texts that are the same row after row are said once, whatever else stands in their column meanwhile', () => {
  const values = ['one', 'one', 7, 'one', null, ['one'], 'one', 'two', 'one', 'x'.repeat(300), 'x'.repeat(300), '', ''];
  const rows = [...values.map((id) => ({ id })), ...values.map((id) => ({ id, more: 'one' })), { id: 'one' }] as unknown as JsonObject[];
  const { bytes, kept } = packed(rows);
  expect(kept).toEqual(rows);
  expect(unpackRows(bytes, rows.length, DEPTH)).toEqual(rows);
  expect(bytes.length).toBeLessThan(900); // Each of the long ones once for each list of columns.
});

test('after a row that is not taken the next says again what it has', () => {
  const packer = new RowPacker({ depth: DEPTH, mostBytes: 10_000_000 });
  const rows = [{ id: 'first', at: 1 }, { id: 'second', at: 1 }, { id: 'second', at: 2 }];
  expect(packer.add(rows[0]!)).toBe('added');
  expect(packer.add({ id: 'second', at: 1n } as unknown as JsonObject)).toBe('inexact');
  expect(packer.add({ id: 'second', at: 1n, more: 1 } as unknown as JsonObject)).toBe('inexact');
  for (const row of rows.slice(1)) expect(packer.add(row)).toBe('added');
  expect(packer.take().read()).toEqual(rows);
});

test('halves of a character that meet only because their texts are joined come apart again', () => {
  const rows = [{ a: 'x\ud83d', b: '\ude00y' }, { a: '\u{1F600}', b: '\ude00' }];
  const { bytes, kept } = packed(rows);
  expect(kept).toEqual(rows);
  expect(unpackRows(bytes, 2, DEPTH)).toEqual(rows);
});

test('a name that would change what an object inherits is a property of its own', () => {
  const rows = [JSON.parse('{"__proto__":{"isAdmin":true},"nested":{"__proto__":{"isAdmin":true}}}') as JsonObject];
  const back = unpackRows(packed(rows).bytes, 1, DEPTH) as JsonObject[];
  expect(Object.keys(back[0]!)).toEqual(['__proto__', 'nested']);
  expect((back[0] as { isAdmin?: unknown }).isAdmin).toBeUndefined();
  expect(Object.getPrototypeOf(back[0]!.nested)).toBe(Object.prototype);
});

test('of random bytes, and of rows that were damaged anywhere, either rows are made or words', () => {
  const { bytes } = packed(Array.from({ length: 20 }, (_, id) => ({ id, name: `number ${id}`, share: id / 7, tags: ['one', { two: null }] })));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(bytes.length - 1), fc.nat(255), (noise, at, byte) => {
    const damaged = Buffer.from(bytes);
    damaged[at] = byte;
    for (const [one, count] of [[Buffer.from(noise), 1], [damaged, 20], [bytes.subarray(0, at), 20]] as const) {
      const back = unpackRows(Buffer.from(one), count, DEPTH);
      if (typeof back !== 'string') expect(back).toHaveLength(count);
    }
  }), { numRuns: 500 });
});

test.each([
  ['a list that announces four thousand million items', [0x94, 0xdd, 0xff, 0xff, 0xff, 0xff], 'end in the middle'],
  ['rows that announce four thousand million', [0x94, 0x90, 0xc3, 0x90, 0xdd, 0xff, 0xff, 0xff, 0xff], 'end in the middle'],
  ['an object that announces as many names', [0x94, 0x91, 0x91, 0xa1, 0x61, 0xc3, 0x90, 0x91, 0x92, 0x00, 0xdf, 0xff, 0xff, 0xff, 0xff], 'end in the middle'],
  ['a text longer than what is there', [0x94, 0x91, 0x91, 0xa1, 0x61, 0xc3, 0x90, 0x91, 0x92, 0x00, 0xdb, 0x7f, 0xff, 0xff, 0xff], 'end in the middle'],
  ['lists in lists', [0x94, 0x91, 0x91, 0xa1, 0x61, 0xc3, 0x90, 0x91, 0x92, 0x00, ...Array.from({ length: 50 }, () => 0x91), 0x00], 'too deep'],
  ['an extension that is none here', [0x94, 0x91, 0x91, 0xa1, 0x61, 0xc3, 0x90, 0x91, 0x92, 0x00, 0xd4, 0x03, 0x00], 'extension of type 3'],
  ['an extension of another size', [0x94, 0x91, 0x91, 0xa1, 0x61, 0xc3, 0x90, 0x91, 0x92, 0x00, 0xd5, 0x01, 0x00, 0x00], '0xd5'],
  ['a text that is not among the texts', [0x94, 0x91, 0x91, 0xa1, 0x61, 0xc3, 0x91, 0xa2, 0x61, 0x62, 0x91, 0x92, 0x00, 0xd4, 0x01, 0x03], 'not among the texts'],
  ['a text as before where there was none', [0x94, 0x91, 0x91, 0xa1, 0x61, 0xc3, 0x90, 0x91, 0x92, 0x00, 0xd4, 0x02, 0x00], 'as before where there was none'],
  ['a text as before inside of a value', [0x94, 0x91, 0x91, 0xa1, 0x61, 0xc3, 0x90, 0x91, 0x92, 0x00, 0x91, 0xd4, 0x02, 0x00], 'extension of type 2'],
  ['a text as before for a list of columns', [0x94, 0xd4, 0x02, 0x00, 0x90, 0x90], 'is no list'],
  ['texts that are numbers', [0x94, 0x90, 0xc3, 0x91, 0x05, 0x90], 'one of the texts is no text'],
  ['half a character of UTF-16', [0x94, 0x90, 0xc2, 0x91, 0xc4, 0x01, 0x00, 0x90], 'odd number of bytes'],
  ['bytes that are no text', [0x94, 0x91, 0x91, 0xa1, 0x61, 0xc3, 0x90, 0x91, 0x92, 0x00, 0xc4, 0x01, 0x00], '0xc4'],
  ['a text that is not UTF-8', [0x94, 0x91, 0x91, 0xa1, 0x61, 0xc2, 0x90, 0x91, 0x92, 0x00, 0xa1, 0xff], 'not UTF-8'],
  ['NaN', [0x94, 0x91, 0x91, 0xa1, 0x61, 0xc3, 0x90, 0x91, 0x92, 0x00, 0xca, 0x7f, 0xc0, 0, 0], 'JSON has not'],
  ['a row of columns that were not named', [0x94, 0x90, 0xc3, 0x90, 0x91, 0x91, 0x05], 'not as many values'],
  ['columns named by what lists inherit', [0x94, 0x90, 0xc3, 0x90, 0x91, 0x91, 0xa9, ...Buffer.from('__proto__')], 'not as many values'],
  ['a row that is cut', [0x94, 0x91, 0x91, 0xa1, 0x61, 0xc3, 0x90, 0x91, 0x92, 0x00], 'end in the middle'],
  ['more rows than were told of', [0x94, 0x91, 0x90, 0xc3, 0x90, 0x92, 0x91, 0x00, 0x91, 0x00], 'sent 2 dense rows where it said 1'],
  ['bytes after the end', [0x94, 0x91, 0x90, 0xc3, 0x90, 0x91, 0x91, 0x00, 0x00], 'more bytes'],
] as const)('%s is refused', (_what, bytes, expected) => {
  expect(unpackRows(Buffer.from(bytes), 1, DEPTH)).toContain(expected);
});

test('a few bytes that stand for more characters than anybody would send are refused', () => {
  const name = 'n'.repeat(60_000);
  const { bytes, kept } = packed(Array.from({ length: 2_000 }, () => ({ [name]: 1 })));
  expect(unpackRows(bytes, kept.length, DEPTH)).toContain('more than 67108864 characters');
});

test('more values than may be in one batch are refused before they are made', () => {
  const many = Buffer.concat([Buffer.from([0x94, 0x91, 0x91, 0xa1, 0x61, 0xc3, 0x90, 0x91, 0x92, 0x00, 0xdd, 0, 0x20, 0, 0]), Buffer.alloc(2 ** 21)]);
  expect(unpackRows(many, 1, DEPTH)).toContain('more than 1048576 values');
});
