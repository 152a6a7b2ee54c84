import { expect, test } from '@jest/globals';
import { CreditWindow } from '#src/server/credit-window.js';
import { MadeUpClock } from '../made-up-clock.js';

const never = new AbortController().signal;

/** Whether it has settled by now. */
async function isSettled(work: Promise<void>): Promise<boolean> {
  let settled = false;
  void work.then(() => { settled = true; });
  for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
  return settled;
}

test('a window is empty when all that was taken is given back', async () => {
  const [window, clock] = [new CreditWindow(2), new MadeUpClock()];
  expect(await isSettled(window.emptied(never, clock, 2))).toBe(true);
  await window.take(never);
  await window.take(never);
  const emptied = window.emptied(never, clock, 2);
  window.grant(1);
  expect(await isSettled(emptied)).toBe(false);
  window.grant(1);
  expect(await isSettled(emptied)).toBe(true);
  expect(clock.armed).toBe(0);
});

test('a client that gives back nothing is waited for only so long', async () => {
  const [window, clock] = [new CreditWindow(2), new MadeUpClock()];
  await window.take(never);
  const emptied = window.emptied(never, clock, 2);
  clock.advance(1);
  expect(await isSettled(emptied)).toBe(false);
  clock.advance(1);
  expect(await isSettled(emptied)).toBe(true);
  expect(await isSettled(window.take(never))).toBe(true);
});

test('who cancels does not wait for the client', async () => {
  const [window, clock, abort] = [new CreditWindow(2), new MadeUpClock(), new AbortController()];
  await window.take(never);
  const emptied = window.emptied(abort.signal, clock, 2);
  abort.abort(new Error('left'));
  await expect(emptied).rejects.toThrow('left');
  expect(clock.armed).toBe(0);
});
