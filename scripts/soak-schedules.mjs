/**
 * `npm run soak -- schedules [--count 600] [--seed N] [--steps 120] [--together 4] [--only N] [--shrink 120]`: the random schedules of the lifecycle's
 * checker against a real host and real processes, so many of them, so many at a time. Each is checked from the outside: by the host's events, by what
 * callers are answered, by what the processes say and by /proc. Ends with 1 when a promise is broken, and says by which steps; then it looks for the
 * smallest schedule that breaks it, for so many seconds. With `--only` that one of the seed's schedules is run alone.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { schedules } from '../test/dist/schedules/checker.js';
import { runMany, shrink } from '../test/dist/schedules/run-many.js';
import { runSchedule } from '../test/dist/schedules/run-schedule.js';
import { Tally } from '../test/dist/schedules/tally.js';

const REPORT_EVERY_MS = 30_000;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '600' },
    seed: { type: 'string' },
    steps: { type: 'string', default: '120' },
    together: { type: 'string', default: '4' },
    only: { type: 'string' },
    shrink: { type: 'string', default: '120' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const [count, mostSteps, together, shrinkSeconds] = [values.count, values.steps, values.together, values.shrink].map(Number);
const say = (text) => process.stdout.write(`${text}\n`);
const beganMs = performance.now();
let toldMs = beganMs;

function progressed({ schedules: done, steps }) {
  if (performance.now() - toldMs < REPORT_EVERY_MS) return;
  toldMs = performance.now();
  say(`${((toldMs - beganMs) / 1000).toFixed(0)} s: ${done} schedules, ${steps} steps`);
}

async function runOnly(number) {
  const schedule = fc.sample(schedules(mostSteps), { seed, numRuns: number + 1 })[number];
  const tally = new Tally();
  await runSchedule(schedule, tally);
  return tally;
}

async function runAll() {
  const many = { count, seed, mostSteps, together, progressed };
  const { tally, failed } = await runMany(many);
  for (const { number, error } of failed) say(`Schedule ${number} of seed ${seed}: ${error.message}\nAgain: npm run soak -- schedules --seed ${seed} --steps ${mostSteps} --only ${number}`);
  const [first] = failed;
  if (first !== undefined && shrinkSeconds > 0) {
    const smallest = await shrink(many, first, shrinkSeconds * 1000);
    say(smallest === undefined ? 'Alone, it did not fail again.' : `The smallest found: ${JSON.stringify(smallest.schedule)}\n${smallest.error.message}`);
  }
  if (failed.length > 0) process.exitCode = 1;
  say(`${failed.length === 0 ? 'no violation' : `${failed.length} violations`}, seed ${seed}, ${((performance.now() - beganMs) / 1000).toFixed(0)} s`);
  return tally;
}

const tally = await (values.only === undefined ? runAll() : runOnly(Number(values.only)));
for (const line of tally.lines()) say(line);
