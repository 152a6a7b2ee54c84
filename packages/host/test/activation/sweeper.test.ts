import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Activation } from '#src/activation/activation.js';
import { Sweeper } from '#src/activation/sweeper.js';
import type { Timer } from '#src/clock.js';
import type { ActivationState, LifecycleEvent } from '#src/lifecycle/activation-state.js';
import { transition } from '#src/lifecycle/transition.js';
import { MadeUpClock } from '../made-up-clock.js';

/** Its timers ring late, as those of a busy event loop do. */
class LateClock extends MadeUpClock {
  readonly #lagMs: () => number;

  constructor(lagMs: () => number) {
    super();
    this.#lagMs = lagMs;
  }

  override after(delayMs: number, act: () => void): Timer {
    return super.after(delayMs + this.#lagMs(), act);
  }

  override afterTurn(act: () => void): void {
    super.after(0, act);
  }
}

/** As much of an activation as a sweep touches. */
class Swept {
  state: ActivationState;
  ageMs: number | undefined;
  readonly #clock: MadeUpClock;
  readonly #sweeper: Sweeper;

  constructor(clock: MadeUpClock, sweeper: Sweeper) {
    this.#clock = clock;
    this.#sweeper = sweeper;
    this.state = { name: 'busy', sinceMs: 0, leases: 1, calls: 0, refusals: [] };
  }

  enter(event: LifecycleEvent): void {
    const before = this.state;
    this.state = transition(before, event, this.#clock.nowMs()).state;
    if (before.name === 'idle' && this.state.name === 'releasing') this.ageMs = this.#clock.nowMs() - before.sinceMs;
    this.#sweeper.entered(this as unknown as Activation);
  }
}

const CLEAR_AFTER_MS = 1_000;

describe('the sweep', () => {
  test('P3 releases in the window plus the lag of a single timer, whenever its providers fall idle and however late each timer is', () => {
    const falls = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(falls, fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 20 }), (fallIdleAtMs, lags) => {
      let next = 0;
      const clock = new LateClock(() => lags[next++ % lags.length] as number);
      const sweeper = new Sweeper(clock, () => ({ name: 'object', clearAfterMs: CLEAR_AFTER_MS }));
      const all = fallIdleAtMs.map(() => new Swept(clock, sweeper));
      const order = fallIdleAtMs.map((atMs, index) => ({ atMs, one: all[index] as Swept })).sort((a, b) => a.atMs - b.atMs);
      for (const { atMs, one } of order) {
        clock.advance(atMs - clock.nowMs() > 0 ? atMs - clock.nowMs() : 0);
        one.enter({ name: 'lease-ended' });
      }
      clock.advance(10 * CLEAR_AFTER_MS);
      return all.every(({ ageMs }) => ageMs !== undefined && ageMs >= CLEAR_AFTER_MS && ageMs <= 2 * CLEAR_AFTER_MS + Math.max(...lags) + 1) && clock.armed <= 1;
    }), { numRuns: 500 });
  });

  test('P3 with nothing idle no timer is left: the last one rings once and is not set again', () => {
    const clock = new MadeUpClock();
    const sweeper = new Sweeper(clock, () => ({ name: 'object', clearAfterMs: CLEAR_AFTER_MS }));
    const one = new Swept(clock, sweeper);
    one.enter({ name: 'lease-ended' });
    expect(clock.armed).toBe(1);
    clock.advance(CLEAR_AFTER_MS);
    expect([one.state.name, one.ageMs]).toEqual(['releasing', CLEAR_AFTER_MS]);
    clock.advance(CLEAR_AFTER_MS);
    expect(clock.armed).toBe(0);
  });

  test('P4 a provider whose ClearAfter is never is not looked at', () => {
    const clock = new MadeUpClock();
    const sweeper = new Sweeper(clock, () => ({ name: 'object', clearAfterMs: Infinity }));
    new Swept(clock, sweeper).enter({ name: 'lease-ended' });
    expect(clock.armed).toBe(0);
  });
});
