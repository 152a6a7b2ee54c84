/** The errors that concern one request alone, in either direction. The connection lives on; what ends it is in violation.ts. */
import { ProviderError, isProviderError, toWireError, type WireError } from '../index.js';

/** What a handler threw, as it travels: a ProviderError as it is, anything else as FAILED, without its stack. */
export function wireErrorOf(thrown: unknown, method: string): WireError {
  if (isProviderError(thrown)) return toWireError(thrown);
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return toWireError(new ProviderError('FAILED', {}, { message: `${method} failed: ${words}` }));
}

/** The answer to a request that has no handler here. */
export function methodUnknown(method: string): ProviderError {
  return new ProviderError('METHOD_UNKNOWN', {}, { message: `${JSON.stringify(method.slice(0, 80))} is no message that is known here.` });
}

/** The reply to a request whose answer cannot be sent. */
export function unsendable(reason: ProviderError): ProviderError {
  if (reason.code === 'FRAME_TOO_LARGE') return reason;
  return new ProviderError('FAILED', {}, { message: `The answer cannot be sent. ${reason.sentence}` });
}

/** What a request is rejected with when the signal of its caller is aborted: the signal's own reason where it is an error of ours. */
export function cancelled(method: string, signal: AbortSignal, mayHaveRun: boolean): ProviderError {
  if (isProviderError(signal.reason)) return signal.reason;
  return new ProviderError('OPERATION_CANCELLED', mayHaveRun ? { mayHaveRun } : {}, { message: `${method} was cancelled by its caller.`, cause: signal.reason });
}
