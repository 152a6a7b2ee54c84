/** Lengths of time as people and WMI write them, to and from milliseconds. When a duration acts is left to those who have it. */
import { ProviderError } from '../errors/index.js';
import { excerpt } from './safe-text.js';

/** The longest duration: 99,999,999 days, the most that a WMI interval can say. */
export const LONGEST_DURATION_MS = 99_999_999 * 86_400_000;

const unitsMs: ReadonlyMap<string, number> = new Map([['ms', 1], ['s', 1_000], ['m', 60_000], ['h', 3_600_000], ['d', 86_400_000], ['w', 604_800_000]]);
const interval = /^(\d{8})(\d{2})(\d{2})(\d{2})\.(\d{6}):000$/;
const iso = /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;

/**
 * Reads a duration: `300ms`, `30s`, `5m`, `2h`, `1d`, `1w`, several in turn as in `1h30m`, ISO 8601 as in `PT30S` (weeks to
 * seconds; months and years have no fixed length), or a WMI interval, `00000000000030.000000:000`. A bare number but 0 is refused, for its unit
 * is anyone's guess. Fractions of a millisecond are rounded. Throws INVALID_PARAMETER with the forms that are understood.
 */
export function parseDuration(text: string): number | 'never' {
  const written = text.trim();
  if (written.toLowerCase() === 'never') return 'never';
  const ms = written.length > 64 ? undefined : intervalMs(written) ?? isoMs(written) ?? unitMs(written);
  if (ms === undefined) throw invalid(`"${excerpt(text, 64)}" is not a duration`);
  if (ms > LONGEST_DURATION_MS) throw invalid(`"${excerpt(text, 64)}" is longer than the longest duration, 99999999 days`);
  return Math.round(ms);
}

/** Writes a duration as {@link parseDuration} reads it, exactly and shortly: `30s`, `1h30m`, `1d`, `250ms`, `never`. Throws INVALID_PARAMETER for what is no duration. */
export function formatDuration(ms: number | 'never'): string {
  if (ms === 'never') return ms;
  let rest = inRange(ms);
  if (rest === 0) return '0s';
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const unitLength = unitsMs.get(unit) ?? 1;
    const count = Math.floor(rest / unitLength);
    rest -= count * unitLength;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}

/** Writes a duration as a WMI interval: 30 s are `00000000000030.000000:000`. WMI has no interval for never, so that stays the word `never`. Throws INVALID_PARAMETER for what is no duration. */
export function formatInterval(ms: number | 'never'): string {
  if (ms === 'never') return ms;
  const whole = inRange(ms);
  const seconds = Math.floor(whole / 1_000);
  const parts = [Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
  return `${String(Math.floor(seconds / 86_400)).padStart(8, '0')}${parts.join('')}.${String((whole % 1_000) * 1_000).padStart(6, '0')}:000`;
}

function inRange(ms: number): number {
  const whole = Math.round(ms);
  if (whole >= 0 && whole <= LONGEST_DURATION_MS) return whole;
  throw invalid(`${ms} ms is not between 0 and 99999999 days`);
}

function intervalMs(text: string): number | undefined {
  const [, days, hours, minutes, seconds, micros] = interval.exec(text) ?? [];
  if (days === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return Number(days) * 86_400_000 + Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1_000 + Number(micros) / 1_000;
}

function isoMs(text: string): number | undefined {
  const counts = iso.exec(text)?.slice(1);
  if (counts === undefined || counts.every((count) => count === undefined)) return undefined;
  return [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000].reduce((sum, unitLength, index) => sum + Number(counts[index] ?? 0) * unitLength, 0);
}

function unitMs(text: string): number | undefined {
  if (/^0+$/.test(text)) return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/i.test(text)) return undefined;
  let sum = 0;
  let smallest = Infinity;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/gi)) {
    const unitLength = unitsMs.get((unit ?? '').toLowerCase()) ?? NaN;
    // From large to small, each unit once: `5s1h5s` is a slip, not a duration.
    if (!(unitLength < smallest)) return undefined;
    smallest = unitLength;
    sum += Number(count) * unitLength;
  }
  return sum;
}

function invalid(what: string): ProviderError {
  return new ProviderError('INVALID_PARAMETER', {}, {
    message: `${what}.`,
    remedy: 'Write it as 300ms, 30s, 5m, 2h, 1d, 1h30m, PT30S, a WMI interval such as 00000000000030.000000:000, or never.',
  });
}
