import { describe, expect, test } from '@jest/globals';
import type { ActivationState, LifecycleEvent } from '#src/lifecycle/activation-state.js';
import { transition } from '#src/lifecycle/transition.js';

const LOADING: ActivationState = { name: 'loading', sinceMs: 0 };
const IDLE: ActivationState = { name: 'idle', sinceMs: 100 };
const BUSY: ActivationState = { name: 'busy', sinceMs: 100, leases: 2 };
const RELEASING: ActivationState = { name: 'releasing', sinceMs: 100, reason: 'idle' };
const KILLING: ActivationState = { name: 'killing', sinceMs: 100, cause: 'forced', reason: 'operator' };
const GONE: ActivationState = { name: 'gone', sinceMs: 100 };

const STATES = [LOADING, IDLE, BUSY, RELEASING, KILLING, GONE];
const EVENTS: LifecycleEvent[] = [
  { name: 'ready' }, { name: 'load-failed' }, { name: 'lease-taken' }, { name: 'lease-ended' }, { name: 'swept', clearAfterMs: 50 },
  { name: 'unload-asked', reason: 'operator' }, { name: 'release-timed-out' }, { name: 'channel-closed' }, { name: 'misbehaved' }, { name: 'hung' }, { name: 'certified' },
];

/** Every pair of state and event that changes something, by the next state and the effects; all others change nothing. */
const CHANGES: Record<string, [string, string[]]> = {
  'loading ready': ['idle', ['admit']],
  'loading load-failed': ['killing', ['end-leases', 'end-tree']],
  'loading misbehaved': ['killing', ['end-leases', 'end-tree']],
  'loading unload-asked': ['killing', ['end-leases', 'end-tree']],
  'loading channel-closed': ['loading', ['arm-channel-timer']],
  'loading certified': ['gone', ['end-leases', 'settle']],
  'idle lease-taken': ['busy', []],
  'idle swept': ['releasing', ['end-leases', 'send-release', 'arm-release-timer']],
  'idle unload-asked': ['releasing', ['end-leases', 'send-release', 'arm-release-timer']],
  'idle misbehaved': ['killing', ['end-leases', 'end-tree']],
  'idle hung': ['killing', ['end-leases', 'end-tree']],
  'busy hung': ['killing', ['end-leases', 'end-tree']],
  'idle channel-closed': ['killing', ['arm-channel-timer']],
  'idle certified': ['gone', ['end-leases', 'settle']],
  'busy lease-taken': ['busy', []],
  'busy lease-ended': ['busy', []],
  'busy unload-asked': ['releasing', ['end-leases', 'send-release', 'arm-release-timer']],
  'busy misbehaved': ['killing', ['end-leases', 'end-tree']],
  'busy channel-closed': ['killing', ['arm-channel-timer']],
  'busy certified': ['gone', ['end-leases', 'settle']],
  'releasing release-timed-out': ['killing', ['end-tree']],
  'releasing misbehaved': ['killing', ['end-tree']],
  'releasing certified': ['gone', ['end-leases', 'settle']],
  'killing certified': ['gone', ['end-leases', 'settle']],
};

describe('the life of an activation', () => {
  const cells = STATES.flatMap((state) => EVENTS.map((event) => [`${state.name} ${event.name}`, state, event] as const));

  test.each(cells)('in %s goes where the table says and nowhere else', (cell, state, event) => {
    const change = CHANGES[cell];
    const next = transition(state, event, 1_000);
    if (change === undefined) {
      expect(next.state).toBe(state);
      expect(next.effects).toEqual([]);
    } else {
      expect([next.state.name, next.effects]).toEqual(change);
    }
  });

  test('P6 a busy provider is never released by a sweep, however old its last use', () => {
    expect(transition(BUSY, { name: 'swept', clearAfterMs: 0 }, 1e9).state).toBe(BUSY);
  });

  test('P3 an idle provider is released by a sweep from ClearAfter on, and not a moment before', () => {
    expect(transition(IDLE, { name: 'swept', clearAfterMs: 50 }, 149.999).state).toBe(IDLE);
    expect(transition(IDLE, { name: 'swept', clearAfterMs: 50 }, 150).state).toEqual({ name: 'releasing', sinceMs: 150, reason: 'idle' });
  });

  test('the last lease to end starts the idle clock, the others do not', () => {
    const one = transition(BUSY, { name: 'lease-ended' }, 500).state;
    expect(one).toEqual({ name: 'busy', sinceMs: 100, leases: 1 });
    expect(transition(one, { name: 'lease-ended' }, 600).state).toEqual({ name: 'idle', sinceMs: 600 });
  });

  test('P7 nothing follows gone', () => {
    for (const event of EVENTS) expect(transition(GONE, event, 1_000).state).toBe(GONE);
  });
});
