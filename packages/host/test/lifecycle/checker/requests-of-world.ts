/** Requests and their leases, as `operations/` and `activation/lease.ts` have them: each caller is answered once, a lease ends once the provider is through. */
import type { UnloadReason } from '@provost/protocol';
import { checkAnswer, checkDispatch, type Answer } from './checks-of-steps.js';
import { giveUpEarly } from './early-of-world.js';
import { ANSWER, REQUEST } from './messages.js';
import type { Process } from './process.js';
import { promise } from './promise-broken.js';
import { dispatch, lived, stateOf } from './slot-of-world.js';
import type { World } from './world.js';

/** A caller asks. */
export function ask(world: World, request: number): void {
  world.change(request, { state: 'waiting' });
  if (world.isUnregistered || world.stopping > 0) return answer(world, request, { how: 'closed' });
  world.waiters = [...world.waiters, request];
  dispatch(world, { name: 'asked' });
}

/** A provider's call leads back to itself: one that waits for the answer itself can only be served by itself, one that has nothing open is asked like any other. */
export function askBack(world: World, request: number, life: number): void {
  world.change(request, { calledBy: life });
  const name = stateOf(world, life)?.name;
  if (name === 'client' || name === 'idle' || name === undefined) return ask(world, request);
  world.change(request, { state: 'waiting' });
  world.waiters = [request, ...world.waiters];
  world.isReentering = true;
  dispatch(world, { name: 're-entered', life });
  world.isReentering = false;
}

export function refuseReentry(world: World): void {
  const [request, ...rest] = world.waiters;
  world.waiters = rest;
  answer(world, request!, { how: 'circular' });
}

/** Leases for the first who wait; a call back of the provider's own is always the first. */
export function admit(world: World, life: number, count: number): void {
  for (let nth = 0; nth < count; nth += 1) {
    const [request, ...rest] = world.waiters;
    world.waiters = rest;
    promise('S3', request !== undefined, () => `life ${life} admits ${count}, and fewer wait`);
    const process = world.process(life);
    promise('P6', process !== undefined, () => `request ${request} is given to life ${life}, which is gone`);
    world.change(request, { state: 'at-work', at: life });
    process.begin();
    checkDispatch(world, request, process);
    process.send(REQUEST[request]!);
  }
}

export function failWaiting(world: World, why: 'load-failed' | 'closed' | 'disabled' | 'held-off'): void {
  const waiters = world.waiters;
  world.waiters = [];
  for (const request of waiters) answer(world, request, { how: why });
}

/** The caller has its answer; the lease, if there is one, lasts on. */
export function answer(world: World, request: number, given: Answer): void {
  const { state, at } = world.requests[request]!;
  promise('S3', state === 'waiting' || state === 'at-work', () => `request ${request} is answered (${given.how}) although it is ${state}`);
  const process = state === 'at-work' ? world.process(at) : undefined;
  checkAnswer(world, request, given, process);
  world.change(request, { state: state === 'waiting' ? 'done' : 'given-up' });
  if (state === 'waiting') closeCall(world, request);
}

/** The provider is through with a request: its lease is over. */
export function endLease(world: World, request: number): void {
  const life = world.requests[request]!.at;
  world.change(request, { state: 'done' });
  const process = world.process(life);
  if (process !== undefined) process.begin();
  lived(world, life, { name: 'lease-ended' });
  closeCall(world, request);
}

/** The provider has let go of all of it, whether it was through with that request or not. */
export function forgetLease(world: World, request: number): void {
  world.change(request, { state: 'done' });
  closeCall(world, request);
}

/** A request that was a provider's own call has its answer. */
function closeCall(world: World, request: number): void {
  const process = world.process(world.requests[request]!.calledBy);
  world.change(request, { calledBy: 0 });
  if (process !== undefined) answerCall(world, process);
}

/** Who called is gone: nobody waits for what its calls asked for. */
export function forgetCalls(world: World, life: number): void {
  world.requests.forEach(({ state, at, calledBy }, request) => {
    if (calledBy !== life || at === life) return;
    world.change(request, { calledBy: 0 });
    if (state === 'waiting') stopWaiting(world, request);
    else if (state === 'at-work') answer(world, request, { how: 'gave-up' });
    else if (state === 'early') giveUpEarly(world, request);
  });
}

/** One who waits gives up. */
export function stopWaiting(world: World, request: number): void {
  world.waiters = world.waiters.filter((other) => other !== request);
  answer(world, request, { how: 'gave-up' });
  dispatch(world, { name: 'gave-up' });
}

/** A call of the provider's own has its answer. */
export function answerCall(world: World, process: Process): void {
  if (process.callsHeard === 0) return;
  process.callsHeard -= 1;
  process.begin();
  process.send(ANSWER);
  lived(world, process.life, { name: 'call-closed' });
}

/** Whoever is at work in a life is told now, where it goes under them. */
export function endLeasesOf(world: World, process: Process): void {
  const state = stateOf(world, process.life);
  if (state === undefined) return;
  const reason: UnloadReason | undefined = 'reason' in state ? state.reason : undefined;
  for (const request of world.requestsOn(process.life, 'at-work')) answer(world, request, { how: 'overridden', reason });
}
