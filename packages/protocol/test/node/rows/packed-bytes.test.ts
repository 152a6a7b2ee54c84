import { expect, test } from '@jest/globals';
import { PackedBytes } from '#src/node/rows/packed-bytes.js';

const DEPTH = 8;
const read = (text: string, count = 1): unknown => new PackedBytes('json', count, [Buffer.from(text)], DEPTH).read();
/** A row in which lists stand so deep, the row itself included. */
const nested = (depth: number): string => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

test('F-P41 rows as JSON may be nested as deep as the limit, and no deeper', () => {
  expect(read(`[${nested(DEPTH)}]`)).toEqual(JSON.parse(`[${nested(DEPTH)}]`));
  expect(read(`[${nested(DEPTH + 1)}]`)).toBe('sent rows that are nested too deep (depth)');
});

test('F-P41 a large text of brackets is refused before it is parsed: that it is no JSON is never found out', () => {
  expect(read(`[{"a":${'['.repeat(300 * 1024)}`)).toBe('sent rows that are nested too deep (depth)');
});

test('large rows that are not deep are read, brackets in their texts and all', () => {
  const rows = [{ text: '[{'.repeat(200 * 1024) }];
  expect(read(JSON.stringify(rows))).toEqual(rows);
});
