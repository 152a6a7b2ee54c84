/** Lengths of time, sizes and instants as a person reads them. */

const units: readonly (readonly [ms: number, unit: string])[] = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'm'], [1_000, 's']];

/** `350ms`, `4.2s`, `3m12s`, `2d4h`: two units at most. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  if (ms < 10_000) return `${Math.floor(ms / 100) / 10}s`;
  const first = units.findIndex(([unitMs]) => ms >= unitMs);
  const [unitMs, unit] = units[first] ?? [1_000, 's'];
  const whole = Math.floor(ms / unitMs);
  const next = units[first + 1];
  const rest = next === undefined ? 0 : Math.floor((ms - whole * unitMs) / next[0]);
  return rest === 0 || next === undefined ? `${whole}${unit}` : `${whole}${unit}${rest}${next[1]}`;
}

/** `512B`, `84MiB`, `1.2GiB`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 'B';
  for (const larger of ['KiB', 'MiB', 'GiB', 'TiB']) {
    if (value < 1_024) break;
    value /= 1_024;
    unit = larger;
  }
  return `${unit === 'B' || value >= 10 ? Math.round(value) : value.toFixed(1)}${unit}`;
}

/** The time of day where the reader is, of an ISO instant: `2026-11-21 04:37:59.123`. What is no instant is left as it is. */
export function instantText(iso: string): string {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) return iso;
  const local = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  return local.toISOString().replace('T', ' ').replace('Z', '');
}

/** How long ago an ISO instant was, `3m12s ago`, or the instant itself where it cannot be told. */
export function agoText(iso: string, nowMs: number): string {
  const instant = Date.parse(iso);
  return Number.isNaN(instant) ? iso : `${durationText(Math.max(0, nowMs - instant))} ago`;
}
