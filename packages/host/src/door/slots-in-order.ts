/** The slots of what was asked for since the host was started: those of which there is more to tell than what is registered. */
import type { Slot } from '../activation/slot.js';
import type { HostParts } from '../host-parts.js';

/** In the order of their providers' names. */
export function slotsInOrder({ activations }: Pick<HostParts, 'activations'>): Slot[] {
  return [...activations.slots].sort(({ registration: one }, { registration: other }) => (one.name < other.name ? -1 : 1));
}
