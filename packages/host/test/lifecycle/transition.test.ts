import { describe, expect, test } from '@jest/globals';
import type { ActivationState, LifecycleEvent } from '#src/lifecycle/activation-state.js';
import { transition } from '#src/lifecycle/transition.js';

const NONE = { leases: 0, calls: 0, refusals: [] } as const;
const ADOPTING: ActivationState = { name: 'adopting', sinceMs: 100 };
const UNWANTED: ActivationState = { name: 'adopting', sinceMs: 100, leaves: 'operator' };
const SPAWNING: ActivationState = { name: 'loading', sinceMs: 0, begun: false, ...NONE };
const LOADING: ActivationState = { name: 'loading', sinceMs: 0, begun: true, ...NONE };
const IDLE: ActivationState = { name: 'idle', sinceMs: 100, fromMs: 100 };
const HELD: ActivationState = { name: 'held', sinceMs: 100, refusals: ['c1'] };
const BUSY: ActivationState = { name: 'busy', sinceMs: 100, leases: 2, calls: 0, refusals: ['c1'] };
const LAST: ActivationState = { name: 'busy', sinceMs: 100, leases: 1, calls: 0, refusals: [] };
const DRAINING: ActivationState = { name: 'draining', sinceMs: 100, reason: 'update', leases: 1, calls: 0, refusals: [] };
const RELEASING: ActivationState = { name: 'releasing', sinceMs: 100, reason: 'idle', calls: 0, refusals: [] };
const UPDATING: ActivationState = { name: 'releasing', sinceMs: 100, reason: 'update', calls: 0, refusals: [] };
const OVERRULED: ActivationState = { name: 'releasing', sinceMs: 100, reason: 'idle', calls: 1, refusals: ['c1'], next: 'shutdown' };
const CLIENT: ActivationState = { name: 'client', sinceMs: 100, calls: 0 };
const WANTED: ActivationState = { name: 'loading', sinceMs: 0, begun: true, again: true, ...NONE };
const KILLING: ActivationState = { name: 'killing', sinceMs: 100, cause: 'forced', reason: 'operator' };
const GONE: ActivationState = { name: 'gone', sinceMs: 100 };

const STATES = { ADOPTING, UNWANTED, SPAWNING, LOADING, IDLE, HELD, BUSY, LAST, DRAINING, RELEASING, UPDATING, OVERRULED, CLIENT, WANTED, KILLING, GONE };
const EVENTS: LifecycleEvent[] = [
  { name: 'adopted', as: 'serving', leases: 0, refusals: [] }, { name: 'not-adopted' }, { name: 'begun' }, { name: 'ready' }, { name: 'load-failed' }, { name: 'lease-ended' }, { name: 'call-opened' }, { name: 'call-closed' },
  { name: 'refused', context: 'c2' }, { name: 'requested', context: 'c1' }, { name: 'swept', clearAfterMs: 50 }, { name: 'clear-after-edited' },
  { name: 'drain-asked', reason: 'update' }, { name: 'unload-asked', reason: 'operator' }, { name: 'vote-refused' }, { name: 'became-client' }, { name: 'wanted' },
  { name: 'release-timed-out' }, { name: 'exited' }, { name: 'channel-closed' }, { name: 'misbehaved' }, { name: 'hung' }, { name: 'certified' },
];

const RELEASE = ['end-leases', 'send-release', 'arm-release-timer'];
const KILL = ['end-leases', 'end-tree'];
const GO_WRONG = { misbehaved: ['killing', KILL], hung: ['killing', KILL], exited: ['killing', []], 'channel-closed': ['killing', ['arm-channel-timer']], certified: ['gone', ['end-leases', 'settle']] };
const SERVING = { 'unload-asked': ['releasing', RELEASE], ...GO_WRONG };
const OPEN_CHANGES = { 'call-opened': ['busy', []], refused: ['busy', []] };

/** What each event makes of each state, as the next state's name and the effects; what is not here changes nothing. */
const CHANGES: Record<keyof typeof STATES, Record<string, unknown[]>> = {
  ADOPTING: {
    ...GO_WRONG, adopted: ['idle', []], 'not-adopted': ['killing', KILL], 'drain-asked': ['adopting', []], 'unload-asked': ['adopting', []], 'release-timed-out': ['killing', KILL],
    exited: ['releasing', []], 'channel-closed': ['releasing', ['arm-release-timer']],
  },
  UNWANTED: {
    ...GO_WRONG, adopted: ['releasing', RELEASE], 'not-adopted': ['killing', KILL], 'drain-asked': ['adopting', []], 'unload-asked': ['adopting', []], 'release-timed-out': ['killing', KILL],
    exited: ['releasing', []], 'channel-closed': ['releasing', ['arm-release-timer']],
  },
  SPAWNING: {
    begun: ['loading', []], ready: ['idle', []], 'load-failed': ['killing', KILL], 'drain-asked': ['killing', KILL], 'unload-asked': ['killing', KILL],
    'call-opened': ['loading', []], refused: ['loading', []], 'channel-closed': ['loading', ['arm-channel-timer']], certified: GO_WRONG.certified,
  },
  LOADING: {
    ready: ['idle', []], 'load-failed': ['killing', KILL], 'drain-asked': ['releasing', RELEASE], 'unload-asked': ['releasing', RELEASE],
    'call-opened': ['loading', []], refused: ['loading', []], 'channel-closed': ['loading', ['arm-channel-timer']], certified: GO_WRONG.certified,
  },
  IDLE: { ...SERVING, 'call-opened': ['busy', []], refused: ['held', []], swept: ['releasing', RELEASE], 'clear-after-edited': ['idle', []], 'drain-asked': ['releasing', RELEASE] },
  HELD: { ...SERVING, 'call-opened': ['busy', []], refused: ['held', []], requested: ['idle', []], 'drain-asked': ['releasing', RELEASE] },
  BUSY: { ...SERVING, ...OPEN_CHANGES, 'lease-ended': ['busy', []], requested: ['busy', []], 'drain-asked': ['draining', []] },
  LAST: { ...SERVING, ...OPEN_CHANGES, 'lease-ended': ['idle', []], 'drain-asked': ['draining', []] },
  DRAINING: { ...SERVING, 'lease-ended': ['releasing', RELEASE], 'call-opened': ['draining', []], refused: ['draining', []] },
  RELEASING: {
    'call-opened': ['releasing', []], exited: ['releasing', []], refused: ['releasing', []], 'drain-asked': ['releasing', []], 'unload-asked': ['releasing', []], 'vote-refused': ['idle', ['disarm']], 'became-client': ['client', ['disarm']],
    'release-timed-out': ['killing', ['end-tree']], misbehaved: ['killing', ['end-tree']], certified: GO_WRONG.certified,
  },
  UPDATING: {
    'call-opened': ['releasing', []], exited: ['releasing', []], refused: ['releasing', []], 'became-client': ['releasing', ['send-release']],
    'release-timed-out': ['killing', ['end-tree']], misbehaved: ['killing', ['end-tree']], certified: GO_WRONG.certified,
  },
  OVERRULED: {
    'call-opened': ['releasing', []], exited: ['releasing', []], 'call-closed': ['releasing', []], refused: ['releasing', []], requested: ['releasing', []], 'drain-asked': ['releasing', []],
    'vote-refused': ['releasing', ['send-release', 'arm-release-timer']], 'became-client': ['releasing', ['send-release']],
    'release-timed-out': ['killing', ['end-tree']], misbehaved: ['killing', ['end-tree']], certified: GO_WRONG.certified,
  },
  WANTED: {
    ready: ['idle', []], 'load-failed': ['killing', KILL], 'drain-asked': ['releasing', RELEASE], 'unload-asked': ['releasing', RELEASE],
    'call-opened': ['loading', []], refused: ['loading', []], 'channel-closed': ['releasing', ['arm-channel-timer']], exited: ['releasing', []], certified: GO_WRONG.certified,
  },
  CLIENT: { ...GO_WRONG, 'call-opened': ['client', []], 'channel-closed': ['releasing', ['arm-channel-timer']], exited: ['releasing', []], wanted: ['loading', ['initialize']], 'drain-asked': ['releasing', RELEASE], 'unload-asked': ['releasing', RELEASE] },
  KILLING: { certified: GO_WRONG.certified },
  GONE: {},
};

describe('the life of an activation', () => {
  const cells = Object.entries(STATES).flatMap(([word, state]) => EVENTS.map((event) => [word, event.name, state, event] as const));

  test.each(cells)('%s, when %s, goes where the table says and nowhere else', (word, name, state, event) => {
    const change = CHANGES[word as keyof typeof STATES][name];
    const next = transition(state, event, 1_000);
    if (change === undefined) expect(next).toEqual({ state, effects: [] });
    else expect([next.state.name, next.effects]).toEqual(change);
    if (change !== undefined && change[1] instanceof Array && change[1].length === 0) expect(next.state).not.toEqual(state);
  });

  test('P6 what was to go while it was adopted goes once it obeys: at rest, or at once where that was asked', () => {
    const adopted = { name: 'adopted', as: 'serving', leases: 1, refusals: ['c1'] } as const;
    const drains = transition(transition(ADOPTING, { name: 'drain-asked', reason: 'update' }, 110).state, adopted, 120);
    expect(drains).toEqual({ state: { name: 'draining', sinceMs: 120, reason: 'update', leases: 1, calls: 0, refusals: ['c1'] }, effects: [] });
    const goes = transition(transition(ADOPTING, { name: 'unload-asked', reason: 'operator' }, 110).state, adopted, 120);
    expect(goes).toEqual({ state: { name: 'releasing', sinceMs: 120, reason: 'operator', calls: 0, refusals: ['c1'] }, effects: RELEASE });
  });

  test('F-R24 one that lets go while it is adopted has its time for that', () => {
    const leaving = transition(ADOPTING, { name: 'channel-closed' }, 150).state;
    expect(leaving).toEqual({ name: 'releasing', sinceMs: 150, reason: 'orphaned', calls: 0, refusals: [], hasLeft: true });
    expect(transition(leaving, { name: 'not-adopted' }, 160).state).toBe(leaving);
  });

  test('P6 W-U6 a busy or held provider is never released by a sweep, however old its last use', () => {
    expect(transition(BUSY, { name: 'swept', clearAfterMs: 0 }, 1e9).state).toBe(BUSY);
    expect(transition(HELD, { name: 'swept', clearAfterMs: 0 }, 1e9).state).toBe(HELD);
  });

  test('P3 W-U9 an idle provider is released by a sweep from ClearAfter on, and not a moment before', () => {
    expect(transition(IDLE, { name: 'swept', clearAfterMs: 50 }, 149.999).state).toBe(IDLE);
    expect(transition(IDLE, { name: 'swept', clearAfterMs: 50 }, 150).state).toEqual({ name: 'releasing', sinceMs: 150, reason: 'idle', calls: 0, refusals: [] });
  });

  test('P3 an edit of ClearAfter begins the window anew and leaves the age since last use', () => {
    const edited = transition(IDLE, { name: 'clear-after-edited' }, 140).state;
    expect(edited).toEqual({ name: 'idle', sinceMs: 100, fromMs: 140 });
    expect(transition(edited, { name: 'swept', clearAfterMs: 50 }, 189).state).toBe(edited);
    expect(transition(edited, { name: 'swept', clearAfterMs: 50 }, 190).state.name).toBe('releasing');
  });

  test('the last lease to end starts the idle clock, the others do not', () => {
    const one = transition(BUSY, { name: 'lease-ended' }, 500).state;
    expect(one).toEqual({ ...BUSY, leases: 1 });
    expect(transition(one, { name: 'lease-ended' }, 600).state).toEqual({ name: 'held', sinceMs: 600, refusals: ['c1'] });
    expect(transition(LAST, { name: 'lease-ended' }, 600).state).toEqual({ name: 'idle', sinceMs: 600, fromMs: 600 });
  });

  test('W-Q2 F-R7 the last refusal to be taken back outside any request starts the idle clock then', () => {
    expect(transition(HELD, { name: 'requested', context: 'c1' }, 700).state).toEqual({ name: 'idle', sinceMs: 700, fromMs: 700 });
  });

  test('P5 W-R5 F-R5 another context takes no refusal back, and each context refuses once', () => {
    expect(transition(HELD, { name: 'requested', context: 'c2' }, 700).state).toBe(HELD);
    expect(transition(HELD, { name: 'refused', context: 'c1' }, 700).state).toBe(HELD);
    const two = transition(HELD, { name: 'refused', context: 'c2' }, 700).state;
    expect(transition(two, { name: 'requested', context: 'c1' }, 800).state).toEqual({ name: 'held', sinceMs: 100, refusals: ['c2'] });
  });

  test('F-R3 a refusal that was on its way makes the provider stay, its idle time begun anew', () => {
    const refused = transition(RELEASING, { name: 'refused', context: 'c3' }, 150).state;
    expect(transition(refused, { name: 'vote-refused' }, 160).state).toEqual({ name: 'held', sinceMs: 160, refusals: ['c3'] });
  });

  test('P6 a call of its own that it opened while release was on its way counts when it refuses', () => {
    const calling = transition(RELEASING, { name: 'call-opened' }, 150).state;
    const busy = transition(calling, { name: 'vote-refused' }, 160).state;
    expect(busy).toEqual({ name: 'busy', sinceMs: 160, leases: 0, calls: 1, refusals: [] });
    expect(transition(busy, { name: 'call-closed' }, 170).state).toEqual({ name: 'idle', sinceMs: 170, fromMs: 170 });
  });

  test('F-R25 a client that ends by itself fails no load, also when it was just wanted', () => {
    for (const state of [CLIENT, WANTED]) {
      const left = transition(state, { name: 'channel-closed' }, 150).state;
      expect(left).toEqual({ name: 'releasing', sinceMs: 150, reason: 'idle', calls: 0, refusals: [], hasLeft: true });
      expect(transition(left, { name: 'load-failed' }, 151).state).toBe(left);
    }
  });

  test('one that must go for good does not stay as a client, whatever comes before or after', () => {
    const unloading = transition(IDLE, { name: 'unload-asked', reason: 'operator' }, 150).state;
    const updating = transition(unloading, { name: 'drain-asked', reason: 'update' }, 160).state;
    expect(transition(updating, { name: 'became-client' }, 170)).toEqual({ state: { ...UPDATING, sinceMs: 170 }, effects: ['send-release'] });
    expect(transition(OVERRULED, { name: 'unload-asked', reason: 'operator' }, 150).state).toEqual(OVERRULED);
    expect(transition(DRAINING, { name: 'unload-asked', reason: 'operator' }, 150).state).toEqual({ ...UPDATING, sinceMs: 150 });
  });

  test('F-R17 one that was seen to end refuses no more, whatever it said before', () => {
    const ended = transition(RELEASING, { name: 'exited' }, 150).state;
    expect(transition(ended, { name: 'vote-refused' }, 160).state).toBe(ended);
    expect(transition(ended, { name: 'became-client' }, 160).state).toBe(ended);
  });

  test('P6 no reason but idle is put to the vote', () => {
    expect(transition(UPDATING, { name: 'vote-refused' }, 160).state).toBe(UPDATING);
  });

  test('F-R9 an edit of ClearAfter does not take a release back', () => {
    expect(transition(RELEASING, { name: 'clear-after-edited' }, 160).state).toBe(RELEASING);
  });

  test('P7 nothing follows gone', () => {
    for (const event of EVENTS) expect(transition(GONE, event, 1_000).state).toBe(GONE);
  });
});
