import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileLike } from '#src/query/like.js';

/** The plainest way to say what a pattern means, by every way to divide the text; only for short ones. */
function fitsNaively(pattern: readonly string[], text: readonly string[]): boolean {
  const [step, ...rest] = pattern;
  if (step === undefined) return text.length === 0;
  if (step === '%') return Array.from({ length: text.length + 1 }, (_, taken) => text.slice(taken)).some((left) => fitsNaively(rest, left));
  const [first, ...left] = text;
  return first !== undefined && takesNaively(step, first) && fitsNaively(rest, left);
}

function takesNaively(step: string, character: string): boolean {
  if (step === '_') return true;
  const set = /^\[(\^?)(.*)\]$/u.exec(step);
  if (set === null) return step.toLowerCase() === character.toLowerCase();
  const members = (set[2] as string).replace('a-c', 'abc').toLowerCase();
  return members.includes(character.toLowerCase()) !== (set[1] === '^');
}

const step = fc.constantFrom('a', 'b', 'B', '%', '_', '[ab]', '[a-c]', '[^a]', '[^a-c]', '😀');
const letters = fc.array(fc.constantFrom('a', 'A', 'b', 'c', 'd', '😀'), { maxLength: 8 });

describe('LIKE', () => {
  test('any pattern takes the texts that a naive reading takes', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 7 }), letters, (pattern, text) => compileLike(pattern.join(''))(text.join('')) === fitsNaively(pattern, text)), { numRuns: 5_000 });
  });

  test.each([
    ['a%', 'Abc', true], ['a%', 'bac', false], ['%c', 'abC', true], ['%b%', 'abc', true], ['', '', true], ['%', '', true], ['_', '', false], ['_', '😀', true],
    ['[%]', '%', true], ['[%]', 'a', false], ['[_]', '_', true], ['[[]', '[', true], [']', ']', true], ['[-a]', '-', true], ['[a-]', '-', true], ['[^^]', 'a', true], ['[^^]', '^', false],
    ['[A-C]', 'b', true], ['[α-γ]', 'Β', true], ['stra_e', 'Straße', true], ['İ', 'i', false], ['a\nb%', 'A\nB\n', true],
  ])('%j and %j: %s', (pattern, text, fits) => {
    expect(compileLike(pattern)(text)).toBe(fits);
  });

  test('F-C7 a pattern that would cost a backtracking matcher for ever costs text times pattern: this one ends', () => {
    const fits = compileLike(`${'%a'.repeat(2_000)}%b`);
    expect(fits('a'.repeat(50_000))).toBe(false);
  });
});
