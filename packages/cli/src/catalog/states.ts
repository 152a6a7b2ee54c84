/** The states that a provider can be in, for completion and for checking what was typed. */
import type { ProviderState } from '@provost/protocol';

const all: Readonly<Record<ProviderState, true>> = {
  unloaded: true, loading: true, busy: true, held: true, idle: true, releasing: true,
  killing: true, client: true, adopting: true, quarantined: true, decoupled: true,
};

/** In the order in which they come about. */
export const PROVIDER_STATES = Object.keys(all) as readonly ProviderState[];
