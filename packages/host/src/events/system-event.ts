/** Events that the host itself makes, about events. */
import type { EventRow } from '@provost/protocol';

export function systemEvent(name: `__${string}`, at: Date, facts: Readonly<Record<string, unknown>>): EventRow {
  return { __CLASS: name, TIME_CREATED: at.toISOString(), ...facts };
}
