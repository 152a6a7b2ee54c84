/** The lifecycle itself, in every order of what can happen within small bounds: which they are is in `checker/configurations.ts`. */
import { describe, expect, test } from '@jest/globals';
import { CONFIGURATIONS } from './checker/configurations.js';
import { explore, type Exploration } from './checker/explore.js';
import { RULES } from './checker/rules.js';

type Name = keyof typeof CONFIGURATIONS;

const SLOW_MS = 120_000;
const explored = new Map<Name, Exploration>();

/** Walks a configuration, once. */
function walk(name: Name): Exploration {
  let found = explored.get(name);
  if (found === undefined) {
    const startedMs = performance.now();
    found = explore(CONFIGURATIONS[name], RULES);
    explored.set(name, found);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    process.stdout.write(`lifecycle, every order: ${name}: ${found.states.toLocaleString('en')} states, ${found.transitions.toLocaleString('en')} steps, ${seconds} s\n`);
  }
  return found;
}

/** What each configuration is about, and how many states it has at least: fewer would mean that something no longer happens. */
const TABLE: readonly (readonly [title: string, name: Name, leastStates: number])[] = [
  ['P1 P3 P5 P6 F-R1 F-R3 F-R20 requests meet loads, refusals, sweeps and votes', 'refusals', 25_700],
  ['P3 P4 F-R2 F-R9 ClearAfter is edited up and down while a neighbour falls idle and is used', 'edits', 61_900],
  ['P4 a ClearAfter of nothing, and back', 'nothing', 39_300],
  ['P4 a ClearAfter of never, and back', 'never', 34_100],
  ['P7 P8 F-R15 F-R16 F-R17 F-R18 F-R19 processes crash, hang, break the protocol, fail to start and to load, while callers give up', 'faults', 36_000],
  ['P8 F-P15 nothing is loaded after a failure, nor later, while supervision holds it off: who asks waits, or is told', 'heldOff', 10_000],
  ['P8 F-P15 with overlap, while supervision holds it off', 'heldOffOverlap', 10_000],
  ['P8 F-P15 a client that supervision holds off', 'heldOffClient', 10_000],
  ['P2 P8 F-R22 an operator unloads, forces, disables, changes, limits and unregisters it, two of these at any moments', 'operators', 100_000],
  ['P7 F-R23 the host stops while a provider is loaded, used, held, released or fails', 'stop', 41_400],
  ['P7 F-R21 F-R23 the host stops while a provider is changed, forced or sent SIGTERM', 'stopAndActs', 61_000],
  ['P6 a provider calls the host, and itself through the host', 'calls', 119_300],
  ['P6 a provider calls itself while it drains, is forced, or crashes', 'drainingCalls', 13_000],
  ['P6 F-R25 one that is not pure becomes a client and serves again, under every act and fault', 'client', 172_000],
  ['P2 F-R25 a client of a registration that was changed never serves again', 'clientOperators', 61_300],
  ['P7 F-R25 the host stops with a client', 'clientStop', 19_500],
  ['P6 F-R25 a client calls the host, and itself', 'clientCalls', 54_600],
  ['S3 S8 a load of a client that calls itself fails, and the end of its process ends its own call', 'clientCallsFail', 18_300],
  ['P2 with overlap, a request is served while the last process leaves, also when that refuses to', 'overlap', 63_200],
  ['P2 with overlap, under every act of an operator', 'overlapOperators', 87_700],
  ['P2 with overlap, a client is changed', 'overlapClient', 102_500],
  ['P2 L1 with overlap for a while, two clients are left, and the newer serves', 'twoClients', 94_000],
  ['P9 P5 P6 F-R10 F-R11 F-R12 F-R14 F-R24 the host dies at any moment, and the next one adopts or ends what it finds', 'hostDies', 11_600],
  ['P9 P3 P4 the idle time of one that is adopted begins with that, whatever is edited', 'hostDiesEdits', 19_900],
  ['P9 P2 P6 the host dies, before or after an operator acts', 'hostDiesActs', 90_000],
  ['P9 P7 the host dies as it stops, and the next one stops as it adopts', 'hostDiesStop', 83_000],
  ['P9 P8 S6 the host dies, and a provider fails in any way before, meanwhile or after', 'hostDiesFaults', 43_000],
  ['P9 P6 the host dies while a provider calls it, and itself through it', 'hostDiesCalls', 36_000],
  ['P9 F-R25 the host dies with a client, or one that becomes one', 'hostDiesClient', 20_000],
  ['P9 P8 F-R25 the host dies with a client, and that fails', 'hostDiesClientFaults', 10_500],
  ['P9 P2 S6 with overlap, the host dies with two lives, of which one at most is adopted', 'hostDiesOverlap', 47_000],
  ['P9 P2 the host dies, and so does the next', 'hostDiesTwice', 14_800],
  ['S10 what is sent behind initialize is run at most once, and counts as at work from then on', 'early', 2_300],
  ['S10 what is sent behind initialize is said not to have run only where that is so, however its process fails', 'earlyFaults', 6_300],
  ['S10 what is sent behind initialize, under every act of an operator', 'earlyOperators', 25_000],
  ['S10 what is sent behind initialize when the host stops', 'earlyStop', 20_000],
  ['S10 F-R25 what is sent behind initialize to a client that is wanted again', 'earlyClient', 21_000],
  ['S10 P2 with overlap, what was sent behind initialize goes to no second life before it is known that the first has not begun it', 'earlyOverlap', 10_000],
  ['S10 P6 what is sent behind initialize leads back to its provider', 'earlyCalls', 7_200],
  ['S10 P9 P6 the host dies, and the next one knows what has begun meanwhile', 'earlyHostDies', 19_000],
];

/** Which events have come in which state of a life: all that can. */
const MEETINGS: Readonly<Record<string, string>> = {
  loading: 'begun call-closed call-opened channel-closed drain drain-asked exited lease-ended load-failed misbehaved ready refused requested unload updated',
  busy: 'call-closed call-opened channel-closed drain drain-asked exited hung lease-ended misbehaved refused requested unload updated',
  held: 'call-opened channel-closed drain drain-asked exited misbehaved refused requested unload updated',
  idle: 'call-opened channel-closed clear-after-edited drain drain-asked exited misbehaved refused swept unload updated',
  draining: 'call-closed call-opened channel-closed drain drain-asked exited hung lease-ended misbehaved refused requested unload unload-asked updated',
  releasing: 'became-client call-closed call-opened certified channel-closed drain drain-asked exited lease-ended load-failed misbehaved not-adopted ready refused release-timed-out requested unload unload-asked updated vote-refused',
  client: 'call-closed call-opened channel-closed drain drain-asked exited misbehaved unload updated',
  killing: 'adopted call-closed call-opened certified channel-closed drain drain-asked exited lease-ended load-failed misbehaved not-adopted ready refused release-timed-out requested unload unload-asked updated',
  adopting: 'adopted channel-closed drain exited misbehaved not-adopted release-timed-out unload unload-asked updated',
};

/** The races of the fault catalogue that come up on the way. */
const RACES: readonly string[] = [
  'F-R10: asked while a process of an earlier host is being adopted',
  'F-R11: the host dies between spawn and initialize',
  'F-R12: what an earlier host had asked for returns',
  'F-R14: an adoption comes too late',
  'F-R15: the exit comes before the release timer',
  'F-R15: the release timer comes before the exit is seen',
  'F-R16: asked while a process is being killed',
  'F-R17: the exit comes before the end of the channel',
  'F-R18 F-R19: a cancellation or a deadline crosses the reply',
  'F-R1: asked while release is on its way, refused',
  'F-R1: asked while release is on its way, released',
  'F-R20: asked while another request waits for the load',
  'F-R21: asked while the last registration drains',
  'F-R22: unloaded by force during a call',
  'F-R23: stopped while adopting',
  'F-R23: stopped while busy',
  'F-R23: stopped while client',
  'F-R23: stopped while draining',
  'F-R23: stopped while held',
  'F-R23: stopped while idle',
  'F-R23: stopped while killing',
  'F-R23: stopped while loading',
  'F-R23: stopped while releasing',
  'F-R24: the time of an orphan is over while the next host dials',
  'F-R25: asked of a client',
  'F-R2: asked in the turn of a sweep',
  'F-R3: a refusal is on its way when release is decided',
  'F-R9: ClearAfter is edited while release is on its way',
];

describe('the lifecycle, in every order', () => {
  test.each(TABLE)('%s', (_title, name, leastStates) => {
    const { broken, isWhole, states } = walk(name);
    expect(broken).toBeUndefined();
    expect(isWhole).toBe(true);
    expect(states).toBeGreaterThanOrEqual(leastStates);
  }, SLOW_MS);

  test('together the configurations have every event in every state in which it can come, and every race', () => {
    const seen = new Set(TABLE.flatMap(([, name]) => [...walk(name).seen]));
    const meetings: Record<string, string> = {};
    for (const state of Object.keys(MEETINGS)) {
      const events = [...seen].filter((one) => one.startsWith(`${state} <- `)).map((one) => one.slice(state.length + 4));
      meetings[state] = events.sort().join(' ');
    }
    expect(meetings).toEqual(MEETINGS);
    expect([...seen].filter((one) => one.startsWith('F-')).sort()).toEqual(RACES);
  }, 10 * SLOW_MS);
});
