/** The error that a query is refused with. */
import { isProviderError, type ProviderError } from '@provost/protocol';

/** The ProviderError that a call throws; anything else, also nothing, fails the test. */
export function queryErrorOf(call: () => unknown): ProviderError {
  try {
    call();
  } catch (error) {
    if (isProviderError(error)) return error;
    throw error;
  }
  throw new TypeError('The query was taken for valid.');
}
