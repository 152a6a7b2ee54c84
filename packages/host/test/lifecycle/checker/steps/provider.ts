/** What a provider's process does by itself: it starts, loads, serves, refuses, calls back, votes, lets go and exits. */
import { run } from '../early-of-world.js';
import { CALL, CALL_BACK, CLIENT, LEAVING, NOT_ADOPTABLE, READY, REFUSED, RELEASED, REPLY, REQUESTED, RETURNED, VOTE_REFUSED, reportOf, type ToProcess } from '../messages.js';
import type { Phase, Process } from '../process.js';
import { promise } from '../promise-broken.js';
import { ofProcesses, type StepKind } from '../step-kind.js';
import type { World } from '../world.js';

const reads = ofProcesses({
  name: 'process # reads', of: 'must',
  when: ({ isActing, toProcess }) => isActing && toProcess.length > 0,
  take(world, process) {
    const [message, ...rest] = process.toProcess;
    process.toProcess = rest;
    read(world, process, message!);
  },
});

function read(world: World, process: Process, message: ToProcess): void {
  const { life, phase } = process;
  switch (message.name) {
    case 'initialize':
      if (phase === 'over' || phase === 'leaving') return promise('P1', process.leavesByItself, () => `life ${life} is told to initialize after it was told to release`);
      promise('P1', phase === 'born' || phase === 'client', () => `life ${life} is told to initialize while it is ${phase}`);
      process.phase = 'initialising';
      process.isLoadInherited = false;
      return;
    case 'early':
      if (phase === 'initialising' && world.rules.beginsAfterAnswer) process.kept |= 1 << message.request;
      else if (phase === 'initialising' || phase === 'serving') run(world, process, message.request);
      else process.say(REPLY[message.request]!); // It leaves already.
      return;
    case 'request':
      if (phase === 'serving') run(world, process, message.request);
      else if (process.leavesByItself) process.say(REPLY[message.request]!); // An error, in words of its own.
      else promise('P6', false, () => `request ${message.request} reaches life ${life}, which is ${phase}`);
      return;
    case 'adopt':
      return report(process);
    case 'answer':
      process.calls = Math.max(0, process.calls - 1);
      return;
    case 'release':
      return vote(world, process, message.reason);
  }
}

/** What has not begun, or leaves already, is not adopted. */
function report(process: Process): void {
  const { phase, refusals, running, line, obeys, channel } = process;
  if (line === 'cut') return; // By a host that is gone by now.
  if (phase !== 'initialising' && phase !== 'serving' && phase !== 'client') {
    if (!obeys && channel === 'open') process.toHost = [...process.toHost, NOT_ADOPTABLE];
    return;
  }
  process.obeys = true;
  process.isLoadInherited = phase === 'initialising';
  process.inherited = running;
  process.late = 0;
  process.say(reportOf(phase === 'initialising' ? 'loading' : phase, refusals, running));
}

/** Only an idle release is put to the vote, in the turn in which it came. */
function vote(world: World, process: Process, reason: string): void {
  const { phase } = process;
  if (phase === 'leaving' || phase === 'over') return;
  if (reason === 'idle' && phase === 'client') return process.say(CLIENT);
  const refuses = phase === 'initialising' || process.refusals !== 0 || process.running !== 0;
  if (reason === 'idle' && refuses && world.rules.votes) {
    world.see('a vote refuses');
    return process.say(VOTE_REFUSED);
  }
  promise('P6', reason !== 'idle' || !refuses, () => `life ${process.life} lets go for idleness while something refuses or runs`);
  dropKept(process);
  process.stays = phase === 'serving' && !world.bounds.isPure && (reason === 'idle' || reason === 'operator');
  process.phase = 'leaving';
  process.refusals = 0;
}

const loads = ofProcesses({
  name: 'process # has loaded', of: 'must',
  when: ({ isActing, phase }) => isActing && phase === 'initialising',
  take(_world, process) {
    process.phase = 'serving';
    process.say(READY);
  },
});

const beginsEarly = ofProcesses({
  name: 'process # begins what came behind initialize', of: 'must',
  when: ({ isActing, phase, kept }) => isActing && phase === 'serving' && kept !== 0,
  take(world, process) {
    const { kept } = process;
    process.kept = 0;
    for (let request = 0; kept >> request !== 0; request += 1) if ((kept & (1 << request)) !== 0) run(world, process, request);
  },
});

/** It is given back, and never begins. */
export function dropKept(process: Process): void {
  const { kept } = process;
  process.kept = 0;
  for (let request = 0; kept >> request !== 0; request += 1) if ((kept & (1 << request)) !== 0) process.say(REPLY[request]!);
}

const replies: StepKind = {
  name: 'request # is replied to',
  of: 'must',
  offer(world, give) {
    for (const { isActing, running, late } of world.processes) {
      if (!isActing) continue;
      for (let request = 0; request < world.requests.length; request += 1) if (((running | late) & (1 << request)) !== 0) give(request);
    }
  },
  take(world, request) {
    const bit = 1 << request;
    const process = world.processes.find(({ isActing, running, late }) => isActing && ((running | late) & bit) !== 0)!;
    const isInherited = (process.inherited & bit) !== 0;
    process.running &= ~bit;
    process.late &= ~bit;
    process.inherited &= ~bit;
    process.say((isInherited ? RETURNED : REPLY)[request]!);
  },
};

/** Each place of the argument: the process, then the context. */
function ofContexts(step: Pick<StepKind, 'name' | 'of'> & { readonly when: (world: World, process: Process, context: number) => boolean; readonly take: (world: World, process: Process, context: number) => void }): StepKind {
  const { name, of, when, take } = step;
  return {
    name, of,
    offer(world, give) {
      world.processes.forEach((process, index) => {
        if (!process.isActing || (process.phase !== 'serving' && process.phase !== 'initialising')) return;
        for (let context = 0; context <= world.loadContext; context += 1) if (when(world, process, context)) give(index * 16 + context);
      });
    },
    take: (world, argument) => take(world, world.processes[argument >> 4]!, argument & 15),
  };
}

const refuses = ofContexts({
  name: 'context # refuses (process * 16 + context)', of: 'may',
  when: (world, { refusals, running }, context) => world.may('refusals') && (refusals & (1 << context)) === 0 && (context === world.loadContext || (running & (1 << context)) !== 0),
  take(world, process, context) {
    world.spend('refusals');
    process.refusals |= 1 << context;
    process.say(REFUSED[context]!);
  },
});

const takesBack = ofContexts({
  name: 'context # takes its refusal back (process * 16 + context)', of: 'may',
  when: (_world, { refusals }, context) => (refusals & (1 << context)) !== 0,
  take(_world, process, context) {
    process.refusals &= ~(1 << context);
    process.say(REQUESTED[context]!);
  },
});

/** A provider of another making says so; by our SDK the author is answered INVALID_PARAMETER and the host hears nothing. */
const takesBackForAnother = ofContexts({
  name: 'context #, which does not refuse, asks to take a refusal back (process * 16 + context)', of: 'may',
  when: (world, { refusals }, context) => world.may('refusals') && refusals !== 0 && (refusals & (1 << context)) === 0,
  take(world, process, context) {
    world.spend('refusals');
    process.say(REQUESTED[context]!);
  },
});

const calls = ofProcesses({
  name: 'process # calls the host', of: 'may',
  when: ({ isActing, obeys, phase }, world) => world.may('calls') && isActing && obeys && mayCall(phase),
  take(world, process) {
    world.spend('calls');
    process.calls += 1;
    process.say(CALL);
  },
});

const callsItself = ofProcesses({
  name: 'process # asks through the host for what only it can give', of: 'may',
  when: ({ isActing, obeys, phase }, world) => nextReentry(world) !== -1 && isActing && obeys && mayCall(phase),
  take(world, process) {
    const request = nextReentry(world);
    world.change(request, { state: 'said' });
    process.calls += 1;
    process.say(CALL_BACK[request]!);
  },
});

/** In a request, or in a context that outlives it; a client calls too. */
function mayCall(phase: Phase): boolean {
  return phase === 'serving' || phase === 'initialising' || phase === 'leaving' || phase === 'client';
}

function nextReentry(world: World): number {
  return world.requests.findIndex(({ state }, request) => state === 'unasked' && world.isReentry(request));
}

const letsGo = ofProcesses({
  name: 'process # has let go', of: 'must',
  when: ({ isActing, phase }) => isActing && phase === 'leaving',
  take(_world, process) {
    if (process.stays) process.late |= process.running;
    else process.calls = process.late = 0;
    process.running = 0;
    process.phase = process.stays ? 'client' : 'over';
    if (process.stays) process.say(CLIENT);
    else if (!process.leavesByItself) process.say(RELEASED);
    process.stays = false;
  },
});

const exits = ofProcesses({
  name: 'process # exits', of: 'must',
  when: ({ isActing, phase }) => isActing && phase === 'over',
  take: (_world, process) => process.die(),
});

const leavesAsClient = ofProcesses({
  name: 'process # exits, a client with nothing to do', of: 'may',
  when: ({ isActing, phase }) => isActing && phase === 'client',
  take: (_world, process) => process.die(),
});

const diesOfSignal = ofProcesses({
  name: 'process # is dead of the signal', of: 'must',
  when: ({ isKilled, phase }) => isKilled && phase !== 'dead',
  take: (_world, process) => process.die(),
});

/** The system's own shutdown: a provider that is sent SIGTERM says so, and is released once what is at work has ended. */
export function terminate(process: Process): void {
  process.isAtFault = process.isTerminated = true;
  if (process.phase !== 'born') return process.say(LEAVING);
  process.leavesByItself = true;
  process.phase = 'over';
}

/** The system's patience is not waited out. */
const leavesByItself = ofProcesses({
  name: 'process # lets go without having been asked', of: 'must',
  when: ({ isActing, isTerminated, phase }) => isActing && isTerminated && (phase === 'initialising' || phase === 'serving' || phase === 'client'),
  take(_world, process) {
    dropKept(process);
    process.leavesByItself = true;
    process.phase = 'leaving';
    process.refusals = 0;
  },
});

export const PROVIDER: readonly StepKind[] = [reads, loads, beginsEarly, replies, refuses, takesBack, takesBackForAnother, calls, callsItself, letsGo, exits, leavesAsClient, leavesByItself, diesOfSignal];
