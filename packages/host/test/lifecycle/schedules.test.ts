/** The lifecycle under long random schedules, above the bounds that are walked whole. More of them: `npm run soak -- lifecycle`. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RULES } from './checker/rules.js';
import { runSchedule, schedules } from './checker/schedule.js';

const RUNS = 5_000;
const MOST_STEPS = 400;

test('P1 P2 P3 P4 P5 P6 P7 P8 hold in random schedules of hundreds of steps, with everybody answered at the end', () => {
  const seed = Date.now() % 2 ** 31;
  let steps = 0;
  const seen = new Set<string>();
  const property = fc.property(schedules(MOST_STEPS), (schedule) => {
    steps += runSchedule(schedule, RULES, seen);
  });
  fc.assert(property, { numRuns: RUNS, seed });
  process.stdout.write(`lifecycle, random schedules: ${RUNS.toLocaleString('en')} runs, ${steps.toLocaleString('en')} steps, seed ${seed}\n`);
  expect(steps).toBeGreaterThan(100 * RUNS);
  expect(seen.size).toBeGreaterThan(130);
}, 120_000);
