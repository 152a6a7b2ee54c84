/** A client is to serve again: another initialize to a process that is there. Fails as a load does. */
import { ProviderError, isErrorOf, isProviderError, type InitializeParams } from '@provost/protocol';
import type { Clock } from '../clock.js';
import type { Activation } from './activation.js';
import { sendInitialize, takeBackEarly } from './send-initialize.js';

/** Settles when it serves. Rejects with PROVIDER_LOAD_FAILED or PROVIDER_LOAD_TIMED_OUT. */
export async function initializeAgain(activation: Activation, params: InitializeParams, loadTimeoutMs: number, clock: Clock): Promise<void> {
  const pending = sendInitialize(activation, activation, params, loadTimeoutMs);
  activation.onLoadProgress = () => pending.extend();
  try {
    await pending.result;
  } catch (error) {
    await takeBackEarly(activation, clock);
    if (!isProviderError(error)) throw error;
    throw isErrorOf(error, 'OPERATION_TIMED_OUT') ? silent(activation, loadTimeoutMs) : failed(activation, error);
  }
}

function silent({ registration: { name }, pid }: Activation, loadTimeoutMs: number): ProviderError {
  return new ProviderError('PROVIDER_LOAD_TIMED_OUT', { provider: name, pid: pid ?? 0, loadTimeoutMs }, {
    message: `Provider "${name}" (pid ${pid}) was a client and did not answer provider/initialize within ${loadTimeoutMs} ms (load timeout); it is killed.`,
    remedy: `See what it waits for: provost logs ${name}.`,
  });
}

function failed({ registration: { name }, pid }: Activation, error: ProviderError): ProviderError {
  return new ProviderError('PROVIDER_LOAD_FAILED', { ...error.facts, provider: name, pid: pid ?? 0, reason: error.code }, {
    message: `Provider "${name}" (pid ${pid}) was a client and could not be loaded again: ${error.sentence}`,
    remedy: error.remedy,
    cause: error,
  });
}
