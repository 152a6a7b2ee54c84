import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { automatonOf } from '#src/query/like-automaton.js';
import { stepsOf } from '#src/query/like-pattern.js';
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

  test('the automaton for long texts takes what the walk for short ones takes, also where its places fill several words', () => {
    const long = fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom('a', '_') }, step), { maxLength: 80 });
    const texts = fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant('a') }, fc.constantFrom('A', 'b', 'c', 'd', '😀', '\ud800')), { maxLength: 100 });
    fc.assert(fc.property(fc.oneof(long, fc.array(step, { maxLength: 7 })), fc.oneof(texts, letters), (pattern, text) => automatonOf(stepsOf(pattern.join('')))(text.join('')) === compileLike(pattern.join(''))(text.join(''))), { numRuns: 5_000 });
  });

  test.each([31, 32, 33, 63, 64, 65, 96])('the automaton counts %i moves exactly, from word to word', (moves) => {
    for (const [pattern, isOpen] of [['a'.repeat(moves), false], [`%${'_'.repeat(moves)}`, true], [`${'[a-b]'.repeat(moves)}%`, true]] as const) {
      const fits = automatonOf(stepsOf(pattern));
      expect([-2, -1, 0, 1, 2].map((more) => fits('a'.repeat(moves + more)))).toEqual([false, false, true, isOpen, isOpen]);
    }
  });

  test.each([
    ['many %', `${'%a'.repeat(2_000)}%b`],
    ['one long piece after %', `%${'a'.repeat(4_000)}b%`],
    ['one long piece of sets', `%${'[^b]'.repeat(1_000)}b`],
    ['nothing but single characters', `%${'_'.repeat(4_000)}b`],
  ])('F-C7 a long text that almost fits a pattern of %s costs no more than text times pattern: this one ends', (_, pattern) => {
    const fits = compileLike(pattern);
    expect(fits('a'.repeat(1_000_000))).toBe(false);
    expect(fits(`${'a'.repeat(1_000_000)}B`)).toBe(true);
  });
});
