/** Lengths of time as a test writes them: a number of milliseconds, or `300ms`, `30s`, `5m`, `2h`. */
import { ProviderError } from '@provost/protocol';

export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`;

const UNIT_MS = new Map([['ms', 1], ['s', 1000], ['m', 60_000], ['h', 3_600_000]]);

/** The same in milliseconds. Throws INVALID_PARAMETER for what is no such length. */
export function durationMs(duration: Duration): number {
  if (typeof duration === 'number' && duration >= 0) return duration;
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(String(duration)) ?? [];
  const unitMs = UNIT_MS.get(unit ?? '');
  if (unitMs === undefined) {
    throw new ProviderError('INVALID_PARAMETER', {}, { message: `${JSON.stringify(duration)} is no duration.`, remedy: 'Write milliseconds, or "300ms", "30s", "5m", "2h".' });
  }
  return Number(number) * unitMs;
}
