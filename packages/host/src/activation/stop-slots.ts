/** How all slots let go side by side when the host stops. What else has to stop with them is left to `activations.ts`. */
import type { ProviderError } from '@provost/protocol';
import type { Clock } from '../clock.js';
import { settlesWithin } from '../process/waiting.js';
import type { Slot } from './slot.js';

/** What is not dead this long after the stop should have been over cannot be killed; the stop does not wait for it. */
const UNKILLABLE_AFTER_MS = 10_000;

/** Settles when all are gone, within `timeoutMs`; `patienceMs` of it for requests under way. */
export async function stopSlots(clock: Clock, slots: readonly Slot[], reason: ProviderError, { timeoutMs, patienceMs }: { readonly timeoutMs: number; readonly patienceMs: number }): Promise<void> {
  for (const slot of slots) {
    slot.close(reason);
    slot.supervision.stop();
  }
  const gone = slots.map(async (slot) => {
    const drained = slot.drain('shutdown');
    if (!(await settlesWithin(clock, drained, patienceMs))) await slot.unload('shutdown');
    await drained;
  });
  // Those that were letting go already have been given more time than is left.
  const late = clock.after(timeoutMs, () => { for (const slot of slots) slot.hurry(); });
  await settlesWithin(clock, Promise.all(gone), timeoutMs + UNKILLABLE_AFTER_MS);
  late.cancel();
}
