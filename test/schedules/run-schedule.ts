/** Runs one schedule of the checker against real processes: its steps, then to where everybody has an answer, then to where nothing is left. */
import { PromiseBroken, STEP_KINDS, generatorOf, pick, type Schedule } from './checker.js';
import { expectNothingLeft, expectServed, idleOut } from './end.js';
import { Play, type Take } from './play.js';
import { Stage } from './stage.js';
import { STEPS } from './steps/all.js';
import type { Tally } from './tally.js';

/** What comes by itself is through long before. */
const MOST_STEPS_TO_REST = 2_000;

/** Throws what is broken, with all that was done and what the host told of it. */
export async function runSchedule({ shape, weights, seed, length }: Schedule, tally: Tally): Promise<void> {
  const draw = generatorOf(seed);
  const stage = await Stage.open(shape, Math.floor(draw() * 2), tally);
  const play = new Play(stage, draw);
  const trace: string[] = [];
  try {
    for (let count = 0; count < length && !play.isOver; count += 1) {
      const step = await drawStep(play, weights);
      if (step === undefined) break;
      await take(play, step, trace);
    }
    await comeToRest(play, trace);
    if (!play.isClosed) {
      await expectServed(play, () => comeToRest(play, trace));
      await idleOut(play, () => comeToRest(play, trace));
    }
    await expectNothingLeft(play);
    throwBroken(play);
    tally.schedules += 1;
  } catch (thrown) {
    if (thrown instanceof Error) thrown.message += told(play, trace);
    throw thrown;
  } finally {
    await stage.close();
  }
}

/** A step that can be taken now, with its number. */
interface Offered {
  readonly kind: number;
  readonly take: Take;
}

/** All that can be taken now, in the order of the kinds. */
function offers(play: Play, isWanted: (kind: number) => boolean): Offered[] {
  return STEP_KINDS.flatMap(({ name }, kind) => {
    const step = STEPS[name];
    if (step === undefined || typeof step === 'string' || !isWanted(kind)) return [];
    return step.offer(play).map((act) => ({ kind, take: act }));
  });
}

async function drawStep(play: Play, weights: readonly number[]): Promise<Offered | undefined> {
  await play.look();
  const offered = offers(play, (kind) => weights[kind] !== 0);
  // The number of a step holds its kind and, in the last eight bits, which of those that are offered it is.
  const steps = offered.map(({ kind }, at) => (kind << 8) + (at & 255));
  const step = pick(steps, weights, play.draw);
  return step === undefined ? undefined : offered[steps.indexOf(step)];
}

async function take(play: Play, { kind, take: act }: Offered, trace: string[]): Promise<void> {
  const { name } = STEP_KINDS[kind] as { name: string };
  trace.push(`${play.stage.clock.nowMs()} ms, ${play.state}: ${name}`);
  play.stage.tally.step(name);
  await act();
  throwBroken(play);
}

/** P8, L1: everything that comes by itself comes, and then everybody has an answer. */
async function comeToRest(play: Play, trace: string[]): Promise<void> {
  const { stage: { callers, observations } } = play;
  for (let count = 0; count < MOST_STEPS_TO_REST; count += 1) {
    const { seen } = observations;
    await play.look();
    throwBroken(play);
    const steps = offers(play, (kind) => STEP_KINDS[kind]?.of === 'must');
    const step = steps[Math.floor(play.draw() * steps.length)];
    if (step !== undefined) await take(play, step, trace);
    else if (callers.open.length === 0 && play.pending.size === 0 && isAtRest(play)) return;
    else await play.waitAtRest(seen, trace);
  }
  throw new PromiseBroken('L3', 'it never comes to rest');
}

function isAtRest({ state, isRegistering }: Play): boolean {
  return !isRegistering && state !== 'loading' && state !== 'busy' && state !== 'releasing' && state !== 'killing';
}

function throwBroken({ stage }: Play): void {
  const [first] = stage.broken;
  if (first !== undefined) throw first;
}

function told({ stage }: Play, trace: readonly string[]): string {
  const processes = stage.processes.map(({ name, pid, phase, isAlive, running, refusing }) => `${name} ${pid}: ${phase}${isAlive ? '' : ', ended'}, at work on [${[...running].join(' ')}], refusing [${[...refusing].join(' ')}]`);
  const parts = { steps: trace, events: stage.journal.latest.slice(-40), processes, open: stage.callers.open.map(({ n, isAtWork }) => `request ${n}, ${isAtWork ? 'at work' : 'waiting'}`) };
  return Object.entries(parts).map(([part, lines]) => `\n${part}:\n  ${lines.join('\n  ')}`).join('');
}
