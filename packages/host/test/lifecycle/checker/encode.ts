/** A world as a string: two worlds have the same one exactly when nothing that can follow tells them apart. Lives are numbered from the oldest that is there. */
import type { ActivationState } from '#src/lifecycle/activation-state.js';
import { REASONS } from './messages.js';
import { FATES, PHASES, type Process } from './process.js';
import { isLooking } from './sweeper-of-world.js';
import { REQUEST_STATES, type World } from './world.js';

const STATE_NAMES: readonly ActivationState['name'][] = ['loading', 'busy', 'held', 'idle', 'draining', 'releasing', 'client', 'killing', 'gone', 'adopting'];
const CHANNELS = ['none', 'open', 'closed'];
const WORDS = ['yes', 'later', 'no'];
const TIMERS = ['none', 'release', 'channel'];
const LINES = ['up', 'cut', 'none'];
const ADOPTIONS = ['none', 'expected', 'asked'];
const codes: number[] = [];

export function encode(world: World): string {
  codes.length = 0;
  const { slot, processes } = world;
  const first = processes[0]?.life ?? 1;
  codes.push(flags(slot.isOpen, slot.isEnabled, slot.overlap, world.mayOverlap, world.isUnregistered, world.hasNeighbour) * 4 + world.stopping, slot.room * 64 + slot.waiting * 8 + world.version);
  codes.push(world.clearAfter * 64 + (isLooking(world) ? world.dueIn : 0), (world.ringsIn + 1) * 2 + flags(world.isSweeping), WORDS.indexOf(slot.mayLoad) * 4 + WORDS.indexOf(world.mayLoad));
  for (const { state, at, calledBy, hasRun } of world.requests) {
    const life = state === 'at-work' || state === 'given-up' || state === 'early' ? at - first : 0;
    codes.push(REQUEST_STATES.indexOf(state) * 256 + flags(hasRun && world.bounds.early) * 4096 + life * 16 + (calledBy === 0 ? 0 : calledBy - first + 1));
  }
  codes.push(world.waiters.length, ...world.waiters, ...world.left, slot.lives.length);
  for (const { number, state } of slot.lives) encodeState(number - first, state);
  for (const process of processes) encodeProcess(process, first);
  return String.fromCharCode(...codes);
}

function flags(...bits: boolean[]): number {
  let sum = 0;
  for (const bit of bits) sum = sum * 2 + (bit ? 1 : 0);
  return sum;
}

/** Of points in time only those of an idle state decide anything; they are kept relative to now. */
function encodeState(life: number, state: ActivationState): void {
  codes.push(life * 16 + STATE_NAMES.indexOf(state.name));
  let more = 0;
  if ('leases' in state) codes.push(state.leases);
  if ('calls' in state) codes.push(state.calls);
  if ('refusals' in state) codes.push(...state.refusals.map((context) => context.charCodeAt(0)), 0xff);
  if (state.name === 'idle') more = -state.fromMs;
  if (state.name === 'adopting') more = (state.leaves === undefined ? 15 : REASONS.indexOf(state.leaves)) * 2 + flags(state.isUrgent === true);
  if (state.name === 'loading') more = flags(state.begun, state.again === true);
  if (state.name === 'draining') more = REASONS.indexOf(state.reason);
  if (state.name === 'releasing') more = REASONS.indexOf(state.reason) * 16 + (state.next === undefined ? 15 : REASONS.indexOf(state.next)) + flags(state.hasLeft === true) * 256;
  if (state.name === 'killing') more = state.reason === undefined ? 15 : REASONS.indexOf(state.reason);
  codes.push(more);
}

function encodeProcess(process: Process, first: number): void {
  codes.push((process.life - first) * 64 + PHASES.indexOf(process.phase) * 8 + process.version);
  codes.push(flags(process.isHung, process.isKilled, process.hasClosed, process.stays, process.leavesByItself, process.isAtFault, process.isExitSeen, process.isTreeEnding, process.isWatched) * 16 + (process.releasedFor === undefined ? 15 : REASONS.indexOf(process.releasedFor)));
  codes.push(flags(process.isTerminated, process.isAgain, process.isPreparing, process.isLoadTold) * 16 + CHANNELS.indexOf(process.channel) * 4 + TIMERS.indexOf(process.timer));
  codes.push(process.refusals * 64 + process.running, process.late, process.calls * 64 + process.callsHeard, process.heard * 64 + process.quietTicks * 2 + flags(process.isSinceEdit), process.toProcess.length * 16 + process.toHost.length);
  codes.push(flags(process.obeys, process.isLoadInherited, process.isLeftBehind) * 16 + LINES.indexOf(process.line) * 4 + ADOPTIONS.indexOf(process.adoption), process.inherited * 64 + process.owed, process.kept * 4 + FATES.indexOf(process.fate));
  for (const { code } of process.toProcess) codes.push(code);
  for (const { code } of process.toHost) codes.push(code);
}
