/** JSON that is safe to show on a terminal: what could move its cursor or turn its text around is written as an escape. */

// JSON escapes what lies below U+0020 by itself; these it leaves as they are.
// eslint-disable-next-line no-control-regex -- these are the characters to keep out
const unsafe = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The value as JSON. `undefined` is `null`: what is printed is always a document. */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value ?? null, undefined, indent);
  return text.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
