/** What those are told whom a slot refuses. */
import { ProviderError } from '@provost/protocol';
import type { Registration } from '../registration/registration.js';
import type { ServingPeer } from './lease-source.js';

/** What whoever needs a load is told. */
export function disabled(name: string): ProviderError {
  return new ProviderError('PROVIDER_DISABLED', { provider: name }, { message: `Provider "${name}" is disabled: it is not loaded.`, remedy: `Enable it: provost enable ${name}.` });
}

/** Whoever waits for a provider that waits for it would wait for ever. */
export function circular(peer: ServingPeer): ProviderError {
  const { registration: { name }, pid, state, isServing } = peer;
  return new ProviderError('FAILED', { provider: name, ...(pid === null ? {} : { pid }), state: state.name }, {
    message: `Provider "${name}" (pid ${pid}) would wait for itself: it is ${isServing ? 'at work' : state.name} and was asked through a call of its own.`,
    remedy: 'Do not ask for what only the provider itself can give while it is loading or being released.',
  });
}

/** Throws where as many wait as may. */
export function refuseBeyond(limit: number, { waiting, registration: { name } }: { readonly waiting: number; readonly registration: Registration }): void {
  if (waiting < limit) return;
  throw new ProviderError('SERVER_LIMITS_EXCEEDED', { provider: name, limit: 'waiting-limit', value: limit }, {
    message: `${limit} requests wait for provider "${name}" already (waiting-limit).`,
  });
}

/** The error of a load that is the first since its registration was updated: what was registered before may have been fit. */
export function ofUpdate(error: ProviderError, { path, name, registeredAt }: Registration): ProviderError {
  const { code, facts, sentence, remedy } = error;
  return new ProviderError(code, { ...facts, updated: registeredAt }, {
    message: `${sentence}\nIt has not been loaded since its registration was updated (${registeredAt}).`,
    remedy: `${remedy} Or put the former version back and register that: provost register ${path} --name ${name}.`,
    cause: error,
  });
}
