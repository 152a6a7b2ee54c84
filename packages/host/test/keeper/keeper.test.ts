import { expect, test } from '@jest/globals';
import type { Clock } from '#src/clock.js';
import { Keeper, LINGER_MS } from '#src/keeper/keeper.js';
import type { Connection } from '@provost/protocol/node';

/** Time that stands still until it is moved. */
function madeUpClock() {
  let nowMs = 0;
  const timers = new Set<{ dueMs: number; act: () => void }>();
  const clock: Clock = {
    nowMs: () => nowMs,
    date: () => new Date(nowMs),
    after: (delayMs, act) => {
      const timer = { dueMs: nowMs + delayMs, act };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
  };
  const passMs = (ms: number): void => {
    nowMs += ms;
    for (const timer of [...timers]) if (timer.dueMs <= nowMs && timers.delete(timer)) timer.act();
  };
  return { clock, passMs, timers };
}

test('a keeper that keeps nothing and finds no host leaves, once', () => {
  const { clock, passMs } = madeUpClock();
  let left = 0;
  const keeper = new Keeper({ clock, onDone: () => (left += 1) });
  passMs(LINGER_MS - 1);
  expect(left).toBe(0);
  passMs(1);
  expect(left).toBe(1);
  keeper.hostLost();
  passMs(LINGER_MS);
  expect(left).toBe(1);
});

test('a keeper that has a host and keeps nothing stays, and arms no timer', () => {
  const { clock, passMs, timers } = madeUpClock();
  let left = 0;
  const keeper = new Keeper({ clock, onDone: () => (left += 1) });
  keeper.hostFound({} as Connection);
  expect(timers.size).toBe(0);
  passMs(100 * LINGER_MS);
  expect(left).toBe(0);
  keeper.hostLost();
  passMs(LINGER_MS);
  expect(left).toBe(1);
});
