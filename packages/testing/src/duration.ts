/** Lengths of time as a test writes them: a number of milliseconds, or what an operator would write. */
import { ProviderError, parseDuration } from '@provost/protocol';

/** Milliseconds, or `300ms`, `30s`, `1h30m`. */
export type Duration = number | string;

/** The same in milliseconds. Throws INVALID_PARAMETER for what is no length of time. */
export function durationMs(duration: Duration): number {
  const ms = typeof duration === 'number' ? duration : parseDuration(duration);
  if (typeof ms === 'number' && ms >= 0) return ms;
  throw new ProviderError('INVALID_PARAMETER', {}, { message: `${duration} is no length of time that a clock can move by.`, remedy: 'Write milliseconds, or "30s".' });
}
