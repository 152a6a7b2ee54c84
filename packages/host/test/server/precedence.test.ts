import { expect, test } from '@jest/globals';
import { Precedence } from '#src/server/precedence.js';
import { MadeUpClock } from '../made-up-clock.js';

/** All that waits for nothing but promises has gone on. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
}

/** A stream that is under way, the batches that it may send, and a request that is answered when told. */
function beside(clock = new MadeUpClock()): { clock: MadeUpClock; batch: () => void; sent: () => number; request: () => () => Promise<void> } {
  const precedence = new Precedence(clock);
  void precedence.stream(() => new Promise<void>(() => undefined));
  let sent = 0;
  return {
    clock,
    batch: () => void precedence.turn().then(() => { sent += 1; }),
    sent: () => sent,
    request: () => {
      let answer!: () => void;
      void precedence.request(new Promise<void>((resolve) => { answer = resolve; }));
      return async () => {
        answer();
        await settled();
      };
    },
  };
}

test('a batch goes at once where no small request is at work', async () => {
  const { batch, sent, request, clock } = beside();
  batch();
  await settled();
  expect(sent()).toBe(1);
  const answer = request();
  await answer();
  batch();
  await settled();
  expect([sent(), clock.armed]).toEqual([2, 0]);
});

test('a batch is held back until the small requests are answered, and goes after their answers', async () => {
  const { batch, sent, request, clock } = beside();
  const [first, second] = [request(), request()];
  batch();
  await first();
  expect(sent()).toBe(0);
  await second();
  expect(sent()).toBe(0);
  clock.advance(0);
  await settled();
  expect([sent(), clock.armed]).toEqual([1, 0]);
});

test('a batch is held back for 2 ms and no longer, however many small requests come', async () => {
  const { batch, sent, request, clock } = beside();
  request();
  batch();
  for (let ms = 0; ms < 2; ms += 1) {
    expect(sent()).toBe(0);
    clock.advance(1);
    request();
    await settled();
  }
  expect([sent(), clock.armed]).toEqual([1, 0]);
});

test('a request that takes its time holds nothing back after its first 2 ms', async () => {
  const { batch, sent, request, clock } = beside();
  request();
  clock.advance(2);
  for (const count of [1, 2, 3]) {
    batch();
    await settled();
    expect([sent(), clock.armed]).toEqual([count, 0]);
  }
});

test('small requests count as wanted while they come, and for 20 ms after', async () => {
  const clock = new MadeUpClock();
  const precedence = new Precedence(clock);
  expect(precedence.isWanted).toBe(false);
  void precedence.stream(() => new Promise<void>(() => undefined));
  let resolve!: () => void;
  const promise = new Promise<void>((settle) => { resolve = settle; });
  const answer = precedence.request(promise);
  expect(precedence.isWanted).toBe(true);
  clock.advance(20);
  expect(precedence.isWanted).toBe(false);
  resolve();
  await answer;
  await settled();
  clock.advance(19);
  expect(precedence.isWanted).toBe(true);
  clock.advance(1);
  expect(precedence.isWanted).toBe(false);
});

test('without a stream beside it a request is only asked', async () => {
  const clock = new MadeUpClock();
  const precedence = new Precedence(clock);
  const asked = Promise.resolve(7);
  expect(precedence.request(asked)).toBe(asked);
  await precedence.stream(() => Promise.resolve());
  expect(precedence.request(asked)).toBe(asked);
  expect([clock.armed, precedence.isWanted]).toEqual([0, false]);
});
