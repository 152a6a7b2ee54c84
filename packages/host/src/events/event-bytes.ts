/** Roughly what an event takes, without writing it: for the bound of a queue. */

export function eventBytes(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value) bytes += eventBytes(item) + 1;
    return bytes;
  }
  for (const name in value) bytes += name.length + 4 + eventBytes((value as Record<string, unknown>)[name]);
  return bytes;
}
