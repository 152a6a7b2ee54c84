/** The life of an activation as one pure function: no I/O, no clock, no promise. What its effects mean is left to those who carry them out. */
import type { UnloadReason } from '@provost/protocol';
import { NO_CONTEXTS, type ActivationState, type KillCause, type LifecycleEffect, type LifecycleEvent, type Open, type Serving } from './activation-state.js';
import { mayReap } from './clear-after.js';
import { afterUse, isOpenEvent, openAfter, openOf } from './open.js';

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
    case 'adopting':
      return whileAdopting(state, event, nowMs);
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

function whileAdopting(state: In<'adopting'>, event: LifecycleEvent, nowMs: number): Transition {
  switch (event.name) {
    case 'adopted':
      return adopted(state, event, nowMs);
    case 'not-adopted':
      return kill('not-adopted', state.leaves, nowMs);
    case 'drain-asked': // It can be asked to let go once it obeys.
      return { state: { ...state, leaves: stronger(state.leaves, event.reason) }, effects: NOTHING };
    case 'unload-asked':
      return { state: { ...state, leaves: stronger(state.leaves, event.reason), isUrgent: true }, effects: NOTHING };
    case 'release-timed-out': // Whoever hurries does not wait for it to obey.
      return kill('forced', state.leaves, nowMs);
    case 'exited':
    case 'channel-closed': // It has waited long enough for a host, and lets go as it would have without this one.
      return { state: { name: 'releasing', sinceMs: nowMs, reason: 'orphaned', calls: 0, refusals: NO_CONTEXTS, hasLeft: true }, effects: event.name === 'exited' ? NOTHING : ['arm-release-timer'] };
    default:
      return whenItGoesWrong(state, event, nowMs);
  }
}

/** Its idle time begins with its adoption. */
function adopted({ leaves, isUrgent }: In<'adopting'>, { as, leases, refusals }: Extract<LifecycleEvent, { name: 'adopted' }>, nowMs: number): Transition {
  const open: Open = { leases, calls: 0, refusals };
  if (leaves !== undefined) {
    return leases === 0 || isUrgent ? release(leaves, open, nowMs) : { state: { name: 'draining', sinceMs: nowMs, reason: leaves, ...open }, effects: NOTHING };
  }
  if (as === 'client') return { state: { name: 'client', sinceMs: nowMs, calls: 0 }, effects: NOTHING };
  return { state: as === 'serving' ? afterUse(open, nowMs) : { name: 'loading', sinceMs: nowMs, begun: true, ...open }, effects: NOTHING };
}

function whileLoading(state: In<'loading'>, event: LifecycleEvent, nowMs: number): Transition {
  if (isOpenEvent(event)) return { state: { ...state, ...openAfter(openOf(state), event) }, effects: NOTHING };
  switch (event.name) {
    case 'begun':
      return { state: { ...state, begun: true }, effects: NOTHING };
    case 'ready':
      return { state: afterUse(state, nowMs), effects: NOTHING };
    case 'load-failed': // What breaks the protocol makes the load fail too, which says why.
      return kill('load-failed', undefined, nowMs);
    case 'drain-asked':
    case 'unload-asked':
      // Nothing of the author's has run in one that has not begun: there is nothing to let go.
      return state.begun ? release(event.reason, state, nowMs) : kill('forced', event.reason, nowMs);
    case 'exited':
    case 'channel-closed':
      // A client may end whenever it likes, also when it was just wanted: who wants it is served by the next.
      return state.again ? endByItself(state, event, nowMs) : { state, effects: event.name === 'exited' ? NOTHING : ['arm-channel-timer'] };
    default:
      return unchanged(state);
  }
}

function whileServing(state: Serving, event: LifecycleEvent, nowMs: number): Transition {
  if (event.name === 'lease-ended' && state.name === 'busy' && state.leases > 1) {
    const { sinceMs, leases, calls, refusals } = state;
    return { state: { name: 'busy', sinceMs, leases: leases - 1, calls, refusals }, effects: NOTHING };
  }
  if (isOpenEvent(event)) {
    const before = openOf(state);
    const open = openAfter(before, event);
    // The last lease, call or refusal to go starts the idle clock.
    return open === before ? unchanged(state) : { state: afterUse(open, nowMs, state), effects: NOTHING };
  }
  switch (event.name) {
    case 'swept':
      return mayReap(state, event.clearAfterMs, nowMs) ? release('idle', openOf(state), nowMs) : unchanged(state);
    case 'clear-after-edited':
      return state.name === 'idle' ? { state: { ...state, fromMs: nowMs }, effects: NOTHING } : unchanged(state);
    case 'drain-asked':
      if (state.name !== 'busy') return release(event.reason, openOf(state), nowMs);
      return { state: { name: 'draining', sinceMs: nowMs, reason: event.reason, ...openOf(state) }, effects: NOTHING };
    case 'unload-asked':
      return release(event.reason, openOf(state), nowMs);
    default:
      return whenItGoesWrong(state, event, nowMs);
  }
}

function whileDraining(state: In<'draining'>, event: LifecycleEvent, nowMs: number): Transition {
  if (isOpenEvent(event)) {
    const open = openAfter(openOf(state), event);
    return open.leases + open.calls === 0 ? release(state.reason, open, nowMs) : { state: { ...state, ...open }, effects: NOTHING };
  }
  if (event.name === 'unload-asked') return release(stronger(state.reason, event.reason), state, nowMs);
  return whenItGoesWrong(state, event, nowMs);
}

function whenItGoesWrong(state: ActivationState, event: LifecycleEvent, nowMs: number): Transition {
  switch (event.name) {
    case 'misbehaved':
    case 'hung':
      return kill(event.name, event.name, nowMs);
    case 'exited':
      return { state: { name: 'killing', sinceMs: nowMs, cause: 'exited', reason: undefined }, effects: NOTHING };
    case 'channel-closed':
      return { state: { name: 'killing', sinceMs: nowMs, cause: 'channel-closed', reason: undefined }, effects: ['arm-channel-timer'] };
    default:
      return unchanged(state);
  }
}

function whileReleasing(state: In<'releasing'>, event: LifecycleEvent, nowMs: number): Transition {
  if (isOpenEvent(event)) {
    const { calls, refusals } = openAfter(openOf(state), event);
    return { state: { ...state, calls, refusals }, effects: NOTHING };
  }
  switch (event.name) {
    case 'vote-refused':
      return voted(state, nowMs);
    case 'became-client': {
      const { next, calls, hasLeft } = state;
      const reason = next ?? state.reason;
      if (hasLeft) return unchanged(state);
      if (next === undefined && mayStay(reason)) return { state: { name: 'client', sinceMs: nowMs, calls }, effects: ['disarm'] };
      return { state: { name: 'releasing', sinceMs: nowMs, reason, calls, refusals: NO_CONTEXTS }, effects: ['send-release'] };
    }
    case 'drain-asked':
    case 'unload-asked':
      // The vote on an idle release may still be a refusal, and after some reasons it may stay as a client.
      return mayStay(state.reason) ? { state: { ...state, next: stronger(state.next, event.reason) }, effects: NOTHING } : unchanged(state);
    case 'exited':
      return { state: { ...state, hasLeft: true }, effects: NOTHING };
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
  const { reason, next, calls, refusals, hasLeft } = state;
  if (reason !== 'idle' || hasLeft) return unchanged(state);
  if (next !== undefined) return { state: { name: 'releasing', sinceMs: nowMs, reason: next, calls, refusals }, effects: ['send-release', 'arm-release-timer'] };
  return { state: afterUse(openOf(state), nowMs), effects: ['disarm'] };
}

function whileClient(state: In<'client'>, event: LifecycleEvent, nowMs: number): Transition {
  if (isOpenEvent(event)) return { state: { ...state, calls: openAfter(openOf(state), event).calls }, effects: NOTHING };
  switch (event.name) {
    case 'wanted':
      return { state: { name: 'loading', sinceMs: nowMs, begun: true, again: true, ...openOf(state) }, effects: ['initialize'] };
    case 'drain-asked':
    case 'unload-asked':
      return release(event.reason, openOf(state), nowMs);
    case 'exited':
    case 'channel-closed':
      return endByItself(state, event, nowMs);
    default:
      return whenItGoesWrong(state, event, nowMs);
  }
}

/** A client whose own work is done: that is an end, not a fault. */
function endByItself({ calls }: In<'client' | 'loading'>, { name }: { readonly name: 'exited' | 'channel-closed' }, nowMs: number): Transition {
  return { state: { name: 'releasing', sinceMs: nowMs, reason: 'idle', calls, refusals: NO_CONTEXTS, hasLeft: true }, effects: name === 'exited' ? NOTHING : ['arm-channel-timer'] };
}

/** A client may stay after these; for all other reasons the process itself has to end. */
function mayStay(reason: UnloadReason): boolean {
  return reason === 'idle' || reason === 'operator';
}

/** The later of two reasons, unless only the earlier ends the process. */
function stronger(earlier: UnloadReason | undefined, later: UnloadReason): UnloadReason {
  return earlier === undefined || mayStay(earlier) || !mayStay(later) ? later : earlier;
}

function release(reason: UnloadReason, { calls, refusals }: Open, nowMs: number): Transition {
  return { state: { name: 'releasing', sinceMs: nowMs, reason, calls, refusals }, effects: RELEASE };
}

function kill(cause: KillCause, reason: UnloadReason | undefined, nowMs: number): Transition {
  return { state: { name: 'killing', sinceMs: nowMs, cause, reason }, effects: KILL };
}

function unchanged(state: ActivationState): Transition {
  return { state, effects: NOTHING };
}
