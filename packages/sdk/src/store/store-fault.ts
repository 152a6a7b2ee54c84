/** What the store says of its use, in the words of the provider that it is of. */
import { isProviderError, type ErrorFacts } from '@provost/protocol';
import { AnswerFault } from '../dispatch/answer-fault.js';

/** Runs what reads or writes the data file: what that throws of itself is told to the caller as it is, though authors may not say it. */
export function sayingFaults<T>(provider: string, act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    throw storeFaultOf(provider, thrown);
  }
}

/** What was thrown, by the data file or by the author. */
export function storeFaultOf(provider: string, thrown: unknown): unknown {
  if (!isProviderError(thrown) || thrown.code !== 'STORE_FAILED' || thrown instanceof AnswerFault) return thrown;
  return new AnswerFault('STORE_FAILED', { provider, pid: process.pid, ...thrown.facts }, { message: thrown.sentence, remedy: thrown.remedy, cause: thrown });
}

/** An author's mistake in the use of the store. */
export function misuse(provider: string, message: string, remedy: string, facts: ErrorFacts = {}): AnswerFault {
  return new AnswerFault('FAILED', { provider, pid: process.pid, ...facts }, { message, remedy });
}

/** What every use of a store says that there is none of. */
export function noStore(provider: string): AnswerFault {
  return misuse(provider, `Provider "${provider}" has no store.`, 'Tell its author to ask for one: defineProvider({ name, namespace, store: true, ... }), and register it again.');
}
