/** The ClearAfter rule: when an idle provider is due. Pure; the timers that ask are elsewhere. */
import type { ActivationState } from './activation-state.js';

/**
 * Whether a sweep at `nowMs` unloads this activation.
 * Sweeps come every `clearAfterMs`, so an idle provider lives at least that long and at most twice: the worst case is to
 * fall idle just after a sweep. Readings of the clock are compared; timers may fire early.
 */
export function mayReap(state: ActivationState, clearAfterMs: number, nowMs: number): boolean {
  return state.name === 'idle' && nowMs - state.fromMs >= clearAfterMs;
}

/** From now on, the earliest and the latest moment at which an idle activation is unloaded, or null when it is not idle or never is. */
export function dueWindow(state: ActivationState, clearAfterMs: number, nowMs: number): { min: number; max: number } | null {
  if (state.name !== 'idle' || clearAfterMs === Infinity) return null;
  const ageMs = nowMs - state.fromMs;
  return { min: Math.max(0, Math.round(clearAfterMs - ageMs)), max: Math.max(0, Math.round(2 * clearAfterMs - ageMs)) };
}
