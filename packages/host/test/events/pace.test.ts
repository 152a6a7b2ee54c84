import { expect, test } from '@jest/globals';
import { MadeUpClock } from '../made-up-clock.js';
import { PATIENCE_MS, Pace } from '#src/events/pace.js';

/** Somebody who has room, or not. */
class Watcher {
  room = true;
  readonly losesNothing: boolean = false;
  hasRoomFor(): boolean {
    return this.room;
  }
}

test('a batch is granted at once while everybody has room, without a timer', () => {
  const clock = new MadeUpClock();
  const pace = new Pace(clock, () => [new Watcher()], 512);
  let granted = 0;
  pace.took(() => (granted += 1));
  expect([granted, clock.armed]).toEqual([1, 0]);
});

test('one without room holds the next batch back until it takes, or for a moment', () => {
  const clock = new MadeUpClock();
  const [quick, slow] = [new Watcher(), new Watcher()];
  const pace = new Pace(clock, () => [quick, slow], 512);
  let granted = 0;
  slow.room = false;
  pace.took(() => (granted += 1));
  expect([granted, clock.armed]).toEqual([0, 1]);
  slow.room = true;
  pace.check();
  expect([granted, clock.armed]).toEqual([1, 0]);
  slow.room = false;
  pace.took(() => (granted += 1));
  clock.advance(PATIENCE_MS - 1);
  expect(granted).toBe(1);
  clock.advance(1);
  expect(granted).toBe(2);
});

test('one who takes nothing is passed over from then on, and counts again once it has taken', () => {
  const clock = new MadeUpClock();
  const stuck = new Watcher();
  const pace = new Pace(clock, () => [stuck], 512);
  let granted = 0;
  stuck.room = false;
  pace.took(() => (granted += 1));
  clock.advance(PATIENCE_MS);
  pace.took(() => (granted += 1));
  expect([granted, clock.armed]).toEqual([2, 0]);
  stuck.room = true;
  pace.check();
  stuck.room = false;
  pace.took(() => (granted += 1));
  expect([granted, clock.armed]).toEqual([2, 1]);
  pace.stop();
  expect(clock.armed).toBe(0);
});
