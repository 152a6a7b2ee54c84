/** Long random schedules above the bounds that can be walked whole: which kinds of steps are likely is drawn anew for each run, and some never come. */
import fc from 'fast-check';
import { boundsOf, type Act, type Bounds, type Fault } from './bounds.js';
import { checkRest, checkState } from './checks-of-states.js';
import { PromiseBroken } from './promise-broken.js';
import type { Rules } from './rules.js';
import type { StepKind } from './step-kind.js';
import { STEP_KINDS, kindOf, stepsOf, wordsOf } from './steps/all.js';
import { ASKING } from './steps/callers.js';
import { TIMERS } from './steps/host.js';
import { World, type Run } from './world.js';

/** What has to happen does, sooner or later. */
const WEIGHTS_OF_MUST = [3, 10, 30, 100] as const;
/** Of what may happen most is off in each run: where uniform choice hardly ever comes, such a run does. */
const WEIGHTS_OF_MAY = [0, 0, 0, 0, 0, 1, 3, 10] as const;
/** In some runs requests are so rare that providers are idle for long, in others they never are. */
const WEIGHTS_OF_ASKING = [1, 3, 10, 30] as const;
/** What is told to go has time, as a rule. */
const WEIGHTS_OF_TIMERS = [0, 0, 0, 1, 10] as const;
const MANY = 10_000;
/** What comes by itself is through long before. */
const MOST_STEPS_TO_REST = 10_000;

export interface Schedule {
  readonly shape: Pick<Bounds, 'isPure' | 'overlap' | 'room' | 'clearAfter' | 'faults' | 'acts' | 'stops' | 'hostDeaths'>;
  /** How likely each kind of step is. */
  readonly weights: readonly number[];
  /** What is drawn from. */
  readonly seed: number;
  readonly length: number;
}

const faultKinds: readonly Fault[] = ['crash', 'hang', 'close-channel', 'garbage', 'fail-load', 'fail-start', 'slow-load', 'stay'];
const actKinds: readonly Act[] = ['unload', 'force', 'disable', 'update', 'limit', 'unregister', 'terminate'];

/** Every schedule of at most so many steps. */
export function schedules(mostSteps: number): fc.Arbitrary<Schedule> {
  return fc.record({
    shape: fc.record({
      isPure: fc.boolean(),
      overlap: fc.boolean(),
      room: fc.constantFrom(1, 2, 4),
      clearAfter: fc.constantFrom([1, 2] as const, [3, 1] as const, [0, 5] as const, [2, Infinity] as const),
      faults: fc.constantFrom(0, 1, 3, 10),
      acts: fc.constantFrom(0, 1, 3, 10),
      stops: fc.constantFrom(0, 0, 0, 1),
      hostDeaths: fc.constantFrom(0, 0, 1, 4),
    }),
    weights: fc.tuple(...STEP_KINDS.map((kind) => fc.constantFrom(...weightsOf(kind)))),
    seed: fc.nat(),
    length: fc.integer({ min: 1, max: mostSteps }),
  });
}

function weightsOf(kind: StepKind): readonly number[] {
  if (ASKING.includes(kind)) return WEIGHTS_OF_ASKING;
  if (TIMERS.includes(kind)) return WEIGHTS_OF_TIMERS;
  return kind.of === 'may' ? WEIGHTS_OF_MAY : WEIGHTS_OF_MUST;
}

/** Runs a schedule to its end, and from there to where nothing moves by itself. Throws what is broken, with the trace. Answers how many steps were taken. */
export function runSchedule({ shape, weights, seed, length }: Schedule, rules: Rules, seen: Set<string>): number {
  const bounds = boundsOf('a schedule', {
    ...shape, requests: 10, reentries: 3, giveUps: MANY, refusals: MANY, calls: 3, edits: MANY, neighbours: MANY, repeats: MANY, words: MANY, faultKinds, actKinds,
  });
  const run: Run = { bounds, rules, seen };
  const world = new World(run);
  const draw = generatorOf(seed);
  const trace: number[] = [];
  try {
    for (let count = 0; count < length; count += 1) {
      const step = pick(stepsOf(world), weights, draw);
      if (step === undefined) break;
      trace.push(step);
      kindOf(step).take(world, step & 255);
      checkState(world);
    }
    comeToRest(world, draw, trace);
  } catch (thrown) {
    if (thrown instanceof PromiseBroken) thrown.message += `\n  ${trace.map(wordsOf).join('\n  ')}`;
    throw thrown;
  }
  return trace.length;
}

function comeToRest(world: World, draw: () => number, trace: number[]): void {
  for (let count = 0; count < MOST_STEPS_TO_REST; count += 1) {
    const steps = stepsOf(world).filter((step) => kindOf(step).of === 'must');
    const step = steps[Math.floor(draw() * steps.length)];
    if (step === undefined) return checkRest(world);
    trace.push(step);
    kindOf(step).take(world, step & 255);
    checkState(world);
  }
  throw new PromiseBroken('L3', 'it never comes to rest');
}

/** One of the steps, each as likely as its kind. */
export function pick(steps: readonly number[], weights: readonly number[], draw: () => number): number | undefined {
  let sum = 0;
  for (const step of steps) sum += weights[step >> 8]!;
  let rest = draw() * sum;
  return steps.find((step) => (rest -= weights[step >> 8]!) < 0);
}

/** Numbers from 0 to 1 that are always the same for a seed (mulberry32). */
export function generatorOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
