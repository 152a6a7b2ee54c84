/** What happens, on its way: from a provider that raises events to the host, and from the host to those who watch. An event travels as a row. */
import type { JsonObject } from '../schema/schema.js';
import type { CallOptions } from './call-options.js';
import { request } from './message.js';
import type { Caller, QueryCondition, StreamCredit } from './provider-messages.js';

/**
 * An event: the properties of its class, and what every event has. Embedded objects, such as the `TargetInstance` of an event about an instance, carry a
 * `__CLASS` and a `__PATH` of their own.
 */
export interface EventRow extends JsonObject {
  readonly __CLASS: string;
  /** When it happened, ISO 8601. The host fills in what a provider leaves out. */
  readonly TIME_CREATED: string;
  /** From where to resume, for one who has seen this event. */
  readonly __BOOKMARK?: string;
}

/** What becomes of the queue of one who watches when it is full: the oldest event goes, the newest is not taken, or the watching ends with SERVER_LIMITS_EXCEEDED. */
export type WhenFull = 'dropOldest' | 'dropNewest' | 'disconnect';

/** The queue of one who watches. What was dropped is told by an event `__EventQueueOverflowEvent { Dropped }` in its place. */
export interface QueueLimits {
  /** By default 1,000; at most 100,000. */
  readonly events?: number;
  /** By default 8 MiB; at most 128 MiB. */
  readonly bytes?: number;
  /** By default `dropOldest`. */
  readonly whenFull?: WhenFull;
}

/** What is watched. */
export interface WatchParams {
  /** WQL: `SELECT * FROM FileChanged WHERE name LIKE "%.txt"`. */
  readonly query: string;
  /** Of the class that is queried; may be left out where only one namespace has it. */
  readonly namespace?: string;
  readonly queue?: QueueLimits;
  /** Resumes after the event that had it. */
  readonly bookmark?: string;
}

/**
 * Rows are {@link EventRow}s. The first batch is empty: from here on nothing is missed. Ends only when it is cancelled, when the host stops, or when what is
 * watched is gone; `__EventDroppedEvent` says that events may have been missed, `__EventQueueOverflowEvent` how many were.
 */
export const Watch = request<CallOptions & StreamCredit & WatchParams & { readonly operation: number }, { readonly count: number }>('host/watch');

/** One query that wants the events of a class. */
export interface EventInterest {
  readonly id: string;
  /** WQL, as it was given. */
  readonly query: string;
  /** All of these hold for every event that it wants; the host looks at the rest of it. Absent where nothing can be said so. */
  readonly conditions?: readonly QueryCondition[];
}

/**
 * Asks a provider for the events of one of its classes, from now on: the class itself where it is a class of events, else of what becomes of its own
 * instances. Sent once however many want them, and cancelled after the last. They come as `host/rows`, each batch costing one credit; an empty first
 * batch says that from here on nothing is missed. It has no deadline, and is answered when it is cancelled, or where the provider cannot go on.
 */
export const Subscribe = request<
  {
    readonly context: { readonly id: string; readonly caller: Caller };
    readonly class: string;
    /** Who wants them: a chance to raise less, not a duty. */
    readonly queries: readonly EventInterest[];
    /** Of the last event that was taken: events after it are wanted, as far as they are known. */
    readonly bookmark?: string;
  } & StreamCredit,
  { readonly count: number }
>('provider/subscribe');

/**
 * Who wants the events of a subscription has changed: all of them. Answered when nothing is missed of what they want; an error is told to those who have
 * come since the last time, and the others go on.
 */
export const QueriesToProvider = request<{ readonly context: string; readonly queries: readonly EventInterest[] }, Record<string, never>>('provider/queries');
