import { expect, test } from '@jest/globals';
import { fuzz } from './fuzz/fuzz.js';
import { generatorOf } from '../lifecycle/checker/schedule.js';

test('of twenty thousand texts by chance each is a query or is refused with its place, and none breaks anything', () => {
  const counts = fuzz(generatorOf(7), 20_000, { mostMs: Infinity });
  for (const kind of ['by the grammar', 'broken', 'words', 'characters', 'endless']) expect(counts.get(kind)!.texts).toBeGreaterThan(5);
  const { texts, queries, bound } = counts.get('by the grammar')!;
  expect(queries / texts).toBeGreaterThan(0.3);
  expect(bound / texts).toBeGreaterThan(0.02);
});
