/** Roughly how long a value is in JSON, without writing it: characters count once, whatever they take when encoded. */

/** A lower bound that is right within a few bytes for plain text and numbers; not a number where objects and lists stand more than `depth` deep in one another. */
export function approximateBytes(value: unknown, depth = Infinity): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  if (depth === 0) return NaN;
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value) bytes += approximateBytes(item, depth - 1) + 1;
    return bytes;
  }
  for (const name in value) {
    const part = (value as Record<string, unknown>)[name];
    bytes += name.length + 4 + (typeof part === 'string' ? part.length + 2 : typeof part === 'object' ? approximateBytes(part, depth - 1) : 8);
  }
  return bytes;
}
