import { expect, test } from '@jest/globals';
import { Prewarmer, PREWARMED_AT_MOST } from '#src/activation/prewarm/prewarmer.js';
import { paceOf } from '#src/activation/prewarm/pace.js';
import { MadeUpClock } from '../../made-up-clock.js';

class Made {
  readonly clock = new MadeUpClock();
  isOn = true;
  canLoad = true;
  clearAfterMs = 300_000;
  readonly loaded: [atMs: number, provider: string][] = [];
  readonly told: unknown[] = [];
  readonly prewarmer = new Prewarmer({
    clock: this.clock,
    isOn: () => this.isOn,
    clearAfterMs: () => this.clearAfterMs,
    load: (provider) => {
      this.loaded.push([this.clock.nowMs() - this.begunMs, provider]);
      return Promise.resolve(this.canLoad);
    },
    tell: (provider, why) => this.told.push({ provider, ...why }),
  });
  readonly begunMs = this.clock.nowMs();

  /** Used, and idle for so long that it is unloaded 10 s later; then the rest of the minute. */
  minutes(count: number, provider = 'notes'): void {
    for (let minute = 0; minute < count; minute++) {
      this.prewarmer.used(provider);
      this.clock.advance(10_000);
      this.prewarmer.unloaded(provider);
      this.clock.advance(50_000);
    }
  }
}

test.each<[string, number[], number | undefined]>([
  ['four uses a minute apart', [0, 60, 120, 180], 60],
  ['a fifth of it late', [0, 60, 120, 190], (190 / 3)],
  ['three uses', [0, 60, 120], undefined],
  ['one out of step', [0, 60, 120, 210], undefined],
  ['seconds apart', [0, 4, 8, 12], undefined],
  ['a day apart', [0, 86_400, 172_800, 259_200], undefined],
])('uses have a pace where each comes about as long after the last as the others did: %s', (_what, seconds, paceSeconds) => {
  const found = paceOf(seconds.map((second) => second * 1_000));
  expect(found === undefined ? undefined : Math.round(found)).toBe(paceSeconds === undefined ? undefined : Math.round(paceSeconds * 1_000));
});

test('a provider that was used four times at a regular pace is loaded a little before the fifth use, and told of with why', async () => {
  const made = new Made();
  made.minutes(4);
  expect(made.loaded).toEqual([[180_000 + 45_000, 'notes']]);
  expect(made.told).toEqual([{ provider: 'notes', why: 'regular', everyMs: 60_000 }]);
  await Promise.resolve();
  made.prewarmer.requested('notes');
  made.clock.advance(10_000);
  made.prewarmer.unloaded('notes');
  made.clock.advance(50_000);
  expect(made.loaded.map(([atMs]) => atMs)).toEqual([225_000, 285_000]);
});

test('one that would be unloaded before it is used is loaded later: half of its ClearAfter before', () => {
  const made = new Made();
  made.clearAfterMs = 8_000;
  made.minutes(4);
  expect(made.loaded).toEqual([[180_000 + 56_000, 'notes']]);
});

test('one that was loaded in vain is not again before it has a pace anew, and leaves no timer', async () => {
  const made = new Made();
  made.minutes(4);
  await Promise.resolve();
  made.prewarmer.unloaded('notes');
  made.minutes(3);
  expect([made.loaded.length, made.clock.armed, made.prewarmer.awaitsUse]).toEqual([1, 0, false]);
  made.minutes(1);
  expect(made.loaded.length).toBe(2);
});

test('nothing is loaded, remembered or armed while it is off, and what was planned is dropped when it is turned off', () => {
  const made = new Made();
  made.isOn = false;
  made.minutes(5);
  expect([made.loaded.length, made.clock.armed]).toEqual([0, 0]);
  made.isOn = true;
  made.minutes(3);
  made.prewarmer.used('notes');
  made.prewarmer.unloaded('notes');
  expect(made.clock.armed).toBe(1);
  made.prewarmer.clear();
  expect(made.clock.armed).toBe(0);
});

test('a use that comes before it is due is none that was missed: the timer goes, and the pace is that of the latest four', () => {
  const made = new Made();
  made.minutes(3);
  made.prewarmer.used('notes');
  made.prewarmer.unloaded('notes');
  made.clock.advance(30_000);
  made.prewarmer.used('notes');
  made.prewarmer.unloaded('notes');
  expect([made.loaded.length, made.clock.armed]).toEqual([0, 0]);
});

test('after a start those that were loaded are loaded one after the other, so many at most, and none that was asked for meanwhile', async () => {
  const made = new Made();
  made.prewarmer.used('p2');
  await made.prewarmer.started(['p1', 'p2', ...Array.from({ length: 20 }, (_, number) => `q${number}`)]);
  expect(made.loaded.map(([, provider]) => provider)).toEqual(['p1', 'q0', 'q1', 'q2', 'q3', 'q4', 'q5']);
  expect(made.loaded.length + 1).toBe(PREWARMED_AT_MOST);
  expect(made.told[0]).toEqual({ provider: 'p1', why: 'loaded before' });
});

test('one that cannot be loaded is forgotten, and after a stop nothing is loaded', async () => {
  const made = new Made();
  made.canLoad = false;
  await made.prewarmer.started(['p1']);
  expect(made.prewarmer.awaitsUse).toBe(false);
  made.minutes(3);
  made.prewarmer.used('notes');
  made.prewarmer.unloaded('notes');
  made.prewarmer.stop();
  made.minutes(4);
  await made.prewarmer.started(['p2']);
  expect([made.loaded.length, made.clock.armed]).toEqual([1, 0]);
});
