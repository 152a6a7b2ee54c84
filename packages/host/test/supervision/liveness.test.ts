import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Vitals } from '#src/process/vitals.js';
import { Liveness, type Hang, type OpenOperation } from '#src/supervision/liveness.js';
import { MadeUpClock } from '../made-up-clock.js';

/** The defaults of the settings. */
const RULES = { pingIntervalMs: 10_000, pingMisses: 3, hangGraceMs: 5_000, abandonedGraceMs: 60_000 };
/** One look at the files of /proc; the processor time of its first thread grows by so much of the time that passes. */
let cpuShare: number;
let state: string;
let clock: MadeUpClock;
let operations: OpenOperation[] | undefined;
let answers: (() => void)[];
let isAnswering: boolean;
let told: object[];
let found: Hang[];
let liveness: Liveness;

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const open = (overdueMs: number, isAbandoned = overdueMs >= 0): OpenOperation => ({ id: '1.1', what: 'get x', ageMs: 60_000 + overdueMs, isAbandoned, overdueMs });

function vitals(): Vitals {
  const cpuMs = clock.nowMs() * cpuShare;
  return { state, waitsIn: undefined, cpuMs, rssBytes: 1, threads: [{ tid: 1, name: 'node', state, cpuMs }] };
}

beforeEach(() => {
  [cpuShare, state, isAnswering] = [0, 'S', true];
  [clock, answers, told, found] = [new MadeUpClock(), [], [], []];
  operations = [open(-60_000)];
  liveness = new Liveness({
    clock, rules: () => RULES, look: vitals,
    ping: () => new Promise<void>((resolve) => {
      answers.push(resolve);
      if (isAnswering) resolve();
    }),
    operations: () => operations,
    silent: (facts) => told.push(facts),
    found: (hang) => found.push(hang),
  });
});

/** Second by second, so that what is awaited goes on in between. */
async function pass(seconds: number): Promise<void> {
  for (let nth = 0; nth < seconds; nth++) {
    clock.advance(1_000);
    operations = operations?.map((one) => ({ ...one, ageMs: one.ageMs + 1_000, overdueMs: one.overdueMs + 1_000 }));
    await settled();
  }
}

describe('a provider at work', () => {
  test('P8 F-P19 that is silent three times is not ended before an operation is 5 s past its deadline, and then is', async () => {
    isAnswering = false;
    liveness.watch();
    await pass(39);
    expect(told).toEqual([]);
    await pass(1);
    expect([told, liveness.silentMs]).toEqual([[{ silentMs: 30_000, kind: 'blocked' }], 30_000]);
    await pass(20); // To its deadline: it is given up.
    operations = [open(0)];
    await pass(4);
    expect(found).toEqual([]);
    await pass(2);
    expect(found).toMatchObject([{ how: 'silent', diagnosis: { kind: 'blocked' }, pings: { sent: 1, answered: 0 } }]);
    expect([told.length, clock.armed]).toEqual([1, 0]);
  });

  test('P8 F-P17 that answers pings is not ended for an operation past its deadline while another is at work, and is a minute later when none is', async () => {
    operations = [open(0), { ...open(-1_000_000), id: '1.2' }];
    liveness.watch();
    await pass(120);
    expect(found).toEqual([]);
    operations = operations.slice(0, 1);
    await pass(10);
    expect(found).toMatchObject([{ how: 'abandoned', diagnosis: { kind: 'responsive' }, silentMs: 0 }]);
  });

  test('F-P17 keeps an operation that was given up for a minute', async () => {
    operations = [open(0)];
    liveness.watch();
    await pass(60);
    expect(found).toEqual([]);
    await pass(10);
    expect(found).toMatchObject([{ how: 'abandoned' }]);
  });

  test('P8 a client that is in a hurry ends nobody: one that is silent for less than three pings is not hung, however short a deadline was', async () => {
    operations = [open(0)];
    isAnswering = false;
    liveness.watch();
    await pass(35);
    isAnswering = true;
    answers.splice(0).forEach((answer) => answer());
    await pass(20);
    expect([found, told, liveness.silentMs]).toEqual([[], [], null]);
  });

  test('F-H40 after a stall of the host the pings begin anew: nobody is ended for it', async () => {
    operations = [open(30_000)];
    isAnswering = false;
    liveness.watch();
    await pass(31);
    clock.stall(15_000); // The third miss falls due meanwhile, and the answer lies there unread.
    clock.advance(0);
    await settled();
    expect(found).toEqual([]);
    await pass(29);
    expect(found).toEqual([]);
    await pass(2);
    expect(found).toHaveLength(1);
  });

  test('costs no timer once it is at rest, and one however often it is used', async () => {
    liveness.watch();
    liveness.watch();
    expect(clock.armed).toBe(1);
    operations = undefined;
    await pass(11);
    expect([clock.armed, answers.length]).toEqual([0, 0]);
    operations = [open(-60_000)];
    liveness.watch();
    await pass(10);
    expect(answers).toHaveLength(1);
  });
});

describe('one that hangs', () => {
  test.each<[title: string, share: number, letter: string, kind: string]>([
    ['F-P19 whose loop runs without end', 0.6, 'R', 'burning'],
    ['F-P19 that waits in a call', 0, 'S', 'blocked'],
    ['F-P20 that is stopped', 0, 'T', 'stopped'],
  ])('%s is told from the others from outside', async (_title, share, letter, kind) => {
    [cpuShare, state, isAnswering] = [share, letter, false];
    operations = [open(0)];
    liveness.watch();
    await pass(41);
    expect(found).toMatchObject([{ how: 'silent', diagnosis: { kind, firstThreadShare: share, overMs: 20_000 } }]);
  });
});
