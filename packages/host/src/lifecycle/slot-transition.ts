/** What a slot does with requests and with what happens to its lives, as one pure function over `transition`: no I/O, no clock, no promise. */
import { hasFailed, isCurrent, leasesOf, type ActivationState, type LifecycleEvent } from './activation-state.js';
import { afterUse, openOf } from './open.js';
import { currentLife, servingLife, type Life, type SlotEffect, type SlotEvent, type SlotState } from './slot-state.js';
import { transition } from './transition.js';

export interface SlotTransition {
  readonly state: SlotState;
  readonly effects: readonly SlotEffect[];
}

const NOTHING: readonly SlotEffect[] = [];

/** The next state and what to do about it. */
export function slotTransition(state: SlotState, event: SlotEvent, nowMs: number): SlotTransition {
  switch (event.name) {
    case 'found':
      return find(state, nowMs);
    case 'asked':
      return ask(state, nowMs);
    case 're-entered':
      return reEnter(state, event.life, nowMs);
    case 'initializing':
      return sendEarly(state, event.life);
    case 'gave-up':
      return { state: { ...state, waiting: state.waiting - 1 }, effects: [] };
    case 'lived':
      return admit(live(state, event.life, event.event, nowMs), nowMs);
    case 'updated':
      return admit(toAll({ ...state, overlap: event.overlap, room: event.room }, { name: 'drain-asked', reason: 'update' }, nowMs), nowMs);
    case 'limits-changed':
      return admit({ state: { ...state, overlap: event.overlap, room: event.room }, effects: [] }, nowMs);
    case 'enabled':
      return admit({ state: { ...state, isEnabled: event.isEnabled }, effects: [] }, nowMs);
    case 'may-load':
      return admit({ state: { ...state, mayLoad: event.mayLoad }, effects: [] }, nowMs);
    case 'closed':
      return failWaiting({ state: { ...state, isOpen: false }, effects: [] }, 'closed');
    case 'drain':
      return admit(toAll(state, { name: 'drain-asked', reason: event.reason }, nowMs), nowMs);
    case 'unload':
      return admit(toAll(state, { name: 'unload-asked', reason: event.reason }, nowMs), nowMs);
  }
}

/** A life that an earlier host has begun. There is at most one that may serve, so that nothing else is alive yet. */
function find(state: SlotState, nowMs: number): SlotTransition {
  const number = state.loads + 1;
  const life: Life = { number, state: { name: 'adopting', sinceMs: nowMs } };
  return { state: { ...state, loads: number, lives: [...state.lives, life] }, effects: [{ do: 'adopt', life: number }] };
}

/** Where there is room and nobody waits, at once: that is the way of nearly every request. */
function ask(state: SlotState, nowMs: number): SlotTransition {
  const serving = state.waiting === 0 && state.isOpen ? servingLife(state) : undefined;
  if (serving !== undefined && leasesOf(serving.state) < state.room) {
    return { state: withLife(state, serving.number, withLeases(serving.state, 1, nowMs)), effects: [{ do: 'admit', life: serving.number, count: 1 }] };
  }
  return admit({ state: { ...state, waiting: state.waiting + 1 }, effects: [] }, nowMs);
}

/** The first who waits is at work there from now on, as far as the life is concerned: whether its request begins is not known before the life serves. */
function sendEarly(state: SlotState, number: number): SlotTransition {
  const life = state.lives.find((one) => one.number === number);
  if (life?.state.name !== 'loading' || state.waiting === 0 || life.state.leases >= state.room) return { state, effects: NOTHING };
  const next = withLife(state, number, { ...life.state, leases: life.state.leases + 1 });
  return { state: { ...next, waiting: state.waiting - 1 }, effects: [{ do: 'send-early', life: number }] };
}

function toAll(state: SlotState, event: LifecycleEvent, nowMs: number): SlotTransition {
  let result: SlotTransition = { state, effects: [] };
  for (const { number } of state.lives) {
    const next = live(result.state, number, event, nowMs);
    result = { state: next.state, effects: [...result.effects, ...next.effects] };
  }
  return result;
}

function live(state: SlotState, number: number, event: LifecycleEvent, nowMs: number): SlotTransition {
  const life = state.lives.find((one) => one.number === number);
  if (life === undefined) return { state, effects: [] };
  const next = transition(life.state, event, nowMs);
  const effects = next.effects.length === 0 ? NOTHING : next.effects.map((effect): SlotEffect => ({ do: effect, life: number }));
  const after = withLife(state, number, next.state);
  const result = { state: hasFailed(life.state, next.state) ? { ...after, mayLoad: 'later' as const } : after, effects };
  // Everyone who waited for this load is told why it failed; a later request tries anew.
  return event.name === 'load-failed' && life.state.name === 'loading' ? failWaiting(result, 'load-failed') : result;
}

function withLife(state: SlotState, number: number, next: ActivationState): SlotState {
  const { loads, waiting, isOpen, isEnabled, mayLoad, overlap, room } = state;
  return { lives: livesWith(state.lives, number, next), loads, waiting, isOpen, isEnabled, mayLoad, overlap, room };
}

/** Nearly always there is one life. */
function livesWith(lives: readonly Life[], number: number, next: ActivationState): readonly Life[] {
  if (next.name === 'gone') return lives.filter((one) => one.number !== number);
  if (lives.length === 1) return [{ number, state: next }];
  return lives.map((one) => (one.number === number ? { number, state: next } : one));
}

/** They are told before anything else is done: the end of a process ends its own calls too, and one of those may wait here. */
function failWaiting({ state, effects }: SlotTransition, why: 'load-failed' | 'closed' | 'disabled' | 'held-off'): SlotTransition {
  if (state.waiting === 0) return { state, effects };
  return { state: { ...state, waiting: 0 }, effects: [{ do: 'fail-waiting', why }, ...effects] };
}

/** Gives leases to those who wait, as far as there is room; where nothing serves nor is on its way to, it begins a life for them. */
function admit(result: SlotTransition, nowMs: number): SlotTransition {
  const { state } = result;
  if (state.waiting === 0) return result;
  if (!state.isOpen) return failWaiting(result, 'closed');
  const serving = servingLife(state);
  if (serving !== undefined) return admitTo(serving, result, nowMs);
  if (currentLife(state) !== undefined) return result;
  if (!state.isEnabled) return failWaiting(result, 'disabled');
  if (state.mayLoad !== 'yes') return state.mayLoad === 'no' ? failWaiting(result, 'held-off') : result;
  return begin(result, nowMs);
}

function admitTo({ number, state: before }: Life, { state, effects }: SlotTransition, nowMs: number): SlotTransition {
  const count = Math.min(state.waiting, state.room - leasesOf(before));
  if (count <= 0) return { state, effects };
  const lives = withLife(state, number, withLeases(before, count, nowMs)).lives;
  return { state: { ...state, lives, waiting: state.waiting - count }, effects: [...effects, { do: 'admit', life: number, count }] };
}

function withLeases(state: ActivationState, count: number, nowMs: number): ActivationState {
  if (state.name === 'busy') return { name: 'busy', sinceMs: state.sinceMs, leases: state.leases + count, calls: state.calls, refusals: state.refusals };
  const open = openOf(state);
  if (state.name === 'draining') return { ...state, leases: open.leases + count };
  return afterUse({ ...open, leases: open.leases + count }, nowMs);
}

/** The next life: the client that is there, or a new process, once what is leaving has left or may be overlapped. */
function begin({ state, effects }: SlotTransition, nowMs: number): SlotTransition {
  const client = state.lives.findLast((life) => life.state.name === 'client');
  const isLeaving = state.lives.some((life) => life.state.name !== 'client' && !isCurrent(life.state));
  if (isLeaving && !state.overlap) return { state, effects }; // Its end loads the next.
  if (client !== undefined) {
    const next = live(state, client.number, { name: 'wanted' }, nowMs);
    return { state: { ...next.state, loads: state.loads + 1 }, effects: [...effects, ...next.effects] };
  }
  const number = state.loads + 1;
  const life: Life = { number, state: { name: 'loading', sinceMs: nowMs, begun: false, leases: 0, calls: 0, refusals: [] } };
  return { state: { ...state, loads: number, lives: [...state.lives, life] }, effects: [...effects, { do: 'load', life: number }] };
}

/**
 * A life that waits for its own request can only be served by itself: it takes it beyond its room and also while it drains. One that is
 * loading or has been told to release never will: to wait for it would be to wait in a circle.
 */
function reEnter(state: SlotState, number: number, nowMs: number): SlotTransition {
  const life = state.lives.find((one) => one.number === number);
  if (life?.state.name !== 'busy' && life?.state.name !== 'draining') return { state, effects: [{ do: 'refuse-re-entry' }] };
  return { state: withLife(state, number, withLeases(life.state, 1, nowMs)), effects: [{ do: 'admit', life: number, count: 1 }] };
}
