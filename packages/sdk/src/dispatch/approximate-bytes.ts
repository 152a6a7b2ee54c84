/** Roughly how long a value is in JSON, without writing it: characters count once, whatever they take when encoded. */

/** A lower bound that is right within a few bytes for plain text and numbers. */
export function approximateBytes(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value) bytes += approximateBytes(item) + 1;
    return bytes;
  }
  for (const name in value) bytes += name.length + 4 + approximateBytes((value as Record<string, unknown>)[name]);
  return bytes;
}
