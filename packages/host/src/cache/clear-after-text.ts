/** ClearAfter as text, to and from the milliseconds that the host reckons with; Infinity is never. */
import { LONGEST_DURATION_MS, ProviderError, excerpt, formatDuration, formatInterval, parseDuration, type ClearAfterView } from '@provost/protocol';

/** Reads what was given as the ClearAfter of `whose`. Throws INVALID_PARAMETER that says what is allowed. */
export function readClearAfter(text: string, whose: string): number {
  const parsed = parsedOrUndefined(text);
  if (parsed !== undefined) return parsed;
  throw new ProviderError('INVALID_PARAMETER', { given: excerpt(text, 64), min: 0, max: LONGEST_DURATION_MS }, {
    message: `The ClearAfter of ${whose} must be a duration from 0 to 99999999 days, or never; "${excerpt(text, 64)}" is not.`,
    remedy: 'Write it as 30s, 300ms, 5m, PT30S, a WMI interval such as 00000000000030.000000:000, 0 (unloaded at the end of the last use) or never.',
  });
}

/** All forms of it. */
export function clearAfterView(ms: number): ClearAfterView {
  const clearAfterMs = ms === Infinity ? 'never' : ms;
  return { clearAfter: formatDuration(clearAfterMs), interval: formatInterval(clearAfterMs), clearAfterMs };
}

function parsedOrUndefined(text: string): number | undefined {
  try {
    const parsed = parseDuration(text);
    return parsed === 'never' ? Infinity : parsed;
  } catch {
    return undefined; // Its sentence knows neither whose it is nor that it may be never.
  }
}
