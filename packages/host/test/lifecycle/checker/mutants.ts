/** The mutants: each rule of loading, serving and unloading taken away in turn. The checker has to find every one. */
import { currentLife, servingLife, type MayLoad, type SlotEffect, type SlotEvent, type SlotState } from '#src/lifecycle/slot-state.js';
import { slotTransition, type SlotTransition } from '#src/lifecycle/slot-transition.js';
import { ADOPTION } from './mutants-of-adoption.js';
import { agesOn, changes, decides, forgets, lifeOf, mishears, newest, withLife, without, type Mutant } from './mutant.js';

/** Gives a request to a life that must not have it. */
function admitTo(state: SlotState, life: number | undefined): SlotTransition | undefined {
  return life === undefined || servingLife(state) !== undefined ? undefined : { state, effects: [{ do: 'admit', life, count: 1 }] };
}

const ADMISSION: readonly Mutant[] = [
  decides('dispatches to one that was told to release (R-b)', 'P6', 'refusals', (state, { name }) => (name === 'asked' ? admitTo(state, newest(state, 'releasing')) : undefined)),
  decides('lets one that drains take new requests', 'update', 'operators', (state, { name }, nowMs) => {
    const life = newest(state, 'draining');
    if (name !== 'asked' || life === undefined) return undefined;
    return slotTransition(state, { name: 're-entered', life }, nowMs);
  }),
  decides('gives requests to a client without initialize', 'P6', 'client', (state, { name }) => (name === 'asked' ? admitTo(state, newest(state, 'client')) : undefined)),
  decides('begins a second load while one loads', 'P2', 'refusals', (state, event, nowMs) => {
    if (event.name !== 'asked' || currentLife(state)?.state.name !== 'loading') return undefined;
    return slotTransition({ ...state, overlap: true, lives: state.lives.map(({ number }) => ({ number, state: { name: 'killing', sinceMs: 0, cause: 'forced', reason: undefined } })) }, event, nowMs);
  }),
  decides('ignores the room', 'room', 'refusals', (state, event, nowMs) => {
    const after = slotTransition({ ...state, room: Infinity }, event, nowMs);
    return { ...after, state: { ...after.state, room: state.room } };
  }),
  decides('overlaps where that is not allowed', 'P2', 'refusals', (state, event, nowMs) => {
    const after = slotTransition({ ...state, overlap: true }, event, nowMs);
    return { ...after, state: { ...after.state, overlap: state.overlap } };
  }),
  decides('does not overlap where that is allowed', 'L1', 'overlap', (state, event, nowMs) => {
    const after = slotTransition({ ...state, overlap: false }, event, nowMs);
    return { ...after, state: { ...after.state, overlap: state.overlap } };
  }),
  decides('fails what is loaded when it is disabled', 'S8', 'operators', (state, event, nowMs) => {
    if (event.name !== 'asked' || state.isEnabled || state.waiting > 0) return undefined;
    const after = slotTransition({ ...state, lives: [] }, event, nowMs);
    return { ...after, state: { ...after.state, lives: state.lives } };
  }),
];

const LOADING: readonly Mutant[] = [
  decides('forgets those who wait for a load that fails', 'P8', 'faults', (state, event, nowMs) => {
    if (event.name !== 'lived' || event.event.name !== 'load-failed') return undefined;
    const after = slotTransition({ ...state, waiting: 0 }, event, nowMs);
    return { ...after, state: { ...after.state, waiting: state.waiting } };
  }),
  mishears('loads anew when one breaks the protocol while it loads', 'P8', 'faults', (event, state) => (event.name === 'misbehaved' && state.name === 'loading' ? { name: 'drain-asked', reason: 'misbehaved' } : event)),
  mishears('fails a load because a client ended as it was wanted', 'S8', 'client', (event, state) => (event.name === 'channel-closed' && state.name === 'loading' ? { name: 'hung' } : event)),
  without('beginsAfterAnswer', 'begins what came behind initialize before it has answered that', 'S10', 'earlyOperators'),
  without('dropsEarly', 'begins what came behind initialize for a host that is gone', 'P6', 'earlyHostDies'),
  without('waitsForFate', 'gives what was sent behind initialize to the next life before it is known that it has not begun', 'S3', 'earlyOperators'),
  decides('does not count what is sent behind initialize', 'P6', 'early', (state, event, nowMs) => {
    if (event.name !== 'initializing') return undefined;
    const after = slotTransition(state, event, nowMs);
    return { ...after, state: { ...after.state, lives: state.lives } };
  }),
  without('looksBeforeInitialize', 'initializes one that was told to go', 'P1', 'operators'),
  decides('ends a process before it tells those who wait for it', 'S3', 'clientCallsFail', (state, event, nowMs) => {
    const after = slotTransition(state, event, nowMs);
    const isTold = (effect: SlotEffect): boolean => effect.do === 'fail-waiting';
    return { ...after, effects: [...after.effects.filter((effect) => !isTold(effect)), ...after.effects.filter(isTold)] };
  }),
  changes('loads no next one when the last is gone', 'L1', 'refusals', (after, _life, event) => (event.name !== 'certified' ? after : {
    state: { ...after.state, lives: after.state.lives.filter(({ state: { name } }) => name !== 'loading') },
    effects: after.effects.filter((effect) => effect.do !== 'load'),
  })),
];

/** As if supervision had said that, and as if it had not been said after. */
function hears(state: SlotState, mayLoad: MayLoad, event: SlotEvent, nowMs: number): SlotTransition {
  const after = slotTransition({ ...state, mayLoad }, event, nowMs);
  return { ...after, state: { ...after.state, mayLoad: state.mayLoad } };
}

const HOLDING_OFF: readonly Mutant[] = [
  decides('loads while supervision holds it off', 'P8', 'heldOff', (state, event, nowMs) => (event.name === 'asked' && state.mayLoad !== 'yes' ? hears(state, 'yes', event, nowMs) : undefined)),
  decides('loads after a failure before supervision has spoken', 'P8', 'heldOff', (state, event, nowMs) => {
    const after = event.name === 'lived' ? slotTransition(state, event, nowMs) : undefined;
    return after === undefined || after.state.mayLoad === state.mayLoad ? undefined : { ...after, state: { ...after.state, mayLoad: state.mayLoad } };
  }),
  decides('refuses those who are to wait a little', 'S8', 'heldOff', (state, event, nowMs) => (event.name === 'asked' && state.mayLoad === 'later' ? hears(state, 'no', event, nowMs) : undefined)),
  decides('lets those wait for ever whom supervision refuses', 'L1', 'heldOff', (state, event, nowMs) => (event.name === 'asked' && state.mayLoad === 'no' ? hears(state, 'later', event, nowMs) : undefined)),
  decides('loads for nobody when supervision speaks', 'L1', 'heldOff', (state, event) => (event.name === 'may-load' ? { state: { ...state, mayLoad: event.mayLoad }, effects: [] } : undefined)),
  decides('holds off what is loaded', 'S8', 'heldOff', (state, event, nowMs) => {
    if (event.name !== 'may-load' || event.mayLoad !== 'no' || state.waiting === 0) return undefined;
    const after = slotTransition({ ...state, lives: [] }, event, nowMs);
    return { ...after, state: { ...after.state, lives: state.lives } };
  }),
];

const IDLENESS: readonly Mutant[] = [
  mishears('releases too early', 'P3', 'refusals', (event) => (event.name === 'swept' ? { ...event, clearAfterMs: event.clearAfterMs - 1 } : event)),
  mishears('never releases', 'P3', 'refusals', (event) => (event.name === 'swept' ? undefined : event)),
  agesOn('does not start the idle clock when a refusal is taken back', 'P3', 'refusals', ({ name }) => name === 'requested'),
  agesOn('does not start the idle clock when a request ends', 'P3', 'refusals', ({ name }) => name === 'lease-ended'),
  agesOn('does not start the idle clock when it has refused to go', 'P3', 'edits', ({ name }) => name === 'vote-refused'),
  mishears('does not begin the window anew when ClearAfter is edited', 'P4', 'edits', (event) => (event.name === 'clear-after-edited' ? undefined : event)),
  without('plansAnew', 'leaves the sweep where it was when ClearAfter is edited', 'P4', 'edits'),
];

const OPEN: readonly Mutant[] = [
  mishears('ignores refusals (R-n)', 'P5', 'refusals', (event) => (event.name === 'refused' ? undefined : event)),
  decides('lets any context take every refusal back (R-m)', 'P5', 'refusals', (state, event, nowMs) => {
    const life = event.name === 'lived' ? lifeOf(state, event.life) : undefined;
    if (event.name !== 'lived' || event.event.name !== 'requested' || life === undefined || !('refusals' in life)) return undefined;
    return slotTransition(withLife(state, event.life, { ...life, refusals: [event.event.context] }), event, nowMs);
  }),
  mishears('releases while a call of its own is open', 'P6', 'calls', (event) => (event.name === 'call-opened' ? undefined : event)),
  mishears('forgets calls that open while release is on its way', 'P6', 'calls', (event, state) => (event.name === 'call-opened' && state.name === 'releasing' ? undefined : event)),
  without('keepsGivenUp', 'ends the lease of a request that was given up before the provider is through', 'P6', 'refusals'),
  without('endsLeasesOfClients', 'counts what a client left undone when it let go', 'P6', 'client'),
];

const RELEASE: readonly Mutant[] = [
  without('votes', 'releases without a vote (R-c)', 'P6', 'refusals'),
  decides('loses those who wait when a vote refuses', 'L1', 'refusals', (state, event, nowMs) => {
    if (event.name !== 'lived' || event.event.name !== 'vote-refused') return undefined;
    const after = slotTransition({ ...state, waiting: 0 }, event, nowMs);
    return { ...after, state: { ...after.state, waiting: state.waiting } };
  }),
  decides('lets one that refuses an idle release stay although it was told to go meanwhile', 'update', 'client', (state, event) => (
    event.name === 'updated' && currentLife(state) === undefined && newest(state, 'releasing') !== undefined ? { state, effects: [] } : undefined)),
  changes('puts every release to the vote', 'S3', 'faults', (after, life, event, before) => {
    if (event.name !== 'vote-refused' || before?.name !== 'releasing' || before.hasLeft) return after;
    const { refusals } = before;
    return { state: withLife(after.state, life, refusals.length > 0 ? { name: 'held', sinceMs: 0, refusals } : { name: 'idle', sinceMs: 0, fromMs: 0 }), effects: [] };
  }),
  forgets('has no release timer', 'L3', 'faults', (effect) => effect.do === 'arm-release-timer'),
  forgets('does not end the tree', 'L3', 'faults', (effect) => effect.do === 'end-tree'),
  forgets('does not tell those at work that it is ended under them', 'S7', 'operators', (effect) => effect.do === 'end-leases'),
  mishears('does not end one that hangs', 'L3', 'faults', (event) => (event.name === 'hung' ? undefined : event)),
];

const END: readonly Mutant[] = [
  without('waitsForExit', 'frees the slot at `released` (R-d)', 'P7', 'refusals'),
  without('certifiesExit', 'needs no exit for the death certificate', 'P7', 'faults'),
  without('certifiesDrained', 'needs no drained channel for the death certificate (R-l)', 'P7', 'faults'),
  changes('takes a signal that was sent for death', 'P7', 'faults', (after, life) => (!after.effects.some((effect) => effect.do === 'end-tree') ? after : {
    state: { ...after.state, lives: after.state.lives.filter(({ number }) => number !== life) },
    effects: [...after.effects, { do: 'settle', life }],
  })),
  without('tellsExit', 'dispatches to one whose exit has been seen', 'P8', 'faults'),
  without('tellsChannelFirst', 'dispatches to one whose channel has ended', 'P8', 'faults'),
];

const OPERATORS: readonly Mutant[] = [
  decides('does not drain when its registration changes', 'update', 'operators', (state, event, nowMs) => (event.name === 'updated' ? slotTransition(state, { ...event, name: 'limits-changed' }, nowMs) : undefined)),
  decides('takes the older of two clients for one that leaves', 'L1', 'twoClients', (state, event) => (
    event.name === 'asked' && !state.overlap && state.lives.length > 1 && state.lives.every(({ state: { name } }) => name === 'client') ? { state: { ...state, waiting: state.waiting + 1 }, effects: [] } : undefined)),
  decides('lets a client of a registration that was changed serve again', 'update', 'clientOperators', (state, event) => (
    event.name === 'updated' && newest(state, 'client') !== undefined ? { state, effects: [] } : undefined)),
  decides('ends what is at work when its registration changes', 'S8', 'operators', (state, event, nowMs) => (event.name === 'updated' ? slotTransition(state, { name: 'unload', reason: 'update' }, nowMs) : undefined)),
  decides('leaves one that is held when the host stops', 'L3', 'stop', (state, event) => (
    (event.name === 'drain' || event.name === 'unload') && currentLife(state)?.state.name === 'held' ? { state, effects: [] } : undefined)),
  decides('still loads when the host stops', 'L3', 'stop', (state, event, nowMs) => (event.name === 'closed' ? slotTransition(state, { name: 'limits-changed', overlap: state.overlap, room: state.room }, nowMs) : undefined)),
];

export const MUTANTS: readonly Mutant[] = [...ADMISSION, ...LOADING, ...HOLDING_OFF, ...IDLENESS, ...OPEN, ...RELEASE, ...END, ...OPERATORS, ...ADOPTION];
