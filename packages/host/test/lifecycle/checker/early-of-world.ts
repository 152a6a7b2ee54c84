/** Requests that are sent behind initialize, as `activation/early-call.ts` and `activation/early-line.ts` have them: what the host knows of them, and what becomes of them. */
import { EARLY, REQUEST } from './messages.js';
import type { Fate, Process } from './process.js';
import { promise } from './promise-broken.js';
import { checkDispatch } from './checks-of-steps.js';
import { endLease } from './requests-of-world.js';
import { dispatch, stateOf } from './slot-of-world.js';
import type { World } from './world.js';

/** Initialize has been sent: what the first who waits wants goes behind it. */
export function initializing(world: World, process: Process): void {
  process.fate = 'open';
  if (world.bounds.early && world.waiters.length > 0) dispatch(world, { name: 'initializing', life: process.life });
}

/** The first who waits is at work in that life, as far as that is concerned. */
export function sendEarly(world: World, life: number): void {
  const [request, ...rest] = world.waiters;
  world.waiters = rest;
  const process = world.process(life);
  promise('P6', request !== undefined && process !== undefined, () => `life ${life} is sent what nobody wants`);
  promise('update', process.version === world.version, () => `request ${request} is sent to life ${life}, which is of a registration that was changed before`);
  world.see('a request is sent behind initialize');
  world.change(request, { state: 'early', at: life });
  process.begin();
  process.send(EARLY[request]!);
}

/** A provider begins a request. */
export function run(world: World, process: Process, request: number): void {
  promise('S10', !world.requests[request]!.hasRun, () => `request ${request} is begun by life ${process.life}, and was begun before`);
  world.change(request, { hasRun: true });
  process.running |= 1 << request;
}

/** The host learns what became of it; what it knows first counts. */
export function learn(process: Process, fate: Fate): void {
  if (process.fate === 'open') process.fate = fate;
}

/** Its provider serves: it has its lease, and where it was given back it is sent anew. */
export function admitEarly(world: World, process: Process): void {
  for (const request of world.requestsOn(process.life, 'early')) {
    world.change(request, { state: 'at-work' });
    if (process.fate !== 'not-begun') continue;
    checkDispatch(world, request, process);
    process.send(REQUEST[request]!);
  }
}

/** Whether something is to be made of what is known of it: its life loads no longer, and will not serve it. */
export function isDecided(world: World, process: Process): boolean {
  const isKnown = process.fate === 'not-begun' || process.fate === 'unknown' || !world.rules.waitsForFate;
  return isKnown && stateOf(world, process.life)?.name !== 'loading' && world.requestsOn(process.life, 'early').length > 0;
}

/** It is told why the load failed, waits for the next life, or is told that nobody knows. */
export function decide(world: World, process: Process): void {
  const state = stateOf(world, process.life);
  const hasFailed = state?.name === 'killing' && state.cause === 'load-failed';
  for (const request of world.requestsOn(process.life, 'early')) {
    if (process.fate === 'unknown') {
      done(world, request);
      continue;
    }
    if (world.rules.waitsForFate) checkNotRun(world, request);
    if (hasFailed) done(world, request);
    else waitAgain(world, request);
  }
}

/** Its life has ended after it had begun: it may have run, which its caller is told. */
export function endEarly(world: World, process: Process): void {
  for (const request of world.requestsOn(process.life, 'early')) if (process.fate === 'begun') done(world, request);
}

/** Its caller gives up while it is not known what became of it. */
export function giveUpEarly(world: World, request: number): void {
  const process = world.process(world.requests[request]!.at)!;
  if (process.fate !== 'not-begun') return world.change(request, { state: 'given-up' });
  checkNotRun(world, request);
  world.change(request, { state: 'given-up' });
  endLease(world, request);
}

/** S10: whoever is told that it has not run is told the truth, now and for ever. */
function checkNotRun(world: World, request: number): void {
  const bit = 1 << request;
  const isOnItsWay = world.processes.some(({ isActing, phase, kept, toProcess }) => isActing && phase !== 'leaving' && phase !== 'over'
    && ((kept & bit) !== 0 || toProcess.some((message) => (message.name === 'early' || message.name === 'request') && message.request === request)));
  promise('S10', !world.requests[request]!.hasRun && !isOnItsWay, () => `request ${request} is said not to have run, and it has or will`);
}

function done(world: World, request: number): void {
  world.change(request, { state: 'given-up' });
  endLease(world, request);
}

/** Before all others, unless nobody is served any more. */
function waitAgain(world: World, request: number): void {
  if (world.isUnregistered || world.stopping > 0) return done(world, request);
  world.see('a request that was sent behind initialize waits for the next life');
  world.change(request, { state: 'waiting' });
  world.waiters = [request, ...world.waiters];
  dispatch(world, { name: 'asked' });
}
