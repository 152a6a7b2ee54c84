/** One state of everything: the slot as the real code has it, the requests, the processes, time and what may still happen. */
import { emptySlot, type MayLoad, type SlotState } from '#src/lifecycle/slot-state.js';
import type { Bounds, Budget } from './bounds.js';
import { Process } from './process.js';
import type { Rules } from './rules.js';

/** `said`: a provider's own call, not heard yet. `early`: it was sent behind initialize, and its caller waits. `at-work`: it has a lease and its caller waits. `given-up`: its caller has an answer, and the provider is not through with it. */
export type RequestState = 'unasked' | 'said' | 'waiting' | 'early' | 'at-work' | 'given-up' | 'done';

export const REQUEST_STATES: readonly RequestState[] = ['unasked', 'said', 'waiting', 'at-work', 'given-up', 'done', 'early'];

/** A caller's request, or a call that leads a provider back to itself. */
export interface Request {
  readonly state: RequestState;
  /** The life that it is at work in, or was last. */
  readonly at: number;
  /** The life whose own call it is, or 0. */
  readonly calledBy: number;
  /** Whether a provider has begun it. */
  readonly hasRun: boolean;
}

const UNASKED: Request = { state: 'unasked', at: 0, calledBy: 0, hasRun: false };

/** What is the same in all worlds of one exploration. */
export interface Run {
  readonly bounds: Bounds;
  readonly rules: Rules;
  /** What has happened at least once, anywhere. */
  readonly seen: Set<string>;
}

/** Whose refusals are told apart: one context of each request, and the load's after them. */
export const CONTEXT_NAMES = [...'abcdefghijklmnop'];

const BUDGETS: readonly Budget[] = ['giveUps', 'faults', 'refusals', 'calls', 'edits', 'neighbours', 'acts', 'stops', 'repeats', 'words', 'hostDeaths'];

/** Its arrays are never changed in place, so that copies may share them. */
export class World {
  readonly run: Run;
  slot: SlotState;
  /** Callers' requests first, then calls that lead a provider back to itself. */
  requests: readonly Request[];
  /** Those who wait for a lease, in the order of their turn. */
  waiters: readonly number[];
  processes: Process[];
  /** What is left of each budget. */
  left: readonly number[];
  /** How often the registration was changed. */
  version: number;
  /** 0: runs. 1: drains. 2: unloads. 3: hurries. */
  stopping: number;
  isUnregistered: boolean;
  /** Whether overlap is or was allowed. */
  mayOverlap: boolean;
  /** Which of the two values ClearAfter has. */
  clearAfter: number;
  /** The last word of supervision; after a failure, that it has not spoken yet. */
  mayLoad: MayLoad;
  /** A provider's own call is being given to itself. */
  isReentering = false;
  /** An operator's force is being carried out. */
  isForcing = false;

  // The sweeper of one rule.
  /** Another provider under the same rule is idle. */
  hasNeighbour: boolean;
  /** Ticks until the next sweep. */
  dueIn: number;
  /** Ticks until the timer rings, or -1 where none is set. */
  ringsIn: number;
  /** It has rung, and what is here already comes first. */
  isSweeping: boolean;

  /** The first of a run, or a copy. */
  constructor(run: Run, from?: World) {
    const { bounds } = run;
    this.run = run;
    this.slot = from?.slot ?? emptySlot({ overlap: bounds.overlap, room: bounds.room, isEnabled: true });
    this.requests = from?.requests ?? new Array<Request>(bounds.requests + bounds.reentries).fill(UNASKED);
    this.waiters = from?.waiters ?? [];
    this.processes = from === undefined ? [] : from.processes.map(copyOf);
    this.left = from?.left ?? BUDGETS.map((budget) => bounds[budget]);
    this.version = from?.version ?? 0;
    this.stopping = from?.stopping ?? 0;
    this.isUnregistered = from?.isUnregistered ?? false;
    this.mayOverlap = from?.mayOverlap ?? bounds.overlap;
    this.clearAfter = from?.clearAfter ?? 0;
    this.mayLoad = from?.mayLoad ?? 'yes';
    this.hasNeighbour = from?.hasNeighbour ?? false;
    this.dueIn = from?.dueIn ?? 0;
    this.ringsIn = from?.ringsIn ?? -1;
    this.isSweeping = from?.isSweeping ?? false;
  }

  clone(): World {
    return new World(this.run, this);
  }

  get bounds(): Bounds {
    return this.run.bounds;
  }

  get rules(): Rules {
    return this.run.rules;
  }

  get clearAfterTicks(): number {
    return this.bounds.clearAfter[this.clearAfter] as number;
  }

  may(budget: Budget): boolean {
    return this.left[BUDGETS.indexOf(budget)]! > 0;
  }

  spend(budget: Budget): void {
    const index = BUDGETS.indexOf(budget);
    this.left = this.left.map((left, at) => (at === index ? left - 1 : left));
  }

  process(life: number): Process | undefined {
    return this.processes.find((process) => process.life === life);
  }

  /** A request changes. */
  change(request: number, to: Partial<Request>): void {
    this.requests = this.requests.map((before, at) => (at === request ? { ...before, ...to } : before));
  }

  /** How many leases there are on a life. */
  leasesOn(life: number): number {
    let count = 0;
    for (const { state, at } of this.requests) if (at === life && (state === 'at-work' || state === 'given-up' || state === 'early')) count += 1;
    return count;
  }

  /** The requests of a life that are in that state. */
  requestsOn(life: number, state: RequestState): number[] {
    const found: number[] = [];
    this.requests.forEach((request, index) => {
      if (request.at === life && request.state === state) found.push(index);
    });
    return found;
  }

  /** The context that lasts as long as a life. */
  get loadContext(): number {
    return this.requests.length;
  }

  isReentry(request: number): boolean {
    return request >= this.bounds.requests;
  }

  see(what: string): void {
    this.run.seen.add(what);
  }
}

function copyOf(process: Process): Process {
  return new Process(process.life, process.version, process);
}
