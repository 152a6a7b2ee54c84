/** What callers do: they ask, and give up. */
import type { ActivationState } from '#src/lifecycle/activation-state.js';
import type { StepKind } from '../step-kind.js';
import { giveUpEarly } from '../early-of-world.js';
import { answer, ask, endLease, stopWaiting } from '../requests-of-world.js';
import { lived, stateOf } from '../slot-of-world.js';
import type { Process } from '../process.js';
import type { World } from '../world.js';

/** What it means that a request comes then. */
const RACES: Readonly<Partial<Record<ActivationState['name'], string>>> = {
  loading: 'F-R20: asked while another request waits for the load',
  killing: 'F-R16: asked while a process is being killed',
  client: 'F-R25: asked of a client',
  draining: 'F-R21: asked while the last registration drains',
  adopting: 'F-R10: asked while a process of an earlier host is being adopted',
};

function isStuck(world: World, request: number): boolean {
  const process = world.process(world.requests[request]!.at);
  return process?.isHung === true && process.channel === 'open';
}

function giveUp(world: World, request: number): void {
  if (world.requests[request]!.state === 'early') return giveUpEarly(world, request);
  const process = world.process(world.requests[request]!.at);
  if (process?.toHost.some((message) => message.name === 'reply' && message.request === request) === true) world.see('F-R18 F-R19: a cancellation or a deadline crosses the reply');
  answer(world, request, { how: 'gave-up' });
  if (!world.rules.keepsGivenUp) endLease(world, request);
}

const asks: StepKind = {
  name: 'request # is asked',
  of: 'may',
  offer(world, give) {
    // Requests that were not asked yet are all alike.
    const next = world.requests.findIndex(({ state }) => state === 'unasked');
    if (next !== -1 && !world.isReentry(next)) give(next);
  },
  take(world, request) {
    for (const { state } of world.slot.lives) {
      const race = RACES[state.name];
      if (race !== undefined) world.see(race);
    }
    if (world.isSweeping && world.processes.some(({ isWatched }) => isWatched)) world.see('F-R2: asked in the turn of a sweep');
    ask(world, request);
  },
};

const stopsWaiting: StepKind = {
  name: 'request # gives up while it waits',
  of: 'may',
  offer(world, give) {
    if (!world.may('giveUps')) return;
    for (const request of world.waiters) give(request);
  },
  take(world, request) {
    world.spend('giveUps');
    stopWaiting(world, request);
  },
};

const isGivenUp: StepKind = {
  name: 'request # is given up by its caller while the provider is at work on it',
  of: 'may',
  offer(world, give) {
    if (!world.may('giveUps')) return;
    world.requests.forEach(({ state }, request) => {
      if ((state === 'at-work' || state === 'early') && !world.isReentry(request)) give(request);
    });
  },
  take(world, request) {
    world.spend('giveUps');
    giveUp(world, request);
  },
};

const passesItsDeadline: StepKind = {
  name: 'request # passes its deadline, the provider hangs',
  of: 'must',
  offer(world, give) {
    world.requests.forEach(({ state }, request) => {
      if (state === 'at-work' && isStuck(world, request)) give(request);
    });
  },
  take: giveUp,
};

/** An operation has passed its deadline, and a ping is not answered either. */
const isFoundHung: StepKind = {
  name: 'the ping after request # is not answered',
  of: 'must',
  offer(world, give) {
    world.requests.forEach(({ state, at }, request) => {
      if (state !== 'given-up' || !isStuck(world, request)) return;
      const life = stateOf(world, at);
      if (life?.name === 'busy' || life?.name === 'draining') give(request);
    });
  },
  take: (world, request) => lived(world, world.requests[request]!.at, { name: 'hung' }),
};

/** A request that nothing is left of begins anew, as another one. */
const asksAgain: StepKind = {
  name: 'request # is forgotten',
  of: 'may',
  offer(world, give) {
    if (!world.may('repeats')) return;
    world.requests.forEach(({ state, calledBy }, request) => {
      if (state === 'done' && calledBy === 0 && !world.processes.some((process) => isKnownTo(process, request))) give(request);
    });
  },
  take(world, request) {
    world.spend('repeats');
    world.change(request, { state: 'unasked', at: 0, hasRun: false });
  },
};

function isKnownTo({ refusals, heard, running, late, kept, inherited, owed, toHost, toProcess }: Process, request: number): boolean {
  const isNamed = (message: object): boolean => Object.values(message).includes(request);
  return ((refusals | heard | running | late | kept | inherited | owed) & (1 << request)) !== 0 || toHost.some(isNamed) || toProcess.some(isNamed);
}

/** The steps by which requests come. */
export const ASKING: readonly StepKind[] = [asksAgain, asks];

export const CALLERS: readonly StepKind[] = [...ASKING, stopsWaiting, isGivenUp, passesItsDeadline, isFoundHung];
