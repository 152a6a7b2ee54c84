/** The error of a registration that cannot be. */
import { ProviderError, safeText } from '@provost/protocol';

/** INVALID_REGISTRATION with every fault as a fact of its own, a clause without a full stop and safe to print; a single one stands in the sentence too, and may have a remedy of its own. */
export function unfit(path: string, found: readonly string[], remedy?: string): ProviderError {
  const shown = safeText(path);
  const faults = found.map((fault) => safeText(fault));
  const [only = '', ...others] = faults;
  const isSingle = others.length === 0;
  return new ProviderError('INVALID_REGISTRATION', { path: shown, faults }, {
    message: `${shown} cannot be registered: ${isSingle ? only : `it has ${faults.length} faults`}${/[.?]$/.test(only) && isSingle ? '' : '.'}`,
    remedy: remedy ?? `Mend ${isSingle ? 'it' : 'each of them'}, then check again: provost check ${shown}.`,
  });
}
