/**
 * Where what happens meets those who want to know: everything that anybody in the host raises goes in here, and comes out as a queue for each who watches. Providers are
 * asked for their events while somebody wants them and not otherwise; what nobody tells is looked for, while somebody wants it.
 */
import { ProviderError, foldNamespace, isProviderError, type EventRow, type QueryExplanation, type WatchParams } from '@provost/protocol';
import type { ClassDirectory } from '../classes/class-directory.js';
import type { Clock } from '../clock.js';
import type { EventJournal } from '../journal/event-journal.js';
import { eventBytes } from './event-bytes.js';
import type { EventSource } from './event-source.js';
import { lifecycleBatches } from './lifecycle-batches.js';
import { isDetached } from './retry.js';
import type { Sources } from './sources.js';
import { Subscription } from './subscription.js';
import type { Origin, watchedQuery as bind } from './watched-query.js';

export interface EventHubTools {
  readonly clock: Clock;
  readonly classes: ClassDirectory;
  readonly journal: EventJournal;
  readonly sources: Sources;
}

/** Something that has happened, by the host's own account. */
export interface RaisedEvent {
  readonly namespace: string;
  readonly class: string;
  /** The properties of its class; the time is filled in. Embedded objects say their `__CLASS` and `__PATH`. */
  readonly event: Readonly<Record<string, unknown>>;
  readonly bookmark?: string;
}

/** What is being given to somebody by {@link EventHub.subscribe}. */
export interface Delivery {
  /** Settles when nothing is missed any more; rejects where it cannot begin. */
  readonly ready: Promise<void>;
  /** Settles when it is over: with why, where it was not ended by its owner. Never rejects. */
  readonly ended: Promise<ProviderError | undefined>;
  /** Why nothing comes at the moment, though it will again. */
  trouble(): ProviderError | undefined;
  /** Ends it. Idempotent. */
  end(): void;
}

export class EventHub {
  readonly #tools: EventHubTools;
  readonly #subscriptions = new Map<Subscription, { readonly params: WatchParams; readonly sources: Set<EventSource> }>();
  readonly #closing = new AbortController();
  #closedFor: ProviderError | undefined;
  /** Once somebody has watched: the language takes long to import, and many a host is never asked in it. */
  #bind: typeof bind | undefined;
  #last = 0;
  /** How many watch the host itself, which needs no queue. */
  #ofHost = 0;

  constructor(tools: EventHubTools) {
    this.#tools = tools;
  }

  /** How many watch. */
  get size(): number {
    return this.#subscriptions.size + this.#ofHost;
  }

  /** Something has happened: all who want it are told. Costs next to nothing where nobody does. */
  raise({ namespace, class: name, event, bookmark }: RaisedEvent): void {
    if (this.#subscriptions.size === 0) return;
    const row: EventRow = { __CLASS: name, TIME_CREATED: this.#tools.clock.date().toISOString(), ...(bookmark === undefined ? {} : { __BOOKMARK: bookmark }), ...event };
    const bytes = eventBytes(row);
    const folded = foldNamespace(namespace);
    for (const one of this.#subscriptions.keys()) if (foldNamespace(one.watched.namespace) === folded) one.offer(row, bytes);
  }

  /**
   * What a query wants: an empty batch when nothing is missed any more, then events, until the reader leaves or `signal` is aborted. Throws INVALID_QUERY, INVALID_CLASS
   * and the like at the first step; what the provider fails with; SERVER_IS_SHUTTING_DOWN when the host stops. With `own` it loses nothing: providers wait for it.
   */
  async *watch(params: WatchParams, signal?: AbortSignal, own?: { subscription?: Subscription }): AsyncGenerator<readonly EventRow[]> {
    if (this.#closedFor !== undefined) throw this.#closedFor;
    this.#bind ??= (await import('./watched-query.js')).watchedQuery;
    const watched = this.#bind(params.query, params.namespace, this.#tools.classes);
    if (watched.isOfHost) {
      const closing = this.#closing.signal;
      this.#ofHost += 1;
      try {
        yield* lifecycleBatches(this.#tools.journal, watched, params.bookmark, signal === undefined ? closing : AbortSignal.any([closing, signal]));
      } finally {
        this.#ofHost -= 1;
      }
      if (this.#closedFor !== undefined) throw this.#closedFor;
      return;
    }
    const subscription = new Subscription({ id: String((this.#last += 1)), watched, queue: params.queue ?? {}, losesNothing: own !== undefined }, () => this.#tools.clock.date());
    if (own !== undefined) own.subscription = subscription;
    const leave = (): void => subscription.end();
    signal?.addEventListener('abort', leave, { once: true });
    this.#begin(subscription, params);
    try {
      if (signal?.aborted !== true) yield* subscription.batches();
    } finally {
      signal?.removeEventListener('abort', leave);
      this.#leave(subscription);
    }
  }

  /** Where what a query wants would come from; nobody is asked. Throws as {@link watch} does. */
  async explain({ query, namespace }: Pick<WatchParams, 'query' | 'namespace'>): Promise<QueryExplanation> {
    return (await import('./explain-watch.js')).explainWatch(query, namespace, this.#tools.classes);
  }

  /** Gives somebody in the host what a query wants, batch by batch; the next only when it is through with the last, and providers wait meanwhile. What `take` throws ends it. */
  subscribe(params: WatchParams, take: (events: readonly EventRow[]) => void | Promise<void>): Delivery {
    const ending = new AbortController();
    const own: { subscription?: Subscription } = {};
    const batches = this.watch(params, ending.signal, own);
    const first = batches.next();
    const run = async (): Promise<ProviderError | undefined> => {
      try {
        for (let batch = await first; batch.done !== true; batch = await batches.next()) if (batch.value.length > 0) await take(batch.value);
        return undefined;
      } catch (error) {
        if (!isProviderError(error)) throw error;
        return ending.signal.aborted ? undefined : error;
      } finally {
        await batches.return(undefined);
      }
    };
    const ready = first.then(() => {});
    ready.catch(() => {}); // `ended` says it too.
    return { ready, ended: run(), trouble: () => own.subscription?.trouble, end: () => { ending.abort(); } };
  }

  /** Other classes are there than before: every query is bound anew, and what has no class any more is over. */
  classesChanged(): void {
    const bind = this.#bind;
    if (bind === undefined) return;
    for (const [subscription, { params, sources }] of this.#subscriptions) {
      if (subscription.isOver) continue;
      try {
        subscription.watched = bind(params.query, subscription.watched.namespace, this.#tools.classes);
        const wanted = new Set(subscription.watched.origins.map((origin) => this.#sourceOf(origin, subscription, params)));
        for (const source of sources) if (!wanted.has(source)) this.#drop(subscription, source, sources);
        for (const source of wanted) if (!sources.has(source)) this.#attach(subscription, source, sources).catch((error: unknown) => { subscription.end(error as ProviderError); });
      } catch (error) {
        if (!isDetached(error as ProviderError)) subscription.end(error as ProviderError); // Else its program may be back.
      }
    }
  }

  /** A provider that could not be asked may be by now: it is not waited for any longer. */
  hurry(provider: string): void {
    this.#tools.sources.hurry(provider);
  }

  /** The stop of the host has begun: nothing is asked of providers any more, so that they can go. */
  quiet(): void {
    this.#tools.sources.stop();
  }

  /** Everybody who watches is told why it ends. Settles when that is on its way. */
  async close(reason: ProviderError): Promise<void> {
    this.#closedFor = reason;
    this.#closing.abort();
    for (const subscription of this.#subscriptions.keys()) subscription.end(reason);
    if (this.size > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  #begin(subscription: Subscription, params: WatchParams): void {
    const sources = new Set<EventSource>();
    this.#subscriptions.set(subscription, { params, sources });
    subscription.onTaken = () => { for (const source of sources) source.taken(); };
    Promise.all(subscription.watched.origins.map((origin) => this.#attach(subscription, this.#sourceOf(origin, subscription, params), sources))).then(
      () => { subscription.ready(); },
      (error: unknown) => { subscription.end(error as ProviderError); },
    );
  }

  #leave(subscription: Subscription): void {
    const of = this.#subscriptions.get(subscription);
    this.#subscriptions.delete(subscription);
    subscription.leave();
    for (const source of of?.sources ?? []) this.#detach(subscription, source, of?.sources as Set<EventSource>);
  }

  #sourceOf(origin: Origin, { id, losesNothing }: Subscription, { bookmark }: WatchParams): EventSource {
    return this.#tools.sources.of(origin, { id, bookmark, losesNothing });
  }

  /** The class is there no more of which it brought events; there are others that the query asks for. */
  #drop(subscription: Subscription, source: EventSource, sources: Set<EventSource>): void {
    this.#detach(subscription, source, sources);
    const { provider } = source;
    if (provider !== undefined) subscription.missed({ Reason: `Provider "${provider}" raises no such events any more.`, Provider: provider });
  }

  async #attach(subscription: Subscription, source: EventSource, sources: Set<EventSource>): Promise<void> {
    sources.add(source);
    try {
      await source.add(subscription);
    } catch (error) {
      if (sources.has(source)) throw error; // Else it was dropped, and is not waited for.
    }
  }

  #detach(subscription: Subscription, source: EventSource, sources: Set<EventSource>): void {
    sources.delete(source);
    source.remove(subscription);
  }
}
