import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkerOf, type SchemaNode } from '@provost/protocol';

const NOTE: SchemaNode = {
  type: 'object',
  properties: { id: { type: 'string' }, size: { type: 'integer', minimum: 0, maximum: 10 }, tags: { type: 'array', items: { type: 'string' }, maxItems: 3 }, at: { type: 'string', format: 'date-time' } },
  required: ['id'],
  additionalProperties: false,
};

/** A schema, a value and what is said of it; nothing where it fits. */
const CASES: [string, SchemaNode, unknown, string[]][] = [
  ['a whole instance', NOTE, { id: '7', size: 3, tags: ['a'], at: '2026-01-31T12:00:00Z' }, []],
  ['an absent optional property', NOTE, { id: '7' }, []],
  ['an undefined optional property', NOTE, { id: '7', size: undefined }, []],
  ['an undefined required property', NOTE, { id: undefined }, ['id must be given, and is missing']],
  ['a missing key', NOTE, {}, ['id must be given, and is missing']],
  ['an unknown property', NOTE, { id: '7', colour: 'red' }, ['colour must be one of the properties there are (id, size, tags, at), and is "red"']],
  ['several faults at once', NOTE, { size: 11, tags: ['a', 5] }, ['id must be given, and is missing', 'size must be a whole number of at most 10, and is 11', 'tags[1] must be a text, and is 5']],
  ['a fraction for a whole number', { type: 'integer' }, 1.5, [' must be a whole number, and is 1.5']],
  ['a number that JSON has not', { type: 'number' }, NaN, [' must be a number, and is NaN']],
  ['F-C22 a whole number beyond what a double holds', { type: 'integer' }, 2 ** 53, [' must be a whole number, and is 9007199254740992']],
  ['F-C22 minus nothing', { type: 'integer', minimum: 0 }, -0, []],
  ['F-C22 the largest 64-bit number', { type: 'string', format: 'int64' }, '9223372036854775807', []],
  ['F-C22 one more than that', { type: 'string', format: 'int64' }, '9223372036854775808', [' must be a 64-bit whole number as a text of digits, and is "9223372036854775808"']],
  ['F-C22 half a character', { type: 'string' }, 'a\ud800', [' must be a text without half characters (lone surrogates), and is "a\\ud800"']],
  ['a whole character of two halves', { type: 'string' }, 'a\u{1f600}', []],
  ['a day that no month has', { type: 'string', format: 'date-time' }, '2026-02-30T00:00:00Z', [' must be a date and time as in 2026-01-31T12:00:00Z, and is "2026-02-30T00:00:00Z"']],
  ['bytes', { type: 'string', format: 'bytes' }, 'aGk=', []],
  ['bytes that are none', { type: 'string', format: 'bytes' }, 'a!k=', [' must be bytes as base64, and is "a!k="']],
  ['one of several texts', { enum: ['a', 'b'] }, 'c', [' must be one of "a", "b", and is "c"']],
  ['either of two types', { anyOf: [{ type: 'string' }, { type: 'null' }] }, 5, [' must be a text or null, and is 5']],
  ['one of many branches', { anyOf: [{ type: 'integer' }, { type: 'string', format: 'date-time' }, { enum: ['now', 'never'] }, { type: 'array' }, {}] }, undefined, [' must be a whole number or a date and time as in 2026-01-31T12:00:00Z or "now" or "never" or a list or a value, and is missing']],
  ['a record', { type: 'object', additionalProperties: { type: 'integer' } }, { a: 1, b: 'x' }, ['b must be a whole number, and is "x"']],
  ['a list for an object', { type: 'object' }, [], [' must be an object, and is a list of 0']],
  ['a long text is not repeated', { type: 'integer' }, 'x'.repeat(500), [' must be a whole number, and is a text of 500 characters']],
];

describe('a value against its schema', () => {
  test.each(CASES)('%s', (_name, schema, value, told) => {
    const faults = checkerOf(schema)(value) ?? [];
    expect(faults.map(({ path, expected, found }) => `${path} must be ${expected}, and is ${found}`)).toEqual(told);
  });

  test('F-C19 the name __proto__ is no property of a record, at whatever depth', () => {
    const value = JSON.parse('{"inner": {"__proto__": {"polluted": true}}}') as unknown;
    const faults = checkerOf({ type: 'object', additionalProperties: { type: 'object', additionalProperties: true } })(value) ?? [];
    expect(faults).toEqual([{ path: 'inner.__proto__', expected: 'called otherwise: that name is kept for the system', found: 'an object' }]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test.each(['constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'])('F-C19 the name %s is data like any other', (name) => {
    const check = checkerOf({ type: 'object', additionalProperties: { type: 'integer' } });
    expect(check(JSON.parse(`{"${name}": 1}`))).toBeUndefined();
    expect(check(JSON.parse(`{"${name}": "x"}`))).toEqual([{ path: name, expected: 'a whole number', found: '"x"' }]);
    expect(checkerOf({ type: 'object', properties: {}, additionalProperties: false })(JSON.parse(`{"${name}": 1}`))).toHaveLength(1);
    expect(checkerOf({ type: 'object', properties: { [name]: { type: 'integer' } }, required: [name] })({})).toHaveLength(1);
  });

  test('at most 20 faults are told, however many there are', () => {
    expect(checkerOf({ type: 'array', items: { type: 'string' } })(Array(1_000).fill(0))).toHaveLength(20);
  });

  test('what fits the schema it was made from fits, and with one part of another type does not', () => {
    const value = fc.record({ id: fc.string({ unit: 'grapheme' }), size: fc.integer({ min: 0, max: 10 }), tags: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 }) });
    const check = checkerOf(NOTE);
    fc.assert(fc.property(value, (note) => check(note) === undefined));
    fc.assert(fc.property(value, fc.constantFrom('id', 'size', 'tags'), (note, name) => check({ ...note, [name]: true }) !== undefined));
  });
});
