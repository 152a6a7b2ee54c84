import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { excerpt, safeText } from '#src/index.js';

const SHOWN: [string, string, string][] = [
  ['colours', '\u001b[31mred\u001b[0m', '\\e[31mred\\e[0m'],
  ['a terminal\'s title', '\u001b]0;root\u0007', '\\e]0;root\\u{0007}'],
  ['a forged line', 'ok\r\nERROR all lost', 'ok\\r\\nERROR all lost'],
  ['a control of the upper half', '\u009b31m', '\\u{009B}31m'],
  ['reordered text', 'user\u202enimda', 'user\\u{202E}nimda'],
  ['isolated text', '\u2066a\u2069', '\\u{2066}a\\u{2069}'],
  ['line and paragraph separators', 'a\u2028b\u2029c', 'a\\u{2028}b\\u{2029}c'],
  ['zero width', 'pay\u200bpal\ufeff', 'pay\\u{200B}pal\\u{FEFF}'],
  ['invisible tags', 'a\u{e0041}', 'a\\u{E0041}'],
  ['half a character', 'a\ud83d', 'a\\u{D83D}'],
  ['a backspace over the truth', 'no\b\byes', 'no\\u{0008}\\u{0008}yes'],
];

test.each(SHOWN)('F-C20 %s is shown and not done', (_name, text, shown) => {
  expect(safeText(text)).toBe(shown);
});

test.each(['plain', 'Grüße', '日本語', '\u{1f600}', 'a\\b "c"'])('%s is shown as it is', (text) => {
  expect(safeText(text)).toBe(text);
});

test('F-C20 nothing that a terminal acts on is left of any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    expect(safeText(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]|\p{Bidi_Control}/u);
  }));
});

test('a piece of a text ends with an ellipsis where it was longer, and never in the middle of a character', () => {
  expect(excerpt('abcdef', 6)).toBe('abcdef');
  expect(excerpt('abcdefg', 6)).toBe('abcdef...');
  expect(excerpt('abcde\u{1f600}', 6)).toBe('abcde...');
});
