/** Requests about permanent subscriptions that are not objects themselves: how far they are, and what could not be delivered. */
import { DeadLetters, SettleDeadLetters, Subscriptions } from '@provost/protocol';
import type { HostParts } from '../host-parts.js';
import type { RequestTable } from './host-door.js';

export function answerConsumerRequests(table: RequestTable, { consumers }: HostParts): void {
  table
    .on(Subscriptions, () => ({ subscriptions: consumers.views() }))
    .on(DeadLetters, ({ binding }) => ({ letters: consumers.dead(binding) }))
    .on(SettleDeadLetters, (params) => ({ count: consumers.settle(params) }));
}
