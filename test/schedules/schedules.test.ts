/** The random schedules of the lifecycle's checker against a real host and real processes: a sample. More of them: `npm run soak -- schedules`. */
import { expect, test } from '@jest/globals';
import { STEP_KINDS } from './checker.js';
import { runMany } from './run-many.js';
import { STEPS } from './steps/all.js';

const COUNT = 24;
const MOST_STEPS = 60;
const TOGETHER = 4;

test('each kind of step of the checker is done to real processes, or it is said why not', () => {
  const names = new Set(STEP_KINDS.map(({ name }) => name));
  expect(Object.keys(STEPS).sort()).toEqual([...names].sort());
});

test('P1 P2 P3 P4 P5 P6 P7 P8 hold in random schedules of requests, refusals, edits, faults and operators with a real host and real processes, everybody is answered once, and nothing is left', async () => {
  const seed = Date.now() % 2 ** 31;
  const { tally, failed } = await runMany({ count: COUNT, seed, mostSteps: MOST_STEPS, together: TOGETHER });
  process.stdout.write(`real schedules, seed ${seed}: ${tally.lines().join('\n  ')}\n`);
  expect(failed.map(({ number, error }) => `schedule ${number} of seed ${seed}: ${error.message}`)).toEqual([]);
  expect(tally.schedules).toBe(COUNT);
}, 180_000);
