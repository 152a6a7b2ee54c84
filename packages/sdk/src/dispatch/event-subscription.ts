/** One subscription to the events of a class: the author's start is called, what it raises is written and sent, and at the end what it began is ended. */
import { ProviderError, TIME_CREATED, type EventInterest, type JsonObject, type ParamsOf, type Subscribe } from '@provost/protocol';
import type { EventContext, Interest, RaiseOptions, StopRaising } from '../define/event.js';
import type { Clock } from '../runner/clock.js';
import type { ClassPlan } from './class-plan.js';
import { EVENT_LIMITS, EventStream } from './event-stream.js';
import { faultOf } from './faults.js';
import type { Work } from './operations.js';
import type { Asked, Request } from './request.js';
import type { StreamSink } from './row-stream.js';
import { detailsOf } from './thrown.js';

export interface SubscriptionTools extends StreamSink {
  readonly frameBytes: number;
  readonly clock: Clock;
  readonly provider: string;
  log(values: readonly unknown[]): void;
}

const LONGEST_BOOKMARK = 1_024;

export class EventSubscription {
  readonly #plan: ClassPlan;
  readonly #tools: SubscriptionTools;
  readonly #stream: EventStream;
  readonly #params: ParamsOf<typeof Subscribe>;
  readonly #listeners: ((queries: readonly Interest[]) => unknown)[] = [];
  #queries: readonly Interest[];

  constructor(plan: ClassPlan, params: ParamsOf<typeof Subscribe>, tools: SubscriptionTools) {
    const { context, credit, queries } = params;
    this.#plan = plan;
    this.#tools = tools;
    this.#queries = queries.map(interestOf);
    this.#params = params;
    this.#stream = new EventStream(tools, { id: context.id, credit, frameBytes: tools.frameBytes, overflow: (dropped) => this.#event('__EventQueueOverflowEvent', { Reason: 'Events were raised faster than they were taken.', Dropped: dropped, QueueSize: EVENT_LIMITS.waiting }) });
  }

  /** It as an operation, which has no deadline. */
  work(incoming: Asked, state: unknown): Work<{ readonly count: number }> {
    const context = { ...this.#params.context, timeoutMs: Infinity };
    const call = (request: Request): Promise<never> => this.#run(request, state);
    return { operation: 'subscribe', what: `events of ${this.#params.class}`, params: { context }, incoming, call, answer: () => ({ count: this.#stream.count }) };
  }

  /** Raises until the request is aborted. Rejects then with the reason, and before that with what the author's start throws. */
  async #run(request: Request, state: unknown): Promise<never> {
    const { signal } = request;
    const stop = (await this.#plan.start(this.#raise(), state, this.#context(request))) as StopRaising;
    try {
      this.#stream.ready();
      await aborted(signal);
      throw signal.reason;
    } finally {
      this.#stream.close();
      await endBy(stop);
    }
  }

  grant(credit: number): void {
    this.#stream.grant(credit);
  }

  /** Who wants the events has changed. Rejects with what the author's listener throws. */
  async interests(queries: readonly EventInterest[]): Promise<void> {
    this.#queries = queries.map(interestOf);
    try {
      await Promise.all(this.#listeners.map((listener) => listener(this.#queries)));
    } catch (thrown) {
      const what = `queries of ${this.#params.class}`;
      const { error, isExpected } = faultOf(thrown, { provider: this.#tools.provider, what });
      if (!isExpected) this.#tools.log([`${what} failed:`, detailsOf(thrown)]);
      throw error;
    }
  }

  #raise(): unknown {
    const drained = (): Promise<void> => this.#stream.drained();
    if (this.#plan.isEvent) return Object.assign((event: unknown, options?: RaiseOptions) => this.#take(this.#plan.definition.name, this.#plan.instance.write(event) as JsonObject, options), { drained });
    const target = (instance: unknown): JsonObject => ({ __CLASS: this.#plan.definition.name, ...(this.#plan.instance.write(instance) as JsonObject) });
    return {
      drained,
      created: (instance: unknown, options?: RaiseOptions) => this.#take('__InstanceCreationEvent', { TargetInstance: target(instance) }, options),
      modified: (instance: unknown, previous?: unknown, options?: RaiseOptions) =>
        this.#take('__InstanceModificationEvent', { TargetInstance: target(instance), ...(previous === undefined ? {} : { PreviousInstance: target(previous) }) }, options),
      deleted: (instance: unknown, options?: RaiseOptions) => this.#take('__InstanceDeletionEvent', { TargetInstance: target(instance) }, options),
    };
  }

  #take(name: string, properties: JsonObject, { bookmark }: RaiseOptions = {}): boolean {
    if (bookmark !== undefined && (typeof bookmark !== 'string' || bookmark.length > LONGEST_BOOKMARK)) {
      throw new ProviderError('INVALID_PARAMETER', {}, { message: `A bookmark is a text of at most ${LONGEST_BOOKMARK} characters.`, remedy: 'Keep what is longer yourself, under a name that fits.' });
    }
    return this.#stream.raise(this.#event(name, bookmark === undefined ? properties : { ...properties, __BOOKMARK: bookmark }));
  }

  #event(name: string, properties: JsonObject): JsonObject {
    return { __CLASS: name, [TIME_CREATED]: new Date(this.#tools.clock.wallMs()).toISOString(), ...properties };
  }

  #context(request: Request): EventContext {
    const queries = (): readonly Interest[] => this.#queries;
    return {
      id: request.id,
      bookmark: this.#params.bookmark,
      get queries() {
        return queries();
      },
      onQueries: (listener) => { this.#listeners.push(listener); },
      get signal() {
        return request.signal;
      },
      get host() {
        return request.host;
      },
      log: (...values) => { request.log(...values); },
      defer: (work) => { request.defer(work); },
      keepWarm: (duration) => request.keepWarm(duration),
      hold: (why) => request.hold(why),
      background: (name, work) => request.background(name, work),
      refuseUnload: (why) => request.refuseUnload(why),
      requestUnload: () => request.requestUnload(),
      store: (of) => request.store(of) as never,
      transaction: (work) => request.transaction(work),
      undoStep: (name, args) => request.undoStep(name, args),
    };
  }
}

function interestOf({ conditions = [], ...interest }: EventInterest): Interest {
  return { ...interest, conditions };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => { resolve(); }, { once: true });
  });
}

async function endBy(stop: StopRaising): Promise<void> {
  if (typeof stop === 'function') await stop();
  else if (typeof stop === 'object' && Symbol.asyncDispose in stop) await stop[Symbol.asyncDispose]();
  else if (typeof stop === 'object' && Symbol.dispose in stop) stop[Symbol.dispose]();
}
