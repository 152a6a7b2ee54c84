/**
 * `npm run soak -- lifecycle [--seconds 60] [--seed N] [--steps 600] [--only orders|schedules]`: the lifecycle itself in every order within larger bounds than
 * those of `npm test`, which takes minutes, and then under random schedules for so many seconds. Ends with 1 when a promise is broken, and says by which steps.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { LARGE_CONFIGURATIONS } from '../packages/host/dist-test/lifecycle/checker/configurations.js';
import { explore } from '../packages/host/dist-test/lifecycle/checker/explore.js';
import { RULES } from '../packages/host/dist-test/lifecycle/checker/rules.js';
import { runSchedule, schedules } from '../packages/host/dist-test/lifecycle/checker/schedule.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    steps: { type: 'string', default: '600' },
    only: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const [seconds, steps] = [values.seconds, values.steps].map(Number);
const number = (of) => of.toLocaleString('en');

function walkAll() {
  for (const bounds of LARGE_CONFIGURATIONS) {
    const beganMs = performance.now();
    const { states, transitions, broken, isWhole } = explore(bounds, RULES);
    const took = ((performance.now() - beganMs) / 1000).toFixed(1);
    process.stdout.write(`every order: ${bounds.name}: ${number(states)} states, ${number(transitions)} steps, ${took} s${isWhole ? '' : ', and not all of them'}\n`);
    if (broken !== undefined) process.stdout.write(`${broken.message}\n  ${broken.trace.join('\n  ')}\n`);
    if (!isWhole) process.exitCode = 1;
  }
}

function runSchedules() {
  let taken = 0;
  const property = fc.property(schedules(steps), (schedule) => {
    taken += runSchedule(schedule, RULES, new Set());
  });
  const result = fc.check(property, { seed, numRuns: Infinity, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false });
  process.stdout.write(`random schedules: ${number(result.numRuns)} runs, ${number(taken)} steps, seed ${seed}\n`);
  if (!result.failed) return;
  process.stdout.write(`${result.errorInstance?.message ?? fc.defaultReportMessage(result)}\n`);
  process.exitCode = 1;
}

if (values.only !== 'schedules') walkAll();
if (values.only !== 'orders') runSchedules();
