import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keyOf, parsePath, pathOf, type KeyedClass } from '#src/index.js';

const NOTE: KeyedClass = { name: 'Note', key: ['id'], schema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } };
const CELL: KeyedClass = {
  name: 'Cell',
  key: ['Row', 'big', 'on'],
  schema: { type: 'object', properties: { Row: { type: 'integer' }, big: { type: 'string', format: 'int64' }, on: { type: 'boolean' } }, required: ['Row', 'big', 'on'] },
};
const SETTINGS: KeyedClass = { name: 'Settings', key: [], schema: { type: 'object', properties: {} } };

/** A path, its class, and what is wrong with it. */
const REFUSED: [string, KeyedClass, string][] = [
  ['Note', NOTE, 'INVALID_PARAMETER: The path does not hold the key of class Note: the path names the class, not an instance.'],
  ['Note=@', NOTE, 'INVALID_PARAMETER: The path does not hold the key of class Note: only a class without a key has the instance "@".'],
  ['Note.di="7"', NOTE, 'INVALID_PARAMETER: The path does not hold the key of class Note: "di" is not part of it, did you mean "id"?'],
  ['Note=7', NOTE, 'TYPE_MISMATCH: The key "id" of class Note is a text; the path gives it a number.'],
  ['Cell=7', CELL, 'INVALID_PARAMETER: The path does not hold the key of class Cell: it has several parts, so each must be named.'],
  ['Cell.row=7,on=TRUE', CELL, 'INVALID_PARAMETER: The path does not hold the key of class Cell: the path does not say its "big".'],
  ['Cell.row="7",big=1,on=TRUE', CELL, 'TYPE_MISMATCH: The key "Row" of class Cell is a whole number; the path gives it a text.'],
  ['Settings="x"', SETTINGS, 'INVALID_PARAMETER: The path does not hold the key of class Settings: the class has one instance and no key.'],
];

describe('the key of a path', () => {
  test.each(['Note="7"', 'Note.id="7"', 'root/app:NOTE.ID="7"'])('%s is the key that the class says', (text) => {
    expect(keyOf(parsePath(text), NOTE)).toEqual({ id: '7' });
  });

  test('comes in the class\'s order and spelling, a 64-bit integer as digits however it is written', () => {
    expect(Object.entries(keyOf(parsePath('Cell.ON=false,BIG=5,row=-3'), CELL))).toEqual([['Row', -3], ['big', '5'], ['on', false]]);
    expect(keyOf(parsePath('Cell.on=true,big=9223372036854775807,row=1'), CELL)).toEqual({ Row: 1, big: '9223372036854775807', on: true });
  });

  test('of the one instance of a class without a key is empty', () => {
    expect(keyOf(parsePath('Settings=@'), SETTINGS)).toEqual({});
    expect(pathOf('root', SETTINGS, { any: 1 })).toBe('root:Settings=@');
  });

  test.each(REFUSED)('P11 %s is refused with what is wrong', (text, definition, message) => {
    expect(() => keyOf(parsePath(text), definition)).toThrow(expect.objectContaining({ message }));
  });

  test('leads back to the instance that it was made from', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.boolean(), (row, big, on) => {
      const key = { Row: row + 0, big: String(big), on };
      expect(keyOf(parsePath(pathOf('root/app', CELL, { ...key, more: 'x' })), CELL)).toEqual(key);
    }));
  });
});
