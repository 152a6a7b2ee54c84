import { expect, test } from '@jest/globals';
import { ProviderError } from '@provost/protocol';
import { AGAIN_AFTER_MS, WELL_AFTER_MS } from '#src/activation/standby/losses.js';
import { MadeUpStandbys, profile, turn } from './made-up-standbys.js';

const notes = { provider: 'notes', generation: 3 };

test('a host that has loaded nothing starts no standby and sets no timer', async () => {
  const { pool, clock, started } = new MadeUpStandbys();
  pool.tend();
  clock.advance(WELL_AFTER_MS);
  expect(await pool.take(profile('a'), notes)).toBeUndefined();
  expect([started.length, clock.armed]).toEqual([0, 0]);
});

test('a standby is started when the load has been answered, not during it, and waits without a timer', async () => {
  const standbys = new MadeUpStandbys();
  standbys.pool.used(profile('a'));
  standbys.clock.advance(99);
  expect(standbys.started).toEqual([]);
  standbys.clock.advance(1);
  expect(standbys.started.length).toBe(1);
  expect(standbys.waiting).toEqual([]);
  await standbys.arrive();
  expect([standbys.waiting, standbys.clock.armed]).toEqual([[1], 0]);
});

test('one that is taken is handed over once, is told whose it is, and is replaced after that load', async () => {
  const standbys = new MadeUpStandbys();
  await standbys.load();
  const process = await standbys.arrive();
  const [first, second] = await Promise.all([standbys.pool.take(profile('a'), notes), standbys.pool.take(profile('a'), { provider: 'clock', generation: 1 })]);
  expect([first?.process, second]).toEqual([process, undefined]);
  expect(standbys.assigned).toEqual([{ ...notes, pid: 1 }]);
  expect([standbys.waiting, standbys.started.length, process.isGone]).toEqual([[], 1, false]);
  await standbys.load();
  await standbys.arrive();
  expect(standbys.waiting).toEqual([2]);
});

test('the end of one that was taken is no loss', async () => {
  const standbys = new MadeUpStandbys();
  await standbys.load();
  const process = await standbys.arrive();
  await standbys.pool.take(profile('a'), notes);
  process.die(0, null);
  await turn();
  expect(standbys.losses).toEqual([]);
});

test('a standby of one profile is never handed over for another', async () => {
  const standbys = new MadeUpStandbys();
  await standbys.load('a');
  await standbys.arrive();
  expect(await standbys.pool.take(profile('b'), notes)).toBeUndefined();
  expect(standbys.waiting).toEqual([1]);
});

test('a higher count starts more, one after the other; a lower one ends what is too many at once; 0 ends all', async () => {
  const standbys = new MadeUpStandbys();
  await standbys.load();
  await standbys.arrive();
  standbys.count = 3;
  standbys.pool.tend();
  expect(standbys.started.length).toBe(2);
  await standbys.arrive();
  await standbys.arrive();
  expect([standbys.waiting, standbys.started.length]).toEqual([[1, 2, 3], 3]);
  standbys.count = 1;
  standbys.pool.tend();
  expect([standbys.waiting, standbys.started.map(({ process }) => process.isGone)]).toEqual([[1], [false, true, true]]);
  standbys.count = 0;
  standbys.pool.tend();
  await standbys.load();
  expect([standbys.waiting, standbys.started.length, standbys.clock.armed]).toEqual([[], 3, 0]);
  await turn();
  expect(standbys.losses).toEqual([]);
});

test('those whose profile no registration has any more are ended, and one that is just starting is when it arrives', async () => {
  const standbys = new MadeUpStandbys();
  await standbys.load();
  const waiting = await standbys.arrive();
  standbys.count = 2;
  standbys.pool.tend();
  standbys.unused.add('a');
  standbys.pool.tend();
  expect([waiting.isGone, standbys.waiting]).toEqual([true, []]);
  const late = await standbys.arrive();
  expect([late.isGone, standbys.waiting, standbys.started.length]).toEqual([true, [], 2]);
});

test('at most 8 are kept, those of the profiles that were used last', async () => {
  const standbys = new MadeUpStandbys();
  for (const key of 'abcdefghi') {
    await standbys.load(key);
    await standbys.arrive();
  }
  expect(standbys.waiting).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  expect(standbys.started.map(({ process }) => process.isGone)).toEqual([true, ...Array.from({ length: 8 }, () => false)]);
});

test('F-P1 one that dies while it waits is told once; the next is started a second later, then with pauses that double, and after five not without a load', async () => {
  const standbys = new MadeUpStandbys();
  await standbys.load();
  for (const [inARow, againInMs] of [[1, 1_000], [2, 2_000], [3, 4_000], [4, 8_000], [5, null]] as const) {
    const process = await standbys.arrive();
    process.die(1, null);
    await turn();
    expect(standbys.losses.at(-1)).toEqual({ pid: process.pid, code: 1, signal: null, waitedMs: 0, lastLines: [], inARow, againInMs });
    expect([standbys.losses.length, standbys.waiting]).toEqual([inARow, []]);
    standbys.clock.advance((againInMs ?? 0) - 1);
    expect(standbys.started.length).toBe(inARow);
    standbys.clock.advance(1);
  }
  standbys.clock.advance(WELL_AFTER_MS);
  expect([standbys.started.length, standbys.clock.armed]).toEqual([5, 0]);
  await standbys.load();
  expect(standbys.started.length).toBe(6);
});

test('one that had waited for a minute was well: its loss counts as the first', async () => {
  const standbys = new MadeUpStandbys();
  await standbys.load();
  (await standbys.arrive()).die(1, null);
  await turn();
  standbys.clock.advance(AGAIN_AFTER_MS);
  const second = await standbys.arrive();
  standbys.clock.advance(WELL_AFTER_MS);
  second.die(null, 'SIGKILL');
  await turn();
  expect(standbys.losses.at(-1)).toMatchObject({ signal: 'SIGKILL', waitedMs: WELL_AFTER_MS, inARow: 1, againInMs: AGAIN_AFTER_MS });
});

test('a start that fails is a loss too', async () => {
  const standbys = new MadeUpStandbys();
  await standbys.load();
  await standbys.fail();
  expect(standbys.losses).toEqual([{ pid: 1, error: 'PROVIDER_LOAD_FAILED: It exited with code 1.', inARow: 1, againInMs: AGAIN_AFTER_MS }]);
  expect(standbys.started[0]?.process.isGone).toBe(true);
});

test('one that dies while it is taken is a loss, and whoever wanted it starts a process of their own', async () => {
  const standbys = new MadeUpStandbys();
  await standbys.load();
  const process = await standbys.arrive();
  standbys.onAssign = () => {
    process.die(null, 'SIGKILL');
    return Promise.reject(new ProviderError('NOT_FOUND'));
  };
  expect(await standbys.pool.take(profile('a'), notes)).toBeUndefined();
  expect(standbys.losses).toMatchObject([{ pid: 1, signal: 'SIGKILL', inARow: 1 }]);
});

test('one whose channel has closed while it was taken is ended, not handed over', async () => {
  const standbys = new MadeUpStandbys();
  await standbys.load();
  const process = await standbys.arrive();
  standbys.onAssign = ({ connection }) => {
    connection.close();
    return Promise.resolve();
  };
  expect(await standbys.pool.take(profile('a'), notes)).toBeUndefined();
  expect([process.isGone, standbys.losses.length]).toEqual([true, 1]);
});

test('one that died before it had begun is told as lost', async () => {
  const standbys = new MadeUpStandbys();
  await standbys.load();
  const process = await standbys.arrive();
  const standby = await standbys.pool.take(profile('a'), notes);
  process.die(null, 'SIGKILL');
  await standbys.pool.diedUnbegun(profile('a'), standby!);
  expect(standbys.losses).toMatchObject([{ pid: 1, signal: 'SIGKILL', inARow: 1 }]);
});

test('a runtime that cannot be a standby is ended, said nothing of, and not tried again', async () => {
  const standbys = new MadeUpStandbys();
  await standbys.load();
  const process = await standbys.arriveUnfit();
  await standbys.load();
  standbys.clock.advance(WELL_AFTER_MS);
  expect([process.isGone, standbys.losses, standbys.started.length, standbys.clock.armed]).toEqual([true, [], 1, 0]);
});

test('a stop ends those that wait, those that start and those that are being taken, and nothing is started after it', async () => {
  const standbys = new MadeUpStandbys();
  standbys.count = 3;
  await standbys.load();
  await standbys.arrive();
  await standbys.arrive();
  let go!: () => void;
  standbys.onAssign = () => new Promise((resolve) => (go = resolve));
  const taken = standbys.pool.take(profile('a'), notes);
  const stopped = standbys.pool.stop();
  expect(standbys.started.map(({ process }) => process.isGone)).toEqual([true, true, true]);
  go();
  await standbys.fail();
  await stopped;
  expect(await taken).toBeUndefined();
  await standbys.load();
  standbys.pool.tend();
  expect([standbys.started.length, standbys.losses, standbys.clock.armed]).toEqual([3, [], 0]);
});

test('a load that begins wakes the standby that it is likeliest to take, and none where none waits', async () => {
  const standbys = new MadeUpStandbys();
  standbys.pool.wake();
  await standbys.load('a');
  await standbys.arrive();
  await standbys.load('b');
  standbys.pool.wake();
  await standbys.arrive();
  standbys.pool.wake();
  expect(standbys.woken).toEqual([1, 2]);
});

test('together they have no more memory than they may: what is too much is ended, the longest unused first, and no more is started than fits', async () => {
  const standbys = new MadeUpStandbys();
  standbys.roomBytes = 25;
  standbys.count = 2;
  await standbys.load('a');
  await standbys.arrive();
  await standbys.arrive();
  expect([standbys.waiting, standbys.started.length]).toEqual([[1, 2], 2]);
  await standbys.load('b'); // Nothing is known of its size yet.
  await standbys.arrive();
  expect(standbys.waiting).toEqual([1, 3]);
  standbys.bytesOf.set(3, 20);
  await standbys.load('a');
  expect([standbys.waiting, standbys.started.length]).toEqual([[1], 4]);
  await standbys.arrive();
  expect(standbys.waiting).toEqual([1, 4]);
});

test('where there is no room at all those that wait are ended, none is started, and no timer is left', async () => {
  const standbys = new MadeUpStandbys();
  await standbys.load();
  const waiting = await standbys.arrive();
  standbys.roomBytes = 0;
  await standbys.load();
  expect([waiting.isGone, standbys.waiting, standbys.started.length, standbys.clock.armed]).toEqual([true, [], 1, 0]);
  standbys.roomBytes = 5; // Less than the last one had.
  await standbys.load();
  expect(standbys.started.length).toBe(1);
  standbys.roomBytes = 10;
  await standbys.load();
  await standbys.arrive();
  expect(standbys.waiting).toEqual([2]);
});
