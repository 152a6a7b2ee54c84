import { expect, test } from '@jest/globals';
import { didYouMean, nearest } from '#src/index.js';

const WORDS = ['list', 'get', 'create', 'modify', 'delete', 'describe'];

const MEANT: [string, string | undefined][] = [
  ['lsit', 'list'],
  ['LIST', 'list'],
  ['lst', 'list'],
  ['creat', 'create'],
  ['ceratee', 'create'],
  ['descrieb', 'describe'],
  ['delte', 'delete'],
  ['remove', undefined],
  ['x', undefined],
  ['', undefined],
];

test.each(MEANT)('by "%s" is meant %s', (word, meant) => {
  expect(nearest(word, WORDS)).toBe(meant);
});

test('the nearest of several is meant, and of equals the first', () => {
  expect(nearest('notes', ['nodes', 'note', 'votes'])).toBe('nodes');
  expect(nearest('note', ['nodes', 'notes'])).toBe('notes');
});

test('it is said at the end of a sentence, or not at all', () => {
  expect(didYouMean('lsit', WORDS)).toBe(', did you mean "list"?');
  expect(didYouMean('remove', WORDS)).toBe('');
});

test('F-C5 neither a long word nor many candidates cost more than a bounded time', () => {
  const startedMs = performance.now();
  expect(nearest('x'.repeat(1_000_000), ['y'.repeat(1_000_000)])).toBeUndefined();
  expect(nearest('x'.repeat(64), Array(100_000).fill('y'.repeat(64)) as string[])).toBeUndefined();
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
