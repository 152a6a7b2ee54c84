/** The error of a registration that cannot be: every fault in it, in words and as a list. */
import { ProviderError, safeText } from '@provost/protocol';

/** `faults` are clauses without a full stop; with one of them, `remedy` may say what to do about just that. */
export function unfit(path: string, faults: readonly string[], remedy?: string): ProviderError {
  const shown = safeText(path);
  const [only, ...others] = faults;
  const list = others.length === 0 ? ` ${only}${/[.?]$/.test(only ?? '') ? '' : '.'}` : faults.map((fault) => `\n  - ${fault}`).join('');
  return new ProviderError('INVALID_REGISTRATION', { path: shown, faults }, {
    message: `${shown} cannot be registered:${list}`,
    remedy: remedy ?? (others.length === 0 ? `Mend it, then check again: provost check ${shown}.` : `Mend each of the ${faults.length} faults, then check again: provost check ${shown}.`),
  });
}
