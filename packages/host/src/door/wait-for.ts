/** Waiting until a provider is in a state: it need not have attached yet, where the state is that of a program that does. */
import { ProviderError, excerpt, type ProviderState, type ProviderView } from '@provost/protocol';
import type { HostParts } from '../host-parts.js';
import { cancelledByCaller } from '../operations/operation.js';
import type { Request } from '../operations/objects.js';
import { hostHas } from './host-has-it.js';
import { stateOfAny, viewOfAny } from './provider-view.js';

/** How long a request about a provider may take. */
export function timeoutOf(parts: HostParts, request: Request): number {
  return request.timeoutMs ?? parts.settings.get('operation-timeout');
}

const STATES: readonly ProviderState[] = ['unloaded', 'loading', 'busy', 'held', 'idle', 'releasing', 'killing', 'client', 'adopting', 'quarantined', 'decoupled'];

/** Settles once the provider is in that state; at once when it is. */
export async function waitFor(parts: HostParts, name: string, state: ProviderState, request: Request): Promise<ProviderView> {
  if (!STATES.includes(state)) {
    throw new ProviderError('INVALID_PARAMETER', { state }, { message: `"${excerpt(String(state), 40)}" is no state of a provider; the states are ${STATES.join(', ')}.`, remedy: 'Name one of them.' });
  }
  // A program may not have attached yet; one that has is in no other state as long as it is there.
  if (state !== 'decoupled') hostHas(parts.registrations.get(name), `bring it into the state ${state}`);
  const { promise, resolve, reject } = withResolvers<void>();
  const look = (): void => {
    const registration = parts.registrations.find(name);
    if (registration !== undefined && stateOfAny(parts, registration) === state) resolve();
  };
  const changed = (provider: string): void => {
    if (provider === name) look();
  };
  const [unwatchLoaded, unwatchAttached] = [parts.activations.watch(changed), parts.attached.watch(changed)];
  const timeoutMs = timeoutOf(parts, request);
  const timer = parts.clock.after(timeoutMs, () => {
    reject(new ProviderError('OPERATION_TIMED_OUT', { provider: name, timeoutMs }, {
      message: `Provider "${name}" was not ${state} within ${timeoutMs} ms.`,
      remedy: `See what it is: provost describe ${name}. Allow more time: --timeout DURATION.`,
    }));
  });
  const abort = (): void => reject(cancelledByCaller());
  request.options.signal?.addEventListener('abort', abort, { once: true });
  try {
    look();
    await promise;
    return { ...(await viewOfAny(parts, parts.registrations.get(name))), state };
  } finally {
    unwatchLoaded();
    unwatchAttached();
    timer.cancel();
    request.options.signal?.removeEventListener('abort', abort);
  }
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
