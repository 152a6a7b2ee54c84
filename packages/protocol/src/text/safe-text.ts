/** Text from outside, made safe to show in a terminal or a log: nothing in it can move the cursor, colour, reorder or break a line. */

// C0 and C1 controls, DEL, bidirectional controls and marks, line and paragraph separators, invisible format characters, lone surrogates.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Surrogate}]/gu;
const short: ReadonlyMap<string, string> = new Map([['\t', '\\t'], ['\n', '\\n'], ['\r', '\\r'], ['\u001b', '\\e']]);

/** The text with every character that a terminal would act on written visibly: ESC is `\e`, a line break `\n`, others `\u{202E}`. */
export function safeText(text: string): string {
  return text.replace(unsafe, (character) => short.get(character) ?? `\\u{${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}}`);
}

/** A safe piece of a text for a message, with an ellipsis where it was longer than `length` characters. */
export function excerpt(text: string, length: number): string {
  if (text.length <= length) return safeText(text);
  const cut = text.slice(0, length);
  return `${safeText(/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut)}...`;
}
