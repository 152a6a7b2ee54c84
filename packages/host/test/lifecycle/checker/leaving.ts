/** How a life leaves, as `activation/leaving.ts` and `activation.ts` have it: release, the end of the tree, the end of the channel, the death certificate. */
import type { UnloadReason } from '@provost/protocol';
import { checkRelease, checkSettled } from './checks-of-steps.js';
import { RELEASE } from './messages.js';
import type { Process } from './process.js';
import { decide, endEarly, isDecided, learn } from './early-of-world.js';
import { promise } from './promise-broken.js';
import { giveUpAdoption } from './recovery-of-world.js';
import { answer, endLease, forgetCalls } from './requests-of-world.js';
import { lived, stateOf } from './slot-of-world.js';
import type { World } from './world.js';

export function sendRelease(world: World, process: Process): void {
  const reason = reasonOf(world, process.life) ?? 'operator';
  checkRelease(world, process, reason);
  process.releasedFor = reason;
  process.send(RELEASE.get(reason)!);
}

/** Why a life goes, where that has been decided. */
export function reasonOf(world: World, life: number): UnloadReason | undefined {
  const state = stateOf(world, life);
  if (state?.name === 'releasing') return state.next ?? state.reason;
  if (state?.name === 'adopting') return state.leaves;
  return state?.name === 'killing' || state?.name === 'draining' ? state.reason : undefined;
}

/** A signal is sent to all of it, and nothing more is heard of it. */
export function endTree(world: World, process: Process): void {
  if (process.isTreeEnding || process.phase === 'absent') return;
  process.isTreeEnding = true;
  process.timer = 'none';
  if (process.phase !== 'dead') process.isKilled = true;
  closeChannel(world, process, 'channel-closed');
}

/** The channel has ended: by the other side, by ours, or because what came through it is no protocol. */
export function closeChannel(world: World, process: Process, how: 'channel-closed' | 'misbehaved', isHeardOut = false): void {
  if (process.channel !== 'open') return;
  learn(process, isHeardOut ? 'not-begun' : 'unknown');
  process.channel = 'closed';
  const unheard = process.toHost;
  process.toHost = process.toProcess = [];
  for (const request of world.requestsOn(process.life, 'at-work')) {
    const isSent = unheard.some((message) => message.name === 'reply' && message.request === request);
    promise('S7', !isSent || how === 'misbehaved' || process.leavesByItself, () => `the reply to request ${request} was sent, and its channel is closed before it is heard`);
    if (how === 'misbehaved') answer(world, request, { how: 'misbehaved' });
  }
  for (const message of unheard) if (message.name === 'call-back') world.change(message.request, { state: 'done' });
  forgetCalls(world, process.life);
  const { tellsChannelFirst } = world.rules;
  const waiters = stateOf(world, process.life)?.name === 'loading' && how === 'misbehaved' && !process.isPreparing ? world.waiters : [];
  if (tellsChannelFirst) lived(world, process.life, { name: how });
  for (const request of world.requestsOn(process.life, 'given-up')) endLease(world, request);
  endEarly(world, process);
  if (!tellsChannelFirst) lived(world, process.life, { name: how });
  if (process.adoption !== 'none') {
    if (how === 'misbehaved') giveUpAdoption(world, process);
  } else if (!process.isLoadTold && (process.isAgain ? !process.isPreparing : how === 'misbehaved')) failLoad(world, process);
  promise('P8', waiters.every((request) => !world.waiters.includes(request)), () => `life ${process.life} has broken the protocol while it was loaded, and those who waited for it are not told`);
}

/** The load has failed, which is entered before anything else is made of the life's end. */
export function failLoad(world: World, process: Process): void {
  process.isLoadTold = true;
  const isLoading = stateOf(world, process.life)?.name === 'loading';
  lived(world, process.life, { name: 'load-failed' });
  promise('P8', !isLoading || world.waiters.length === 0, () => `the load of life ${process.life} has failed, and those who waited for it are not told`);
}

/** Whether its load is under way, as far as it has been told of. */
export function isLoading({ adoption, isLeftBehind, isLoadTold, isPreparing, phase }: Process): boolean {
  return adoption === 'none' && !isLeftBehind && !isLoadTold && !isPreparing && phase !== 'absent';
}

/** The keeper has told of the exit. */
export function seeExit(world: World, process: Process): void {
  process.isExitSeen = true;
  if (world.rules.tellsExit) lived(world, process.life, { name: 'exited' });
  process.timer = 'none';
  if (process.adoption !== 'none') giveUpAdoption(world, process);
  else if (!process.isLoadTold && !process.isAgain) failLoad(world, process);
}

/** Whether the death certificate is complete: the exit, the end of the channel, and how the load went. */
export function isCertifiable(world: World, process: Process): boolean {
  const { certifiesExit, certifiesDrained } = world.rules;
  return (process.isExitSeen || !certifiesExit) && (process.channel !== 'open' || !certifiesDrained) && process.isLoadTold;
}

export function certify(world: World, process: Process): void {
  if (!world.rules.certifiesDrained) process.channel = 'closed';
  lived(world, process.life, { name: 'certified' });
}

/** The last thing that happens to a life: those who were at work in it are told how it ended. */
export function settle(world: World, process: Process): void {
  const { life } = process;
  learn(process, 'not-begun'); // Initialize was never sent, or nothing was ever said.
  if (isDecided(world, process)) decide(world, process);
  for (const request of world.requestsOn(life, 'at-work')) answer(world, request, { how: 'lost' });
  checkSettled(process);
  for (const request of world.requestsOn(life, 'given-up')) world.change(request, { state: 'done' });
  world.requests.forEach(({ calledBy }, request) => {
    if (calledBy === life) world.change(request, { calledBy: 0 });
  });
  world.processes = world.processes.filter((other) => other !== process);
}
