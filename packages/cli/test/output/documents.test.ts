import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { jsonText } from '#src/output/json-text.js';
import { yamlText } from '#src/output/yaml-text.js';

const value = { csi: '\u009b31m', turned: 'a\u202eb', esc: '\u001b[2J', plain: 'x', no: 'no', list: [1, { a: null }] };

test('JSON holds no character that a terminal acts on, and reads back the same', () => {
  expect(jsonText(value, 2)).not.toMatch(/[\u001b\u007f-\u009f\u202e]/);
  expect(JSON.parse(jsonText(value))).toEqual(value);
});

test('YAML holds no character that a terminal acts on, and reads back the same', async () => {
  const text = await yamlText(value);
  expect(text).not.toMatch(/[\u001b\u007f-\u009f\u202e]/);
  expect(parse(text)).toEqual(value);
});

test('nothing is null: what is printed is always a document', async () => {
  expect(jsonText(undefined)).toBe('null');
  expect(await yamlText(undefined)).toBe('null\n');
});
