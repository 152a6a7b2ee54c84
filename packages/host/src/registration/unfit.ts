/** The error of a registration that cannot be. */
import { ProviderError, safeText } from '@provost/protocol';

/** INVALID_REGISTRATION with every fault, in the sentence and as facts: clauses without a full stop, made safe to print. A single one may have a remedy of its own. */
export function unfit(path: string, found: readonly string[], remedy?: string): ProviderError {
  const shown = safeText(path);
  const faults = found.map((fault) => safeText(fault));
  const [only = '', ...others] = faults;
  const isSingle = others.length === 0;
  const list = isSingle ? ` ${only}${/[.?]$/.test(only) ? '' : '.'}` : faults.map((fault) => `\n  - ${fault}`).join('');
  return new ProviderError('INVALID_REGISTRATION', { path: shown, faults }, {
    message: `${shown} cannot be registered:${list}`,
    remedy: remedy ?? `Mend ${isSingle ? 'it' : `each of the ${faults.length} faults`}, then check again: provost check ${shown}.`,
  });
}
