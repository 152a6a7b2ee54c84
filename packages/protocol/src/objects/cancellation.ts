/** Aborting, as every call of the host understands it. */
import type { AbortSignalLike } from '../door.js';
import { ProviderError, isProviderError } from '../errors/index.js';

/** The error of an operation that was aborted: the reason itself where that is a ProviderError, else OPERATION_CANCELLED. */
export function cancelledBy(signal: AbortSignalLike, what: string, facts: { readonly mayHaveRun?: boolean } = {}): ProviderError {
  if (isProviderError(signal.reason)) return signal.reason;
  return new ProviderError('OPERATION_CANCELLED', facts, { message: `${what} was cancelled by its caller.`, cause: signal.reason });
}

/** Calls `act` once when the signal aborts, at once when it has. Returns what forgets it. */
export function onAbort(signal: AbortSignalLike | undefined, act: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) {
    act();
    return () => {};
  }
  signal.addEventListener('abort', act, { once: true });
  return () => { signal.removeEventListener('abort', act); };
}

/** Waits for something that goes on without its caller. Rejects at once when the caller no longer waits. */
export function untilAborted<T>(awaited: Promise<T>, signal: AbortSignalLike | undefined, what: string): Promise<T> {
  if (signal === undefined) return awaited;
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => { reject(cancelledBy(signal, what)); });
    awaited.then(resolve, reject).finally(forget);
  });
}

/** A signal that is aborted when either is, with the reason of the first. */
export function eitherOf(one: AbortSignalLike, other: AbortSignalLike | undefined): AbortSignalLike {
  if (other === undefined) return one;
  return {
    get aborted() {
      return one.aborted || other.aborted;
    },
    get reason() {
      return one.aborted ? one.reason : other.reason;
    },
    addEventListener(type, listener, options) {
      one.addEventListener(type, listener, options);
      other.addEventListener(type, listener, options);
    },
    removeEventListener(type, listener) {
      one.removeEventListener(type, listener);
      other.removeEventListener(type, listener);
    },
  };
}
