import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldPath, formatPath, isSamePath, parsePath, type KeyValue, type ObjectPath } from '#src/index.js';

/** A text, what it says, and how it is written again. */
const READ: [string, ObjectPath, string][] = [
  ['root/app:Note.id="7"', { namespace: 'root/app', class: 'Note', key: { kind: 'named', properties: { id: '7' } } }, 'root/app:Note.id="7"'],
  ['Root\\App:Note.a="x",b=-3,c=true', { namespace: 'Root/App', class: 'Note', key: { kind: 'named', properties: { a: 'x', b: -3, c: true } } }, 'Root/App:Note.a="x",b=-3,c=TRUE'],
  ['root:__ObjectProviderCacheControl=@', { namespace: 'root', class: '__ObjectProviderCacheControl', key: { kind: 'singleton' } }, 'root:__ObjectProviderCacheControl=@'],
  ['root/app:Note', { namespace: 'root/app', class: 'Note' }, 'root/app:Note'],
  ['Note="7"', { class: 'Note', key: { kind: 'single', value: '7' } }, 'Note="7"'],
  ['Note=7', { class: 'Note', key: { kind: 'single', value: 7 } }, 'Note=7'],
  ['Note', { class: 'Note' }, 'Note'],
  ['Note.id="a\\"b\\\\c"', { class: 'Note', key: { kind: 'named', properties: { id: 'a"b\\c' } } }, 'Note.id="a\\"b\\\\c"'],
  ['Note.id="a,b=\'.:/"', { class: 'Note', key: { kind: 'named', properties: { id: 'a,b=\'.:/' } } }, 'Note.id="a,b=\'.:/"'],
  ['Note.id=9007199254740993', { class: 'Note', key: { kind: 'named', properties: { id: '9007199254740993' } } }, 'Note.id="9007199254740993"'],
  ['Note.id=-0', { class: 'Note', key: { kind: 'named', properties: { id: 0 } } }, 'Note.id=0'],
];

/** A text that is no path, at which character, and what was expected there. */
const REFUSED: [string, number, string][] = [
  ['', 1, 'the name of a class'],
  ['root/app:', 10, 'the name of a class'],
  ['app:Note', 1, 'a namespace such as root/app'],
  ['root//app:Note', 1, 'a namespace such as root/app'],
  ['root/../app:Note', 5, '"." and a key'],
  ['7up', 1, 'the name of a class'],
  ['Note x', 5, '"." and a key, "=" and a value, or the end'],
  ['Note.', 6, 'the name of a key property'],
  ['Note.id', 8, '"=" and a value'],
  ['Note.id=', 9, 'a value: text in double quotes'],
  ['Note.id=7.5', 9, 'a value: text in double quotes'],
  ['Note.id=007', 9, 'a value: text in double quotes'],
  ['Note.id=\'7\'', 9, 'a value: text in double quotes'],
  ['Note.id="7', 11, 'the closing quote of the text that begins at character 9'],
  ['Note.id="a\\n"', 11, 'a backslash in a text is written twice'],
  ['Note.id="7";', 12, '"," and a further key, or the end'],
  ['Note.id=1,', 11, 'the name of a key property'],
  ['Note.id=1,ID=2', 11, 'each key once, but "ID" is there twice'],
  [`N${'o'.repeat(128)}`, 1, 'the name of a class'],
  [`root${'/a'.repeat(16)}:Note`, 1, 'at most 16 parts'],
  [`Note.${Array.from({ length: 17 }, (_, index) => `k${index}=1`).join(',')}`, 92, 'at most 16 keys'],
];

describe('an object path', () => {
  test.each(READ)('%s is read and written', (text, path, written) => {
    expect(parsePath(text)).toEqual(path);
    expect(formatPath(path)).toBe(written);
  });

  test.each(REFUSED)('P11 %s is refused at character %d', (text, position, expected) => {
    expect(() => parsePath(text)).toThrow(expect.objectContaining({
      code: 'INVALID_PARAMETER',
      facts: expect.objectContaining({ position }) as unknown,
      message: expect.stringMatching(new RegExp(` is not valid at character ${position}: expected .*; found `)) as unknown,
    }));
    expect(() => parsePath(text)).toThrow(expected);
  });

  test('what is written is read again as the same', () => {
    fc.assert(fc.property(paths, (path) => {
      expect(parsePath(formatPath(path))).toEqual(path);
    }));
  });

  test('any text is read or refused as INVALID_PARAMETER, and never anything else', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.constantFrom('root', '/', '\\', ':', 'Note', '.', 'id', '=', '"', '@', ',', '7', '-', 'true')).map((parts) => parts.join('')));
    fc.assert(fc.property(texts, (text) => {
      try {
        const path = parsePath(text);
        expect(isSamePath(parsePath(formatPath(path)), path)).toBe(true);
      } catch (error) {
        expect(error).toMatchObject({ code: 'INVALID_PARAMETER' });
      }
    }));
  });

  test('names are the same in any case, keys in any order, and values only when they are equal', () => {
    const path = parsePath('Root\\App:NOTE.B=1,a="x"');
    expect(isSamePath(path, parsePath('root/app:Note.A="x",b=1'))).toBe(true);
    expect(isSamePath(path, parsePath('root/app:Note.A="X",b=1'))).toBe(false);
    expect(isSamePath(path, parsePath('root/app:Note.A="x",b="1"'))).toBe(false);
    expect(foldPath(path)).toBe('root/app:note.a="x",b=1');
  });

  test('F-C5 one that is too long is refused before it is read, with the limit by name', () => {
    expect(() => parsePath(`Note.id="${'x'.repeat(16_384)}"`)).toThrow('INVALID_PARAMETER: The object path has 16394 characters; at most 16384 are allowed (pathLength).');
  });

  test('F-C7 a long text that is no path is refused in the time that reading it once takes', () => {
    const hard = [`Note.id="${'\\\\'.repeat(8_000)}`, `Note.id=${'9'.repeat(16_000)}`, `${'root/'.repeat(3_200)}!`, 'a'.repeat(16_000)];
    const startedMs = performance.now();
    for (const text of hard) expect(() => parsePath(text)).toThrow('INVALID_PARAMETER');
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });

  test.each(['__proto__', 'constructor', 'prototype', 'CONSTRUCTOR'])('F-C19 %s is the name of no class and of no key', (name) => {
    expect(() => parsePath(name)).toThrow('expected the name of a class');
    expect(() => parsePath(`Note.${name}="x"`)).toThrow('expected the name of a key property');
    expect(() => formatPath({ class: name })).toThrow('cannot be the name of a class');
  });

  test('F-C20 the message shows a hostile path without its escapes', () => {
    expect(() => parsePath('Note\u001b[2J\u202e')).toThrow('The object path "Note\\e[2J\\u{202E}" is not valid at character 5');
  });

  test.each([1.5, NaN, 2 ** 53, null, { a: 1 }, undefined])('a key of %p cannot be written', (value) => {
    expect(() => formatPath({ class: 'Note', key: { kind: 'single', value: value as KeyValue } })).toThrow('INVALID_PARAMETER: That object cannot be named by a path');
  });
});

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,20}$/).filter((name) => !['constructor', 'prototype'].includes(name.toLowerCase()));
const value: fc.Arbitrary<KeyValue> = fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger().map((whole) => whole + 0), fc.boolean());
const named = fc.uniqueArray(fc.tuple(word, value), { minLength: 1, maxLength: 16, selector: ([name]) => name.toLowerCase() });
const paths: fc.Arbitrary<ObjectPath> = fc.record({
  namespace: fc.array(fc.stringMatching(/^[a-z][a-z0-9_-]{0,10}$/), { maxLength: 15 }).map((parts) => ['root', ...parts].join('/')),
  class: fc.oneof(word, word.map((name) => `__${name}`)),
  key: fc.oneof(
    named.map((pairs) => ({ kind: 'named', properties: Object.fromEntries(pairs) }) as const),
    value.map((only) => ({ kind: 'single', value: only }) as const),
    fc.constant({ kind: 'singleton' } as const),
  ),
}, { requiredKeys: ['class'] });
