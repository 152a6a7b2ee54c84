import { expect, test } from '@jest/globals';
import { Unloading } from '#src/runner/unloading.js';

/** A host that hears, and that may be gone; and a clock that nobody moves. */
function surroundings() {
  const heard: unknown[] = [];
  const timers: { delayMs: number; isCancelled: boolean; isReferenced: boolean }[] = [];
  const line = { isClosed: false, notify: (message: { readonly method: string }, params: unknown) => void heard.push([message.method, params]) };
  const clock = {
    nowMs: () => 0,
    wallMs: () => 0,
    after: (delayMs: number) => {
      const timer = { delayMs, isCancelled: false, isReferenced: true };
      timers.push(timer);
      return { cancel: () => { timer.isCancelled = true; }, unref: () => { timer.isReferenced = false; } };
    },
  };
  return { heard, timers, line, unloading: new Unloading({ provider: 'notes', line, clock }) };
}

const load = { id: 'load', what: 'load', isOver: false };

test('W-R3 P5 with the host gone to refuse is FAILED, and nothing is kept of it', () => {
  const { line, unloading, heard } = surroundings();
  line.isClosed = true;
  expect(unloading.refuse(load, 'because')).toBe('FAILED');
  expect(() => unloading.hold(load, 'because')).toThrow('has been told to let go or has lost its host');
  expect(() => unloading.keepWarm('2m')).toThrow('has been told to let go or has lost its host');
  expect([unloading.refusing, heard]).toEqual([[], []]);
});

test('W-R10 the timer of keepWarm keeps no process alive, and is gone when the provider has to let go', () => {
  const { unloading, timers, heard } = surroundings();
  unloading.keepWarm('2m');
  unloading.keepWarm('2m');
  unloading.began();
  unloading.ended();
  expect(timers).toEqual([{ delayMs: 120_000, isCancelled: false, isReferenced: false }]);
  unloading.close();
  unloading.began();
  unloading.ended();
  expect(timers).toEqual([{ delayMs: 120_000, isCancelled: true, isReferenced: false }]);
  expect(heard).toHaveLength(1);
});

test('F-R4 from the turn in which it has to let go nothing refuses any more, and what ends then is told to nobody', () => {
  const { unloading, heard } = surroundings();
  const hold = unloading.hold(load, 'upload');
  unloading.refuse(load, 'because');
  unloading.close();
  expect([unloading.refusing, unloading.refuse(load), unloading.request(load)]).toEqual([[], 'FAILED', 'INVALID_PARAMETER']);
  const told = heard.length;
  hold.end();
  expect(heard).toHaveLength(told);
});
