/** One who watches: a query, a queue, and the way out of it batch by batch. Which events are brought to it is left to those who know where they come from. */
import { ProviderError, type EventRow, type QueueLimits } from '@provost/protocol';
import { systemEvent } from './system-event.js';
import { EventQueue, QUEUE_DEFAULTS } from './event-queue.js';
import type { WatchedQuery } from './watched-query.js';

/** Of what is handed over at once. */
const BATCH_EVENTS = 256;
const BATCH_BYTES = 64 * 1024;

export class Subscription {
  readonly id: string;
  /** What it is brought waits with its source until there is room. */
  readonly losesNothing: boolean;
  watched: WatchedQuery;
  /** Called after it was handed events: there is room again. */
  onTaken: (() => void) | undefined;
  readonly #queue: EventQueue;
  readonly #limits: QueueLimits;
  readonly #now: () => Date;
  /** Why nothing comes at the moment, though it will again. */
  trouble: ProviderError | undefined;
  #isReady = false;
  #end: { readonly reason: ProviderError | undefined } | undefined;
  #wake: (() => void) | undefined;

  constructor(of: { readonly id: string; readonly watched: WatchedQuery; readonly queue: QueueLimits; readonly losesNothing: boolean }, now: () => Date) {
    this.id = of.id;
    this.losesNothing = of.losesNothing;
    this.watched = of.watched;
    this.#limits = of.queue;
    this.#now = now;
    this.#queue = new EventQueue(of.queue, (dropped) => systemEvent('__EventQueueOverflowEvent', now(), { Reason: 'Events came faster than they were taken.', Dropped: dropped, QueueSize: of.queue.events ?? QUEUE_DEFAULTS.events }));
  }

  /** Whether it is over; nothing is brought to it any more. */
  get isOver(): boolean {
    return this.#end !== undefined;
  }

  /** Whether a batch of so many more would find room. */
  hasRoomFor(events: number): boolean {
    return this.isOver || this.#queue.hasRoomFor(events);
  }

  /** An event has happened; it is taken where the query wants it. */
  offer(event: EventRow, bytes: number): void {
    if (this.#end !== undefined || !this.watched.accepts(event)) return;
    this.#put(this.watched.project(event), bytes);
  }

  /** Something about events themselves: said whatever the query wants. */
  tell(event: EventRow): void {
    if (this.#end === undefined) this.#put(event, 256);
  }

  /** Events may have been missed: said whatever the query wants. */
  missed(facts: Readonly<Record<string, unknown>>): void {
    this.tell(systemEvent('__EventDroppedEvent', this.#now(), facts));
  }

  /** From here on nothing is missed. */
  ready(): void {
    this.#isReady = true;
    this.#wake?.();
  }

  /** Nothing more comes. What waits is still handed over; then the reason is thrown, where there is one. The first call counts. */
  end(reason?: ProviderError): void {
    this.#end ??= { reason };
    this.#wake?.();
  }

  /** Nobody takes any more. */
  leave(): void {
    this.#end ??= { reason: undefined };
    this.#queue.clear();
  }

  /** An empty batch once it is ready, then batches of events. One reader. */
  async *batches(): AsyncGenerator<readonly EventRow[]> {
    for (;;) {
      if (this.#isReady) {
        this.#isReady = false;
        yield [];
        continue;
      }
      if (!this.#queue.isEmpty) {
        const batch = this.#queue.take(BATCH_EVENTS, BATCH_BYTES);
        this.onTaken?.();
        yield batch;
        continue;
      }
      if (this.#end !== undefined) break;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
    if (this.#end.reason !== undefined) throw this.#end.reason;
  }

  #put(event: EventRow, bytes: number): void {
    if (!this.#queue.put(event, bytes)) this.end(this.#tooSlow());
    this.#wake?.();
  }

  #tooSlow(): ProviderError {
    const { events = QUEUE_DEFAULTS.events, bytes = QUEUE_DEFAULTS.bytes } = this.#limits;
    return new ProviderError('SERVER_LIMITS_EXCEEDED', { limit: 'queue', events, bytes }, {
      message: `Events came faster than they were taken: the queue of ${events} events or ${bytes} bytes is full, and was to end then (whenFull: disconnect).`,
      remedy: 'Take events faster, ask for fewer, ask for a longer queue, or for one that drops events instead.',
    });
  }
}
