/** Runs many schedules, several at a time: most of each is waiting for processes. */
import fc from 'fast-check';
import { schedules, type Schedule } from './checker.js';
import { runSchedule } from './run-schedule.js';
import { Tally } from './tally.js';

export interface Many {
  readonly count: number;
  readonly seed: number;
  /** Of each schedule, before it comes to rest. */
  readonly mostSteps: number;
  readonly together: number;
  /** Told after each. */
  readonly progressed?: (tally: Tally) => void;
}

export interface Failed {
  /** Which of the seed's schedules it is. */
  readonly number: number;
  readonly schedule: Schedule;
  readonly error: Error;
}

/** Settles when all have run, or no more after one has failed. */
export async function runMany({ count, seed, mostSteps, together, progressed }: Many): Promise<{ readonly tally: Tally; readonly failed: readonly Failed[] }> {
  const all = fc.sample(schedules(mostSteps), { seed, numRuns: count });
  const tally = new Tally();
  const failed: Failed[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < all.length && failed.length === 0) {
      const number = next++;
      const schedule = all[number] as Schedule;
      await runSchedule(schedule, tally).catch((error: unknown) => failed.push({ number, schedule, error: error as Error }));
      progressed?.(tally);
    }
  };
  await Promise.all(Array.from({ length: together }, work));
  return { tally, failed };
}

/**
 * Looks for the smallest schedule that fails as that one did, for so long. The system has a part in the order of things, so the smallest may be one
 * that fails sometimes. Answers what it failed with, or undefined where it does not fail again.
 */
export async function shrink({ seed, mostSteps }: Many, { number }: Failed, limitMs: number): Promise<{ readonly schedule: Schedule; readonly path: string; readonly error: Error } | undefined> {
  const endsMs = performance.now() + limitMs;
  const property = fc.asyncProperty(schedules(mostSteps), async (schedule) => {
    if (performance.now() < endsMs) await runSchedule(schedule, new Tally());
  });
  const found = await fc.check(property, { seed, path: String(number), numRuns: 1 });
  if (!found.failed || found.counterexample === null) return undefined;
  return { schedule: found.counterexample[0], path: found.counterexamplePath as string, error: found.errorInstance as Error };
}
