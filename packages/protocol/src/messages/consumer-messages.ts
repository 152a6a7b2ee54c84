/** Events on their way to permanent consumers, who are objects and outlive whoever made them; and what operators see of that. */
import type { WireError } from '../errors/index.js';
import type { JsonObject } from '../schema/schema.js';
import { notification, request } from './message.js';
import type { EventRow } from './event-messages.js';
import type { OperationContext } from './provider-messages.js';

/**
 * Gives events to a consumer, an instance of the class, in their order. Answered once they are delivered: what was not answered comes again, so that
 * an event may come twice. The provider may keep what it has opened for the consumer until `provider/closeSink`, or its own end.
 */
export const Deliver = request<
  { readonly context: OperationContext; readonly class: string; readonly consumer: JsonObject; readonly events: readonly EventRow[] },
  Record<string, never>
>('provider/deliver');

/** What was opened for the consumer of that key is to be closed: nothing has come for it for the ClearAfter of event sinks, or it has changed. It may be opened again. */
export const CloseSink = notification<{ readonly class: string; readonly key: JsonObject }>('provider/closeSink');

/** A binding of a filter to a consumer, and how far its events are. */
export interface SubscriptionView {
  /** Object paths. */
  readonly binding: string;
  readonly filter: string;
  readonly consumer: string;
  readonly query: string | null;
  /** `starting`: what happens now may be missed still. `failing`: why says what is wrong; it is tried again. */
  readonly state: 'starting' | 'active' | 'failing';
  readonly why: string | null;
  /** Kept and not delivered yet. */
  readonly waiting: number;
  /** Since the host was started. */
  readonly delivered: number;
  /** Given up after so many attempts: `provost subscribe dead`. */
  readonly dead: number;
}
export const Subscriptions = request<Record<string, never>, { readonly subscriptions: readonly SubscriptionView[] }>('host/subscriptions');

/** An event that could not be delivered. */
export interface DeadLetter {
  readonly id: number;
  readonly binding: string;
  readonly at: string;
  readonly attempts: number;
  readonly error: WireError;
  readonly event: EventRow;
}
export const DeadLetters = request<{ readonly binding?: string }, { readonly letters: readonly DeadLetter[] }>('host/deadLetters');
/** Puts dead letters back into the queue of their binding, behind what waits there, or with `drop` deletes them; those of one binding, or one, or all. */
export const SettleDeadLetters = request<{ readonly binding?: string; readonly id?: number; readonly drop?: boolean }, { readonly count: number }>('host/settleDeadLetters');
