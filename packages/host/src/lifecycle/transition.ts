/** The life of an activation as one pure function: no I/O, no clock, no promise. What the effects mean is the activation's affair. */
import type { ActivationState, LifecycleEffect, LifecycleEvent } from './activation-state.js';
import { mayReap } from './clear-after.js';

export interface Transition {
  readonly state: ActivationState;
  readonly effects: readonly LifecycleEffect[];
}

const NOTHING: readonly LifecycleEffect[] = [];
const ADMIT: readonly LifecycleEffect[] = ['admit'];
const RELEASE: readonly LifecycleEffect[] = ['end-leases', 'send-release', 'arm-release-timer'];
const KILL: readonly LifecycleEffect[] = ['end-leases', 'end-tree'];
const SETTLE: readonly LifecycleEffect[] = ['end-leases', 'settle'];

/** The next state and what to do about it. An event that means nothing in a state leaves it as it is: late timers and crossed messages are normal. */
export function transition(state: ActivationState, event: LifecycleEvent, nowMs: number): Transition {
  if (event.name === 'certified') {
    return state.name === 'gone' ? { state, effects: NOTHING } : { state: { name: 'gone', sinceMs: nowMs }, effects: SETTLE };
  }
  switch (state.name) {
    case 'loading':
      return whileLoading(state, event, nowMs);
    case 'busy':
    case 'idle':
      return whileServing(state, event, nowMs);
    case 'releasing':
      return whileReleasing(state, event, nowMs);
    case 'killing':
    case 'gone':
      return { state, effects: NOTHING };
  }
}

function whileLoading(state: ActivationState, event: LifecycleEvent, nowMs: number): Transition {
  switch (event.name) {
    case 'ready':
      return { state: { name: 'idle', sinceMs: nowMs }, effects: ADMIT };
    case 'load-failed':
    case 'misbehaved':
      return { state: { name: 'killing', sinceMs: nowMs, cause: 'load-failed', reason: undefined }, effects: KILL };
    case 'unload-asked':
      return { state: { name: 'killing', sinceMs: nowMs, cause: 'forced', reason: event.reason }, effects: KILL };
    case 'channel-closed':
      return { state, effects: ['arm-channel-timer'] };
    default:
      return { state, effects: NOTHING };
  }
}

type Serving = Extract<ActivationState, { name: 'busy' | 'idle' }>;

function whileServing(state: Serving, event: LifecycleEvent, nowMs: number): Transition {
  switch (event.name) {
    case 'lease-taken':
      return state.name === 'busy'
        ? { state: { name: 'busy', sinceMs: state.sinceMs, leases: state.leases + 1 }, effects: NOTHING }
        : { state: { name: 'busy', sinceMs: nowMs, leases: 1 }, effects: NOTHING };
    case 'lease-ended':
      return { state: afterLease(state, nowMs), effects: NOTHING };
    case 'swept':
      return mayReap(state, event.clearAfterMs, nowMs)
        ? { state: { name: 'releasing', sinceMs: nowMs, reason: 'idle' }, effects: RELEASE }
        : { state, effects: NOTHING };
    case 'unload-asked':
      return { state: { name: 'releasing', sinceMs: nowMs, reason: event.reason }, effects: RELEASE };
    case 'misbehaved':
      return { state: { name: 'killing', sinceMs: nowMs, cause: 'misbehaved', reason: 'misbehaved' }, effects: KILL };
    case 'hung':
      return { state: { name: 'killing', sinceMs: nowMs, cause: 'hung', reason: 'hung' }, effects: KILL };
    case 'channel-closed':
      return { state: { name: 'killing', sinceMs: nowMs, cause: 'channel-closed', reason: undefined }, effects: ['arm-channel-timer'] };
    default:
      return { state, effects: NOTHING };
  }
}

/** The last lease to end starts the idle clock. */
function afterLease(state: Serving, nowMs: number): ActivationState {
  if (state.name === 'idle') return state;
  if (state.leases === 1) return { name: 'idle', sinceMs: nowMs };
  return { name: 'busy', sinceMs: state.sinceMs, leases: state.leases - 1 };
}

function whileReleasing(state: Extract<ActivationState, { name: 'releasing' }>, event: LifecycleEvent, nowMs: number): Transition {
  switch (event.name) {
    case 'release-timed-out':
      return { state: { name: 'killing', sinceMs: nowMs, cause: 'release-timed-out', reason: state.reason }, effects: ['end-tree'] };
    case 'misbehaved':
      return { state: { name: 'killing', sinceMs: nowMs, cause: 'misbehaved', reason: state.reason }, effects: ['end-tree'] };
    case 'channel-closed': // Leaving is what it was asked for; its exit follows, or the release timer.
    default:
      return { state, effects: NOTHING };
  }
}
