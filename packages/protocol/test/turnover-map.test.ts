import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TurnoverMap } from '#src/index.js';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

test('what is put in, found, taken out and gone through is what a Map would say, however often its entries have moved', () => {
  const step = fc.record({ kind: fc.constantFrom('set', 'delete', 'burst'), key: fc.integer({ min: 0, max: 40 }) });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const [ours, theirs] = [new TurnoverMap<number, string>(), new Map<number, string>()];
    for (const [index, { kind, key }] of steps.entries()) {
      if (kind === 'set') {
        ours.set(key, `${index}`);
        theirs.set(key, `${index}`);
      } else if (kind === 'delete') {
        expect(ours.delete(key)).toBe(theirs.delete(key));
      } else {
        for (let passing = 1000; passing < 2100; passing += 1) {
          ours.set(passing, 'passing');
          ours.delete(passing);
        }
      }
      expect([ours.size, ours.has(key), ours.get(key)]).toEqual([theirs.size, theirs.has(key), theirs.get(key)]);
    }
    expect([ours.keys(), ours.values()]).toEqual([[...theirs.keys()], [...theirs.values()]]);
    ours.clear();
    expect(ours.size).toBe(0);
  }), { numRuns: 200 });
});

/** What 20,000 entries of a KiB (in a Map: some 14 MiB) that come and go leave behind once the young have been collected, in a map that a full collection has seen. */
function leftBehind(map: { set(key: number, value: unknown): void; delete(key: number): boolean }): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void;
  const used = (): number => {
    for (let time = 0; time < 3; time += 1) collect({ type: 'minor' }); // What survives once is looked at again.
    return process.memoryUsage().heapUsed;
  };
  for (let key = 0; key < 100; key += 1) map.set(key, new Array(128).fill(key));
  collect();
  const before = used();
  for (let key = 100; key < 20_000; key += 1) {
    map.set(key, new Array(128).fill(key));
    map.delete(key - 100);
  }
  return used() - before;
}

test('a table that a full collection has moved keeps alive no more than what came soon after it', () => {
  expect(leftBehind(new TurnoverMap())).toBeLessThan(4 * 1024 * 1024);
});
