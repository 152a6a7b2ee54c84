import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse, parseAllDocuments } from 'yaml';
import { yamlStreamText, yamlText } from '#src/output/yaml-text.js';
import { PYYAML, readByPyYaml, testWith } from '../support/readers.js';

/** Text that some reader of YAML takes for a number, a time, a word of its own or a mark. */
const misread = [
  '12:30:00', '1:20', 'no', 'No', 'on', 'OFF', 'y', 'yes', 'true', '=', '<<', '~', 'null', 'Null', '', '1_000', '1,000', '0o7', '017', '0b1', '0x1F', '1e3', '1.', '.5', '+1', '-', '.inf', '.NaN',
  '2026-01-31', '2026-01-31T12:00:00Z', ':symbol', '---', '...', '? x', '- x', '# x', 'a: b', 'a #b', '!x', '&a', '*a', '@a', '%a', 'a\tb', '\ufeffx', '\ufffe', '\ud800', 'a\n---\nb', ' a\n', 'a\n\n', '\n',
];
const numbers = [0, 7, -0.5, 1e21, -1.5e300, 1e-7, 123456789012];
const everyValue = { texts: misread, keys: Object.fromEntries(misread.map((text) => [text, text])), numbers, alone: null };

test('what a reader of YAML 1.1 would take for something else stands in quotes', async () => {
  for (const text of misread.slice(0, misread.indexOf('---'))) expect(await yamlText(text)).toMatch(/^"[^"]*"\n$/);
  expect(await yamlText({ of: 'root/app:Note.id="7"', text: 'Buy milk' })).toBe('of: root/app:Note.id="7"\ntext: Buy milk\n');
  expect(await yamlText(numbers)).toBe('- 0\n- 7\n- -0.5\n- 1.0e+21\n- -1.5e+300\n- 1.0e-7\n- 123456789012\n');
});

test('a reader of YAML 1.2 reads what was written', async () => {
  expect(parse(await yamlText(everyValue))).toEqual(everyValue);
  for (const text of misread) expect(parse(await yamlText(text))).toBe(text);
});

const pieces = fc.array(fc.constantFrom(...misread, 'a', 'B', '0', '9', ' ', '"', '\'', '\\', '{', '}', '[', ']', '|', '>', 'é', '日', '😀', '\u0085', '\u001b', '\r', 'x'.repeat(1_100)), { maxLength: 4 }).map((parts) => parts.join(''));
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, pieces, fc.constantFrom(...numbers, null, true, false), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(pieces, tie('value'), { maxKeys: 3, noNullPrototype: true })),
})).value;

testWith(PYYAML, 'PyYAML', 'any value is read the same by readers of YAML 1.1 and of 1.2', async () => {
  const values = [everyValue, ...misread, ...fc.sample(anything, { numRuns: 500, seed: 11 })];
  const texts = await Promise.all(values.map(yamlText));
  const byPython = readByPyYaml(texts);
  values.forEach((value, index) => {
    expect({ text: texts[index], read: byPython[index] }).toEqual({ text: texts[index], read: [value] });
    expect({ text: texts[index], read: parse(texts[index] ?? '') as unknown }).toEqual({ text: texts[index], read: value });
  });
});

test('documents of a stream are told apart, whatever is in them', async () => {
  const stream = (await Promise.all(misread.map(yamlStreamText))).join('');
  expect(parseAllDocuments(stream).map((document) => document.toJS() as unknown)).toEqual(misread);
});

testWith(PYYAML, 'PyYAML', 'a stream of documents is read the same by a reader of YAML 1.1', async () => {
  expect(readByPyYaml([(await Promise.all(misread.map(yamlStreamText))).join('')])).toEqual([misread]);
});
