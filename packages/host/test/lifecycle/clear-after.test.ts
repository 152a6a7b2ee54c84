import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ActivationState } from '#src/lifecycle/activation-state.js';
import { dueWindow, mayReap } from '#src/lifecycle/clear-after.js';

describe('the ClearAfter rule', () => {
  test('P3 for any moment of falling idle and any sweep phase, the idle age at release is in [ClearAfter, 2 x ClearAfter)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 0, max: 1_000_000 }), fc.nat(), (clearAfterMs, idleAtMs, phase) => {
        const state: ActivationState = { name: 'idle', sinceMs: idleAtMs, fromMs: idleAtMs };
        let sweepMs = phase % clearAfterMs;
        while (sweepMs < idleAtMs || !mayReap(state, clearAfterMs, sweepMs)) sweepMs += clearAfterMs;
        const ageMs = sweepMs - idleAtMs;
        return ageMs >= clearAfterMs && ageMs < 2 * clearAfterMs;
      }),
    );
  });

  test('`never` reaps nothing and shows no window', () => {
    const idle: ActivationState = { name: 'idle', sinceMs: 0, fromMs: 0 };
    expect(mayReap(idle, Infinity, 1e15)).toBe(false);
    expect(dueWindow(idle, Infinity, 5)).toBeNull();
  });

  test('the window that operators see counts from now and never goes below nothing', () => {
    const idle: ActivationState = { name: 'idle', sinceMs: 400, fromMs: 1_000 };
    expect(dueWindow(idle, 500, 1_100)).toEqual({ min: 400, max: 900 });
    expect(dueWindow(idle, 500, 9_000)).toEqual({ min: 0, max: 0 });
    expect(dueWindow({ name: 'busy', sinceMs: 0, leases: 1, calls: 0, refusals: [] }, 500, 9_000)).toBeNull();
  });
});
