/** Dates as texts: ISO 8601 as it travels, and WMI's `20260131120000.000000+060`. Compared as moments, whatever their zone, to the nanosecond. */

const ISO = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2}))?$/;
const WMI = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})\.(\d{6})([+-])(\d{3})$/;

/** A moment: milliseconds since 1970 and the nanoseconds within the last of them. */
export interface Moment {
  readonly ms: number;
  readonly ns: number;
}

/** Reads either form, ISO 8601 also as a date alone, which is its midnight in UTC; undefined for what is none or has a day that the calendar lacks. */
export function momentOf(text: string): Moment | undefined {
  const [, day, time = '00:00:00', fraction = '', zone = 'Z'] = ISO.exec(text) ?? [];
  return day === undefined ? wmiMoment(text) : moment(day, time, fraction, zone);
}

/** Less than 0, 0 or more than 0, as the first moment is before, at or after the second. */
export function compareMoments(one: Moment, other: Moment): number {
  return one.ms - other.ms || one.ns - other.ns;
}

/** A moment as dates mostly travel, `2026-01-31T12:00:00.000Z`; undefined where that would lose nanoseconds, or where its year needs more than four digits. */
export function canonicalText({ ms, ns }: Moment): string | undefined {
  const text = new Date(ms).toISOString();
  return ns === 0 && isCanonical(text) ? text : undefined;
}

/** Whether a text has the form that compares by its characters. */
export function isCanonical(text: string): boolean {
  return text.length === 24 && text.charCodeAt(23) === 90;
}

/** WMI's zone is minutes. */
function wmiMoment(text: string): Moment | undefined {
  const [, year, month, day, hours, minutes, seconds, micros, sign, zone] = WMI.exec(text) ?? [];
  if (year === undefined) return undefined;
  const found = moment(`${year}-${month}-${day}`, `${hours}:${minutes}:${seconds}`, micros as string, 'Z');
  return found && { ms: found.ms - Number(`${sign}${zone}`) * 60_000, ns: found.ns };
}

function moment(day: string, time: string, fraction: string, zone: string): Moment | undefined {
  const midnight = new Date(`${day}T00:00:00Z`);
  const seconds = Date.parse(`${day}T${time}${zone}`);
  if (Number.isNaN(seconds) || Number.isNaN(midnight.getTime()) || midnight.getUTCDate() !== Number(day.slice(8)) || time.startsWith('24')) return undefined;
  const ns = Number(fraction.padEnd(9, '0'));
  return { ms: seconds + Math.floor(ns / 1e6), ns: ns % 1e6 };
}
