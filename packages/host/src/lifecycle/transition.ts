/** The life of an activation as one pure function: no I/O, no clock, no promise. What its effects mean is left to those who carry them out. */
import type { UnloadReason } from '@provost/protocol';
import { NO_CONTEXTS, type ActivationState, type Contexts, type KillCause, type LifecycleEffect, type LifecycleEvent, type Serving } from './activation-state.js';
import { mayReap } from './clear-after.js';
import { afterUse, openOf, withContext, withoutContext } from './open.js';

export interface Transition {
  readonly state: ActivationState;
  readonly effects: readonly LifecycleEffect[];
}

const NOTHING: readonly LifecycleEffect[] = [];
const RELEASE: readonly LifecycleEffect[] = ['end-leases', 'send-release', 'arm-release-timer'];
const KILL: readonly LifecycleEffect[] = ['end-leases', 'end-tree'];

/** The next state and what to do about it. An event that means nothing in a state leaves it as it is: late timers and crossed messages are normal. */
export function transition(state: ActivationState, event: LifecycleEvent, nowMs: number): Transition {
  if (event.name === 'certified') {
    return state.name === 'gone' ? unchanged(state) : { state: { name: 'gone', sinceMs: nowMs }, effects: ['end-leases', 'settle'] };
  }
  switch (state.name) {
    case 'loading':
      return whileLoading(state, event, nowMs);
    case 'busy':
    case 'held':
    case 'idle':
      return whileServing(state, event, nowMs);
    case 'draining':
      return whileDraining(state, event, nowMs);
    case 'releasing':
      return whileReleasing(state, event, nowMs);
    case 'client':
      return whileClient(state, event, nowMs);
    case 'killing':
    case 'gone':
      return unchanged(state);
  }
}

type In<Name extends ActivationState['name']> = Extract<ActivationState, { name: Name }>;

function whileLoading(state: In<'loading'>, event: LifecycleEvent, nowMs: number): Transition {
  switch (event.name) {
    case 'begun':
      return { state: { ...state, begun: true }, effects: NOTHING };
    case 'ready':
      return { state: afterUse(state, nowMs), effects: NOTHING };
    case 'load-failed':
    case 'misbehaved':
      return kill('load-failed', undefined, nowMs);
    case 'drain-asked':
    case 'unload-asked':
      // Nothing of the author's has run in one that has not begun: there is nothing to let go.
      return state.begun ? release(event.reason, state.refusals, nowMs) : kill('forced', event.reason, nowMs);
    case 'leaves-by-itself':
      return leave(state.refusals, nowMs);
    case 'call-opened':
      return { state: { ...state, calls: state.calls + 1 }, effects: NOTHING };
    case 'call-closed':
      return { state: { ...state, calls: Math.max(0, state.calls - 1) }, effects: NOTHING };
    case 'refused':
      return { state: { ...state, refusals: withContext(state.refusals, event.context) }, effects: NOTHING };
    case 'requested':
      return { state: { ...state, refusals: withoutContext(state.refusals, event.context) }, effects: NOTHING };
    case 'channel-closed':
      return { state, effects: ['arm-channel-timer'] };
    default:
      return unchanged(state);
  }
}

function whileServing(state: Serving, event: LifecycleEvent, nowMs: number): Transition {
  switch (event.name) {
    case 'lease-ended':
    case 'call-opened':
    case 'call-closed':
    case 'refused':
    case 'requested':
      return { state: whenOpenChanges(state, event, nowMs), effects: NOTHING };
    case 'swept':
      return mayReap(state, event.clearAfterMs, nowMs) ? release('idle', NO_CONTEXTS, nowMs) : unchanged(state);
    case 'clear-after-edited':
      return state.name === 'idle' ? { state: { ...state, fromMs: nowMs }, effects: NOTHING } : unchanged(state);
    case 'drain-asked':
      if (state.name !== 'busy') return release(event.reason, openOf(state).refusals, nowMs);
      return { state: { name: 'draining', sinceMs: nowMs, reason: event.reason, ...openOf(state) }, effects: NOTHING };
    case 'unload-asked':
      return release(event.reason, openOf(state).refusals, nowMs);
    default:
      return whenItGoesWrong(state, event, nowMs);
  }
}

function whileDraining(state: In<'draining'>, event: LifecycleEvent, nowMs: number): Transition {
  switch (event.name) {
    case 'lease-ended':
    case 'call-opened':
    case 'call-closed':
    case 'refused':
    case 'requested': {
      const rest = whenOpenChanges({ name: 'busy', sinceMs: state.sinceMs, ...openOf(state) }, event, nowMs);
      if (rest.name !== 'busy') return release(state.reason, openOf(rest).refusals, nowMs);
      return { state: { ...state, ...openOf(rest) }, effects: NOTHING };
    }
    case 'unload-asked':
      return release(event.reason, state.refusals, nowMs);
    default:
      return whenItGoesWrong(state, event, nowMs);
  }
}

type OpenEvent = Extract<LifecycleEvent, { name: 'lease-ended' | 'call-opened' | 'call-closed' | 'refused' | 'requested' }>;

/** The last lease, call or refusal to go starts the idle clock. */
function whenOpenChanges(state: Serving, event: OpenEvent, nowMs: number): Serving {
  const open = openOf(state);
  switch (event.name) {
    case 'lease-ended':
      return open.leases === 0 ? state : afterUse({ ...open, leases: open.leases - 1 }, nowMs, state);
    case 'call-opened':
      return afterUse({ ...open, calls: open.calls + 1 }, nowMs, state);
    case 'call-closed':
      return open.calls === 0 ? state : afterUse({ ...open, calls: open.calls - 1 }, nowMs, state);
    case 'refused':
    case 'requested': {
      const refusals = event.name === 'refused' ? withContext(open.refusals, event.context) : withoutContext(open.refusals, event.context);
      return refusals === open.refusals ? state : afterUse({ ...open, refusals }, nowMs, state);
    }
  }
}

function whenItGoesWrong(state: ActivationState, event: LifecycleEvent, nowMs: number): Transition {
  switch (event.name) {
    case 'leaves-by-itself':
      return leave(openOf(state).refusals, nowMs);
    case 'misbehaved':
    case 'hung':
      return kill(event.name, event.name, nowMs);
    case 'channel-closed':
      return { state: { name: 'killing', sinceMs: nowMs, cause: 'channel-closed', reason: undefined }, effects: ['arm-channel-timer'] };
    default:
      return unchanged(state);
  }
}

function whileReleasing(state: In<'releasing'>, event: LifecycleEvent, nowMs: number): Transition {
  switch (event.name) {
    case 'vote-refused':
      return voted(state, nowMs);
    case 'became-client': {
      const reason = state.next ?? state.reason;
      if (state.next === undefined && mayStay(reason)) return { state: { name: 'client', sinceMs: nowMs }, effects: ['disarm'] };
      return { state: { name: 'releasing', sinceMs: nowMs, reason, refusals: NO_CONTEXTS }, effects: ['send-release'] };
    }
    case 'drain-asked':
    case 'unload-asked':
      // The vote on an idle release may still be a refusal.
      return state.reason === 'idle' ? { state: { ...state, next: event.reason }, effects: NOTHING } : unchanged(state);
    case 'refused':
      return { state: { ...state, refusals: withContext(state.refusals, event.context) }, effects: NOTHING };
    case 'requested':
      return { state: { ...state, refusals: withoutContext(state.refusals, event.context) }, effects: NOTHING };
    case 'release-timed-out':
      return { state: { name: 'killing', sinceMs: nowMs, cause: 'release-timed-out', reason: state.next ?? state.reason }, effects: ['end-tree'] };
    case 'misbehaved':
      return { state: { name: 'killing', sinceMs: nowMs, cause: 'misbehaved', reason: state.reason }, effects: ['end-tree'] };
    case 'channel-closed': // Leaving is what it was asked for; its exit follows, or the release timer.
    default:
      return unchanged(state);
  }
}

/** Only an idle release is put to the vote. Whoever refuses has said so before it voted; whoever stays begins its idle time anew. */
function voted(state: In<'releasing'>, nowMs: number): Transition {
  if (state.reason !== 'idle') return unchanged(state);
  if (state.next !== undefined) return { state: { name: 'releasing', sinceMs: nowMs, reason: state.next, refusals: state.refusals }, effects: ['send-release', 'arm-release-timer'] };
  return { state: afterUse({ leases: 0, calls: 0, refusals: state.refusals }, nowMs), effects: ['disarm'] };
}

function whileClient(state: In<'client'>, event: LifecycleEvent, nowMs: number): Transition {
  switch (event.name) {
    case 'wanted':
      return { state: { name: 'loading', sinceMs: nowMs, begun: true, leases: 0, calls: 0, refusals: NO_CONTEXTS }, effects: ['initialize'] };
    case 'drain-asked':
    case 'unload-asked':
      return release(event.reason, NO_CONTEXTS, nowMs);
    case 'channel-closed': // Its own work is done, and it ends by itself.
      return { state: { name: 'releasing', sinceMs: nowMs, reason: 'idle', refusals: NO_CONTEXTS }, effects: ['arm-channel-timer'] };
    default:
      return whenItGoesWrong(state, event, nowMs);
  }
}

/** It is letting go already: its answers to what is open are still on their way. */
function leave(refusals: Contexts, nowMs: number): Transition {
  return { state: { name: 'releasing', sinceMs: nowMs, reason: 'shutdown', refusals }, effects: ['arm-release-timer'] };
}

/** A client may stay after these; for all other reasons the process itself has to end. */
function mayStay(reason: UnloadReason): boolean {
  return reason === 'idle' || reason === 'operator';
}

function release(reason: UnloadReason, refusals: Contexts, nowMs: number): Transition {
  return { state: { name: 'releasing', sinceMs: nowMs, reason, refusals }, effects: RELEASE };
}

function kill(cause: KillCause, reason: UnloadReason | undefined, nowMs: number): Transition {
  return { state: { name: 'killing', sinceMs: nowMs, cause, reason }, effects: KILL };
}

function unchanged(state: ActivationState): Transition {
  return { state, effects: NOTHING };
}
