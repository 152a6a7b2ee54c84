/**
 * How deep JSON is nested, judged two ways: in the text before it is parsed, where parsing a bomb would already cost too much
 * memory, and in the value after, which costs a twentieth of the parsing. What to do with too deep a message is left to the caller.
 */

const QUOTE = 34;
const BACKSLASH = 92;

/** Above this size the bytes are looked at before they are parsed; below it even the worst nesting takes little. */
export const SCANNED_BEFORE_PARSING_BYTES = 256 * 1024;

/** Whether brackets in the bytes of a JSON text stand more than `depth` deep. Brackets in strings do not count. */
export function isTextDeeperThan(bytes: Uint8Array, depth: number): boolean {
  let level = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at += 1;
      while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    // `[` and `{` differ in one bit, and so do `]` and `}`.
    } else if ((byte | 32) === 123) {
      level += 1;
      if (level > depth) return true;
    } else if ((byte | 32) === 125) {
      level -= 1;
    }
  }
  return false;
}

/** Whether objects and arrays stand more than `depth` deep in a value. A value that contains itself does. */
export function isValueDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      if (typeof item === 'object' && item !== null && isValueDeeperThan(item, depth - 1)) return true;
    }
    return false;
  }
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === 'object' && member !== null && isValueDeeperThan(member, depth - 1)) return true;
  }
  return false;
}
