import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import stringWidth from 'string-width';
import { isPlain, readyToMeasure, textWidth } from '#src/output/text-width.js';

test('what is taken for plain has as many columns as characters', () => {
  const taken: string[] = [];
  for (let code = 0; code < 0x11_0000; code += 1) if (isPlain(String.fromCodePoint(code))) taken.push(String.fromCodePoint(code));
  expect(taken.filter((character) => stringWidth(character) !== 1)).toEqual([]);
  expect(taken).toEqual(expect.arrayContaining(['a', '~', 'é', 'ø', '…', '→']));
});

test.each(['', 'abc', 'naïve …', '日本', 'e\u0301', '👩‍👩‍👧', 'a\u200bb', '한글'])('%j takes the columns that a terminal gives it', async (text) => {
  await readyToMeasure([text]);
  expect(textWidth(text)).toBe(stringWidth(text));
});

test('text for which nobody made ready is taken to have a column for each character', () => {
  const module = new URL('../../dist/output/text-width.js', import.meta.url).href;
  const program = `import { textWidth } from ${JSON.stringify(module)}; console.log(textWidth('日本'), textWidth('abc'));`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })).toBe('2 3\n');
});
