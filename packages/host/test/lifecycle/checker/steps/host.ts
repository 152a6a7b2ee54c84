/** What the host does by itself: it starts processes, hears them, sweeps, and its timers ring. */
import { certify, closeChannel, endTree, failLoad, isCertifiable, isLoading, seeExit } from '../leaving.js';
import { admitEarly, decide, initializing, isDecided, learn } from '../early-of-world.js';
import { INITIALIZE, type ToHost } from '../messages.js';
import type { Process } from '../process.js';
import { adopt, giveUpAdoption, hearReturned } from '../recovery-of-world.js';
import { answer, answerCall, askBack, endLease, forgetLease } from '../requests-of-world.js';
import { isServing, type ActivationState } from '#src/lifecycle/activation-state.js';
import { lived, stateOf } from '../slot-of-world.js';
import { promise } from '../promise-broken.js';
import { ofProcesses, type StepKind } from '../step-kind.js';
import { ring, sweep } from '../sweeper-of-world.js';
import { CONTEXT_NAMES, type RequestState, type World } from '../world.js';

const GONE: ActivationState = { name: 'gone', sinceMs: 0 };

const spawns = ofProcesses({
  name: 'process # is started', of: 'must',
  when: ({ phase }, { processes, rules }) => phase === 'absent' && (!rules.startsAfterLeftBehind || !processes.some(({ isLeftBehind }) => isLeftBehind)),
  take(world, process) {
    process.phase = 'born';
    if (stateOf(world, process.life)?.name === 'killing') endTree(world, process); // It was told to go before there was a process to end.
  },
});

const hearsHello = ofProcesses({
  name: 'process # says hello and is told to initialize', of: 'must',
  when: (process, world) => process.phase === 'born' && process.isActing && process.channel === 'none' && (isToLoad(world, process) || !world.rules.looksBeforeInitialize),
  take(world, process) {
    process.channel = 'open';
    process.line = 'up';
    lived(world, process.life, { name: 'begun' });
    initialize(world, process);
  },
});

const initializesAgain = ofProcesses({
  name: 'initialize is sent to process #, a client', of: 'must',
  when: ({ isPreparing }, { processes }) => isPreparing && !processes.some(({ isLeftBehind }) => isLeftBehind),
  take(world, process) {
    process.isPreparing = false;
    if (process.channel !== 'open') failLoad(world, process);
    else if (isToLoad(world, process) || !world.rules.looksBeforeInitialize) initialize(world, process);
    else process.isLoadTold = true;
  },
});

function initialize(world: World, process: Process): void {
  const state = stateOf(world, process.life);
  promise('P1', state?.name === 'loading' && state.begun, () => `life ${process.life} is told to initialize while it is ${state?.name}`);
  process.releasedFor = undefined;
  process.send(INITIALIZE);
  initializing(world, process);
}

function isToLoad(world: World, { life }: Process): boolean {
  return stateOf(world, life)?.name === 'loading';
}

const hears = ofProcesses({
  name: 'the host hears process #', of: 'must',
  when: ({ channel, toHost }) => channel === 'open' && toHost.length > 0,
  take(world, process) {
    const [message, ...rest] = process.toHost;
    process.toHost = rest;
    hear(world, process, message!);
  },
});

function hear(world: World, process: Process, message: ToHost): void {
  const { life } = process;
  switch (message.name) {
    case 'ready':
      process.isLoadTold = true;
      process.begin();
      learn(process, 'begun');
      lived(world, life, { name: 'ready' });
      if (isServing(stateOf(world, life) ?? GONE)) admitEarly(world, process);
      return;
    case 'failed':
      learn(process, 'not-begun');
      return failLoad(world, process);
    case 'reply':
      return hearReply(world, process, message.request);
    case 'report':
      return adopt(world, process, message);
    case 'not-adoptable':
      return process.adoption === 'none' ? undefined : giveUpAdoption(world, process);
    case 'returned':
      return hearReturned(world, process, message.request);
    case 'refused':
    case 'requested':
      return hearRefusal(world, process, message.name, message.context);
    case 'vote-refused':
      return hearVote(world, process);
    case 'client':
      return hearClient(world, process);
    case 'released':
      return world.rules.waitsForExit ? undefined : lived(world, life, { name: 'certified' });
    case 'leaving':
      return lived(world, life, { name: 'drain-asked', reason: 'shutdown' });
    case 'garbage':
      return closeChannel(world, process, 'misbehaved');
    case 'call':
    case 'call-back':
      process.callsHeard += 1;
      process.begin();
      lived(world, life, { name: 'call-opened' });
      if (message.name === 'call-back') askBack(world, message.request, life);
  }
}

function hearReply(world: World, process: Process, request: number): void {
  const { state } = world.requests[request]!;
  if (state === 'early') learn(process, 'not-begun');
  if (state === 'early' && process.fate === 'not-begun') return; // Given back.
  if (state === 'done') return; // Its lease ended when the provider had let go.
  if (state === 'at-work') answer(world, request, { how: 'reply' });
  if (state === 'early') world.change(request, { state: 'given-up' });
  endLease(world, request);
}

/** A context that does not refuse takes nothing back. */
function hearRefusal(world: World, process: Process, name: 'refused' | 'requested', context: number): void {
  const bit = 1 << context;
  if (name === 'requested' && (process.heard & bit) === 0) return;
  if (name === 'refused' && stateOf(world, process.life)?.name === 'releasing') world.see('F-R3: a refusal is on its way when release is decided');
  process.heard ^= bit;
  process.begin();
  lived(world, process.life, { name, context: CONTEXT_NAMES[context]! });
}

function hearVote(world: World, process: Process): void {
  if (process.releasedFor === 'idle') process.releasedFor = undefined; // Set again where it has to go all the same.
  process.begin();
  if (world.waiters.length > 0) world.see('F-R1: asked while release is on its way, refused');
  lived(world, process.life, { name: 'vote-refused' });
}

function hearClient(world: World, process: Process): void {
  if (world.bounds.isPure) return;
  lived(world, process.life, { name: 'became-client' });
  process.heard = 0;
  process.owed = 0;
  for (const request of world.requestsOn(process.life, 'early')) forgetLease(world, request); // Its caller is told that it may have run.
  if (world.rules.endsLeasesOfClients) for (const request of world.requestsOn(process.life, 'given-up')) forgetLease(world, request);
}

const hearsTheEnd = ofProcesses({
  name: 'the host finds the channel of process # closed', of: 'must',
  when: ({ channel, toHost, phase, hasClosed }) => channel === 'open' && toHost.length === 0 && (phase === 'dead' || hasClosed),
  take: (world, process) => closeChannel(world, process, 'channel-closed', true),
});

const seesExit = ofProcesses({
  name: 'the host sees process # exit', of: 'must',
  when: ({ phase, isExitSeen, isLeftBehind }) => phase === 'dead' && !isExitSeen && !isLeftBehind,
  take(world, process) {
    if (process.timer === 'release') world.see('F-R15: the exit comes before the release timer');
    if (process.channel === 'open') world.see('F-R17: the exit comes before the end of the channel');
    seeExit(world, process);
  },
});

const certifies = ofProcesses({
  name: 'the end of process # is certified', of: 'must',
  when: (process, world) => isCertifiable(world, process) && (process.phase === 'dead' || !world.rules.certifiesExit) && process.phase !== 'absent',
  take(world, process) {
    if (world.waiters.length > 0) world.see('F-R1: asked while release is on its way, released');
    certify(world, process);
  },
});

const timerRings = ofProcesses({
  name: 'the timer of process # rings', of: 'must',
  when: ({ timer }) => timer !== 'none',
  take(world, process) {
    const { timer } = process;
    process.timer = 'none';
    if (timer === 'channel') return endTree(world, process);
    if (process.phase === 'dead') world.see('F-R15: the release timer comes before the exit is seen');
    lived(world, process.life, { name: 'release-timed-out' });
  },
});

const loadDeadlinePasses = ofProcesses({
  name: 'the load deadline of process # passes', of: 'must',
  when: (process) => process.isHung && isLoading(process),
  take: failLoad,
});

const answersCall = ofProcesses({
  name: 'a call of process # is answered', of: 'must',
  when: (process, world) => openCalls(world, process) > 0,
  take: answerCall,
});

function isOpen(state: RequestState): boolean {
  return state === 'waiting' || state === 'early' || state === 'at-work' || state === 'given-up';
}

/** Calls that led back to the provider are answered with their requests. */
function openCalls(world: World, { callsHeard, life }: Process): number {
  let count = callsHeard;
  for (const { calledBy, state } of world.requests) if (calledBy === life && isOpen(state)) count -= 1;
  return count;
}

const decidesEarly = ofProcesses({
  name: 'it is known what became of the request that was sent behind initialize to process #', of: 'must',
  when: (process, world) => isDecided(world, process),
  take: (world, process) => decide(world, process),
});

const sweepRings: StepKind = {
  name: 'the sweep timer rings',
  of: 'must',
  offer(world, give) {
    if (world.ringsIn === 0) give(0);
  },
  take: (world) => ring(world),
};

const sweeps: StepKind = {
  name: 'a sweep',
  of: 'must',
  offer(world, give) {
    if (world.isSweeping) give(0);
  },
  take: (world) => sweep(world),
};

/** The steps by which something has had its time. */
export const TIMERS: readonly StepKind[] = [timerRings, loadDeadlinePasses];

export const HOST: readonly StepKind[] = [
  spawns, hearsHello, initializesAgain, hears, hearsTheEnd, seesExit, certifies, decidesEarly, ...TIMERS, answersCall, sweepRings, sweeps,
];
