/** Puts together what takes events to permanent consumers. */
import { DeliveryQueue } from './consumers/delivery-queue.js';
import { PermanentSubscriptions } from './consumers/permanent-subscriptions.js';
import { Sinks } from './consumers/sinks.js';
import { sourceOf } from './assemble-objects.js';
import type { HostParts } from './host-parts.js';
import type { Repository } from './repository/repository.js';

type Parts = Pick<HostParts, 'clock' | 'classes' | 'staticObjects' | 'events' | 'activations' | 'attached' | 'inFlight' | 'limits' | 'journal' | 'settings'> & { readonly repository: Repository };

/** It does nothing before it is started. */
export function consumersOf({ clock, classes, staticObjects: objects, events: hub, activations, attached, inFlight, limits, journal, settings, repository }: Parts): PermanentSubscriptions {
  const sinks = new Sinks(clock, () => settings.get('clear-after.event-sink'));
  settings.onChange('clear-after.event-sink', () => sinks.rebase());
  return new PermanentSubscriptions({
    clock, classes, objects, hub, inFlight, journal, sinks, queue: new DeliveryQueue(repository),
    sourceOf: (registration) => sourceOf({ activations, attached }, registration),
    timeoutOf: (registration) => limits.of(registration, 'operationTimeoutMs'),
    attempts: () => settings.get('delivery-attempts'),
    mostWaiting: () => settings.get('delivery-queue'),
  });
}
