import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareTexts, foldUnit, hasNoCase, isSameText } from '#src/query/fold-text.js';

/** Every UTF-16 unit that is a character by itself. */
const characters = Array.from({ length: 0x10000 }, (_, unit) => unit).filter((unit) => unit < 0xd800 || unit > 0xdfff);
const escaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

test('texts are folded as Unicode folds them simply: the same characters are one as for a regular expression without regard to case', () => {
  const apart = characters.filter((unit) => !new RegExp(`^${escaped(unit)}$`, 'iu').test(String.fromCharCode(foldUnit(unit))));
  expect(apart).toEqual([]);
  // Whatever a regular expression takes for one with a folded character folds to that same one.
  const folded = new Set(characters.map(foldUnit));
  const all = characters.map((unit) => String.fromCharCode(unit)).join('');
  const torn = [...new Set(characters.filter((unit) => foldUnit(unit) !== unit).map(foldUnit))].flatMap((target) =>
    (all.match(new RegExp(escaped(target), 'giu')) ?? []).filter((character) => foldUnit(character.charCodeAt(0)) !== target),
  );
  expect(torn).toEqual([]);
  expect(folded.size).toBeLessThan(characters.length);
});

test.each([
  ['Straße', 'STRASSE', false], ['Straße', 'straße', true], ['ΣΊΣΥΦΟΣ', 'σίσυφος', true], ['İ', 'i', false], ['I', 'ı', false], ['I', 'i', true], ['Ä', 'ä', true], ['Ä', 'a', false], ['K', 'K', true], ['', '', true],
])('%j and %j: %s', (one, other, isSame) => {
  expect(isSameText(one, other)).toBe(isSame);
  expect(compareTexts(one, other) === 0).toBe(isSame);
});

test('the order of texts is one: it is turned around with its sides, and goes on from one to the next', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'ä', 'Ä', 'ß', '😀'), maxLength: 4 });
  fc.assert(fc.property(text, text, text, (a, b, c) => {
    expect(Math.sign(compareTexts(a, b))).toBe(-Math.sign(compareTexts(b, a)) + 0);
    if (compareTexts(a, b) <= 0 && compareTexts(b, c) <= 0) expect(compareTexts(a, c)).toBeLessThanOrEqual(0);
    expect(compareTexts(a, b) === 0).toBe(isSameText(a, b));
  }));
});

test('a text without letters of two cases is the same as no other', () => {
  expect(['7', 'root-1', '中', 'ß', 'ı', ''].map(hasNoCase)).toEqual([true, false, true, false, false, true]);
});
