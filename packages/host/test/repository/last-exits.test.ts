import { expect, test } from '@jest/globals';
import type { ExitView } from '@provost/protocol';
import { dirname } from 'node:path';
import { LastExits } from '#src/repository/last-exits.js';
import { openRepository } from './open-repository.js';

const exit = (generation: number, lastLines: readonly string[] = []): ExitView => ({
  code: 0, signal: null, cause: 'released', reason: 'idle', pid: 4121, generation, at: '2026-11-21T08:39:04.205Z', lastLines,
});

test('the next host knows how each provider last ended: ten exits, the latest first, with the last five lines of each', async () => {
  const repository = await openRepository();
  const exits = new LastExits(repository);
  for (let generation = 1; generation <= 12; generation += 1) exits.add('notes', exit(generation));
  const lines = ['1', '2', '3', '4', '5', 'x'.repeat(5_000)];
  exits.add('notes', exit(13, lines));
  exits.keep('notes');
  exits.add('__proto__', exit(1));
  exits.keep('__proto__');
  exits.add('clock', exit(1));
  expect(exits.of('notes').map(({ generation }) => generation)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
  expect(exits.of('notes')[0]).toEqual(exit(13, lines));
  await repository.close();

  const again = await openRepository(dirname(repository.path));
  const next = new LastExits(again);
  expect(next.of('notes').map(({ generation }) => generation)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
  expect(next.of('notes')[0]?.lastLines.map((line) => line.slice(0, 3))).toEqual(['2', '3', '4', '5', 'xxx']);
  expect(next.of('notes')[0]?.lastLines.at(-1)!.length).toBe(1_003);
  expect(next.of('__proto__')).toEqual([exit(1)]);
  expect(next.of('clock')).toEqual([]);
  next.forget('notes');
  expect(next.of('notes')).toEqual([]);
  expect(new LastExits(again).of('notes')).toEqual([]);
});
