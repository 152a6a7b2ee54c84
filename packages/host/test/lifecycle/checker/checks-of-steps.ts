/** The promises that are about a step: what may be answered, sent, loaded, released and settled at this moment. What must hold in each state is in `checks-of-states.ts`. */
import { isCurrent, isServing } from '#src/lifecycle/activation-state.js';
import { servingLife } from '#src/lifecycle/slot-state.js';
import type { UnloadReason } from '@provost/protocol';
import type { Process } from './process.js';
import { countBits } from './bits.js';
import { promise } from './promise-broken.js';
import { stateOf } from './slot-of-world.js';
import type { World } from './world.js';

/** What a caller gets. */
export type Answer =
  | { readonly how: 'reply' | 'gave-up' | 'closed' | 'disabled' | 'load-failed' | 'held-off' | 'circular' | 'lost' | 'misbehaved' }
  | { readonly how: 'overridden'; readonly reason: UnloadReason | undefined };

/** P1, P2: a load is for somebody, there is one at a time, and what is leaving has left unless it may be overlapped. */
export function checkLoad(world: World, life: number): void {
  promise('P1', world.waiters.length > 0, () => `life ${life} is loaded, and nobody waits`);
  const others = world.slot.lives.filter(({ number, state }) => number !== life && isCurrent(state));
  promise('P8', world.mayLoad === 'yes', () => `life ${life} is loaded, and supervision has said ${world.mayLoad}`);
  promise('P1', others.length === 0, () => `life ${life} is loaded while life ${others[0]?.number} is ${others[0]?.state.name}`);
  const leaving = world.slot.lives.find(({ number, state }) => number !== life && state.name !== 'client');
  promise('P2', world.slot.overlap || leaving === undefined, () => `life ${life} is loaded before life ${leaving?.number} is gone`);
}

/** A request is put on the wire: only to a process that serves, of today's registration, that has not been told to go and is not known to be dead. */
export function checkDispatch(world: World, request: number, process: Process): void {
  const { life } = process;
  const state = stateOf(world, life);
  const to = `request ${request} is sent to life ${life}`;
  promise('P6', process.releasedFor === undefined, () => `${to}, which has been told to release (${process.releasedFor})`);
  promise('P8', process.channel === 'open', () => `${to}, whose channel is known to be ${process.channel}`);
  promise('P8', !process.isExitSeen, () => `${to}, whose exit has been seen`);
  if (world.isReentering) return;
  promise('update', process.version === world.version, () => `${to}, which is of a registration that was changed before`);
  promise('P6', state !== undefined && isServing(state), () => `${to}, which is ${state?.name ?? 'gone'}`);
  const newest = servingLife(world.slot)?.number;
  promise('P2', newest === life, () => `${to}, which serves no longer: life ${newest} does`);
  promise('room', world.leasesOn(life) <= world.slot.room, () => `${to}, where ${world.leasesOn(life)} are at work then and room is for ${world.slot.room}`);
}

/** S8: whoever fails does so by its own doing, by a fault, or by what an operator or the host's stop overrides. */
export function checkAnswer(world: World, request: number, answer: Answer, process: Process | undefined): void {
  const words = (): string => `request ${request} fails (${answer.how}${'reason' in answer ? `, ${answer.reason}` : ''})`;
  switch (answer.how) {
    case 'reply':
    case 'gave-up':
    case 'circular':
      return;
    case 'closed':
      return promise('S8', world.isUnregistered || world.stopping > 0, () => `${words()}, and the slot is open`);
    case 'disabled':
      promise('S8', !world.slot.isEnabled, () => `${words()}, and it may load`);
      return promise('S8', !world.slot.lives.some(({ state }) => isCurrent(state)), () => `${words()}, and it is loaded`);
    case 'held-off':
      promise('S8', world.mayLoad === 'no', () => `${words()}, and supervision has said ${world.mayLoad}`);
      return promise('S8', !world.slot.lives.some(({ state }) => isCurrent(state)), () => `${words()}, and it is loaded`);
    case 'load-failed':
      return promise('S8', world.processes.some(({ isAtFault, isLoadTold }) => isAtFault && isLoadTold), () => `${words()}, and nothing was wrong with the load`);
    case 'misbehaved':
      return promise('S8', process?.isAtFault === true, () => `${words()}, and the provider did nothing wrong`);
    case 'lost':
      promise('S7', process?.toHost.every((message) => message.name !== 'reply' || message.request !== request) === true, () => `${words()}, and its reply was sent`);
      return promise('S8', process?.isAtFault === true, () => `${words()}, and nothing was wrong with the process`);
    case 'overridden':
      return promise('S8', mayOverride(world, answer.reason, process), words);
  }
}

function mayOverride(world: World, reason: UnloadReason | undefined, process: Process | undefined): boolean {
  if (world.isForcing) return true;
  if (reason === 'shutdown') return world.stopping > 1;
  if (reason === 'unregistered') return world.isUnregistered;
  return (reason === 'hung' || reason === 'misbehaved') && process?.isAtFault === true;
}

/** P3 and P6 at the moment at which a release is sent. */
export function checkRelease(world: World, process: Process, reason: UnloadReason): void {
  const { life, callsHeard, heard, quietTicks, isSinceEdit } = process;
  // What was sent behind initialize, and of which nobody knows yet whether it begins, has no say: it waits for the next life where it does not.
  const isOpen = world.bounds.early && process.fate !== 'begun' && process.owed === 0;
  const leases = isOpen ? 0 : world.leasesOn(life) + countBits(process.owed);
  const isDecided = process.releasedFor !== undefined; // What was open has been overridden then.
  const overrides = isDecided || world.isForcing || (reason !== 'idle' && reason !== 'update' && (reason !== 'shutdown' || world.stopping > 1));
  promise('P6', overrides || leases === 0, () => `life ${life} is released (${reason}) while ${leases} leases are open`);
  if (reason !== 'idle') return;
  promise('P6', callsHeard === 0, () => `life ${life} is released for idleness while ${callsHeard} of its calls are open`);
  promise('P6', heard === 0, () => `life ${life} is released for idleness while a context refuses`);
  promise('P6', process.running === 0 && process.toProcess.every(({ name }) => name !== 'request'), () => `life ${life} is released for idleness while it is at work on a request`);
  const clearAfter = world.clearAfterTicks;
  const id = isSinceEdit ? 'P4' : 'P3';
  promise(id, quietTicks >= clearAfter, () => `life ${life} is released after ${quietTicks} ticks, before ClearAfter (${clearAfter}) has passed`);
  promise(id, quietTicks <= latest(clearAfter), () => `life ${life} is released after ${quietTicks} ticks, later than twice ClearAfter (${clearAfter})`);
}

/** The oldest that an idle provider gets. Where ClearAfter is nothing, a sweep still leaves a moment to the next. */
export function latest(clearAfterTicks: number): number {
  return Math.max(1, 2 * clearAfterTicks);
}

/** P7: nothing settles before the process is dead and all that it said has been heard. */
export function checkSettled(process: Process): void {
  const { life, phase, channel, toHost } = process;
  promise('P7', phase === 'dead', () => `life ${life} settles while its process is ${phase}`);
  promise('P7', channel !== 'open' && toHost.length === 0, () => `life ${life} settles before its channel is drained`);
}
