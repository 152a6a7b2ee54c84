/** How initialize gets on its way: what somebody waits for goes right behind it, to a provider that takes it so. */
import { EARLY_FEATURE, Initialize, ProviderError, type InitializeParams, type ResultOf } from '@provost/protocol';
import type { Connection, PendingRequest } from '@provost/protocol/node';
import type { Clock } from '../clock.js';
import { settlesWithin } from '../process/waiting.js';
import type { Activation } from './activation.js';
import { DECIDES_WITHIN_MS } from './early-line.js';

/** Sends it now: what else is to be said to others in this turn comes after it. */
export function sendInitialize(
  activation: Activation, { connection, features }: { readonly connection: Connection; readonly features: readonly string[] }, params: InitializeParams, timeoutMs: number,
): Pick<PendingRequest<ResultOf<typeof Initialize>>, 'result' | 'extend' | 'isUnsent'> {
  connection.hold(); // One write: a process that ends at once could end between two, and what it has said would be lost with the second.
  const request = connection.send(Initialize, params, timeoutMs);
  const { result } = request;
  if (features.includes(EARLY_FEATURE)) activation.onInitializing({ connection, request, result });
  connection.flush();
  // The one promise of its answer: another, which nobody awaits, would be a rejection that nobody handles.
  return { result, extend: () => request.extend(), get isUnsent() { return request.isUnsent; } };
}

/** The load has come to nothing, and its process may be alive: what was sent behind initialize is taken back, so that a provider which hears it says that it has not begun. */
export async function takeBackEarly(activation: Activation, clock: Clock): Promise<void> {
  for (const { early } of activation.leases.values()) {
    if (early === undefined || early.fate !== undefined) continue;
    early.cancel(new ProviderError('OPERATION_CANCELLED', {}, { message: `Provider "${activation.registration.name}" was not loaded in time.` }));
    await settlesWithin(clock, early.decided, DECIDES_WITHIN_MS);
  }
}
