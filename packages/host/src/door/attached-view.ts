/** Programs that have attached themselves, as operators see them: the same lines as of any provider, without what only a host that starts and unloads it could say. */
import { join } from 'node:path';
import type { ProviderDetail, ProviderView } from '@provost/protocol';
import type { AttachedProvider } from '../decoupled/attached-provider.js';
import type { HostParts } from '../host-parts.js';
import { residentBytes } from '../process/resident.js';
import { viewOf } from '../registration/registration.js';

/** A line of `provost ls`. */
export function viewOfAttached({ registration, pid, generation, leases, state }: AttachedProvider): ProviderView {
  const { name, description: { namespace, kinds }, enabled } = registration;
  return {
    name, namespace, kinds, enabled, pid, generation,
    state: state.name === 'loading' ? 'loading' : 'decoupled',
    inFlight: leases.size,
    holds: 0,
    idleMs: null,
    dueInMs: null,
    rssBytes: residentBytes(pid) ?? null,
    loads: 0,
    crashes: 0,
    lastExit: null,
    heldOff: null,
  };
}

/** All that is known of one. */
export function detailOfAttached({ inFlight, limits, state }: HostParts, provider: AttachedProvider): ProviderDetail {
  const { registration } = provider;
  const { name } = registration;
  const counts = inFlight.served(provider);
  return {
    ...viewOfAttached(provider),
    registration: viewOf(registration),
    stateSince: provider.since.toISOString(),
    waiting: provider.waiting,
    requestsServed: counts.served,
    requestsFailed: counts.failed,
    changedFiles: false,
    exits: [],
    refusals: [],
    limits: {
      operationTimeoutMs: limits.of(registration, 'operationTimeoutMs'),
      concurrency: limits.of(registration, 'concurrency'),
    },
    clearAfterFrom: { origin: 'registration', kinds: [] },
    silentMs: null,
    hangReport: null,
    dataDirectory: join(state, 'data', name),
    logDirectory: join(state, 'logs', name),
  };
}
