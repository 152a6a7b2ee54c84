/** The promises that hold in every state, and those that hold where nothing can happen any more unless somebody asks for something. */
import { isServing, leasesOf, refusalsOf, type ActivationState } from '#src/lifecycle/activation-state.js';
import { currentLife, servingLife } from '#src/lifecycle/slot-state.js';
import { countBits } from './bits.js';
import { latest } from './checks-of-steps.js';
import type { Process } from './process.js';
import { promise } from './promise-broken.js';
import { CONTEXT_NAMES, type World } from './world.js';

export function checkState(world: World): void {
  const { slot, processes } = world;
  promise('S3', slot.waiting === world.waiters.length, () => `the slot counts ${slot.waiting} who wait, and ${world.waiters.length} do`);
  checkProcesses(world);
  for (const { number, state } of slot.lives) {
    const process = processes.find(({ life }) => life === number);
    promise('P7', process !== undefined, () => `life ${number} is ${state.name}, and there is no process of it`);
    checkBooks(world, state, process);
  }
  for (const { life, phase, isLeftBehind } of processes) {
    if (isLeftBehind) continue;
    promise('P7', slot.lives.some(({ number }) => number === life), () => `the process of life ${life} is ${phase}, and the slot knows nothing of it`);
  }
  checkWaiting(world);
}

/** P2: one initialised process, clients aside, unless overlap is allowed. */
function checkProcesses({ mayOverlap, processes }: World): void {
  if (processes.length < 2) return;
  const initialised = processes.filter(({ isInitialised }) => isInitialised);
  promise('P2', mayOverlap || initialised.length < 2, () => `lives ${initialised.map(({ life }) => life).join(' and ')} are initialised and not dead`);
}

/** P5, P6: what the host counts as open is what it was told, each refusal by its own context. */
function checkBooks(world: World, state: ActivationState, process: Process): void {
  const { name } = state;
  if (name === 'killing' || name === 'client' || process.channel === 'closed' || process.isExitSeen) return;
  const refusals = refusalsOf(state);
  promise('P5', refusals.length === countBits(process.heard) && refusals.every((context) => (process.heard & (1 << CONTEXT_NAMES.indexOf(context))) !== 0), () =>
    `of life ${process.life} refuse [${refusals.join(' ')}] in the host's view, and it was told ${process.heard.toString(2)}`);
  if (name === 'releasing') return;
  const calls = 'calls' in state ? state.calls : 0;
  const leases = world.leasesOn(process.life) + countBits(process.owed);
  promise('P6', leasesOf(state) === leases, () => `life ${process.life} is ${name} with ${leasesOf(state)} leases in the host's view, and there are ${leases}`);
  promise('P6', calls === process.callsHeard, () => `life ${process.life} is ${name} with ${calls} calls in the host's view, and ${process.callsHeard} are open`);
}

/** L1: who waits, waits for something: a load, room, the end of what may not be overlapped, or the word of supervision. */
function checkWaiting({ slot }: World): void {
  if (slot.waiting === 0) return;
  const serving = servingLife(slot);
  if (serving !== undefined) return promise('L1', leasesOf(serving.state) >= slot.room, () => `${slot.waiting} wait although life ${serving.number} serves and has room`);
  const isLeaving = slot.lives.some(({ state }) => state.name !== 'client');
  promise('L1', currentLife(slot) !== undefined || slot.mayLoad === 'later' || (isLeaving && !slot.overlap), () => `${slot.waiting} wait, and for nothing`);
}

/** P3, P4: nothing is idle for longer than twice the ClearAfter of this moment. */
export function checkAges({ slot, processes, stopping, clearAfterTicks }: World): void {
  if (stopping > 0) return;
  for (const { number, state } of slot.lives) {
    const { quietTicks, isSinceEdit } = processes.find(({ life }) => life === number)!;
    promise(isSinceEdit ? 'P4' : 'P3', !isServing(state) || quietTicks <= latest(clearAfterTicks), () => `life ${number} is idle for ${quietTicks} ticks, longer than twice ClearAfter (${clearAfterTicks})`);
  }
}

/** L1, L2, L3, S6: where nothing moves by itself, everyone has an answer, and what lives is idle, held or a client, and the host's. */
export function checkRest({ slot, processes, requests, stopping, isUnregistered }: World): void {
  const open = requests.findIndex(({ state }) => state === 'waiting' || state === 'early' || state === 'at-work' || state === 'given-up');
  promise('L1', open === -1, () => `request ${open} is ${requests[open]?.state} for ever`);
  const stuck = slot.lives.find(({ state }) => state.name !== 'idle' && state.name !== 'held' && state.name !== 'client');
  promise('L3', stuck === undefined, () => `life ${stuck?.number} is ${stuck?.state.name} for ever`);
  const stray = processes.find(({ isLeftBehind, phase, obeys }) => isLeftBehind || (phase !== 'dead' && !obeys));
  promise('S6', stray === undefined, () => `the process of life ${stray?.life} is ${stray?.phase} for ever, and no host has it`);
  promise('L3', slot.lives.length === 0 || (stopping === 0 && !isUnregistered), () => `life ${slot.lives[0]?.number} is still ${slot.lives[0]?.state.name} after the end`);
}
