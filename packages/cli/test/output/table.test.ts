import { expect, test } from '@jest/globals';
import { Table, type Column } from '#src/output/table.js';

interface Row { readonly name: string; readonly size: number }
const columns: readonly Column<Row>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'SIZE', cell: ({ size }) => String(size), align: 'right' },
];

test('columns are as wide as their widest cell, numbers to the right, nothing behind the last', () => {
  expect(new Table(columns).lines([{ name: 'a', size: 1 }, { name: 'longer', size: 12345 }])).toEqual(['NAME     SIZE', 'a           1', 'longer  12345']);
});

test('width is what is seen: wide letters count two and accents none', () => {
  const lines = new Table([...columns, { title: 'X', cell: () => '|' }]).lines([{ name: '日本', size: 1 }, { name: 'e\u0301', size: 1 }]);
  expect(lines).toEqual(['NAME  SIZE  X', '日本     1  |', 'e\u0301        1  |']);
});

test('without a terminal nothing is cut', () => {
  expect(new Table(columns).lines([{ name: 'x'.repeat(300), size: 1 }])[1]).toBe(`${'x'.repeat(300)}     1`);
});

test('on a terminal the widest column is cut, and the line fits', () => {
  const lines = new Table(columns, { width: 30 }).lines([{ name: '日'.repeat(40), size: 1 }]);
  expect(lines[1]).toBe(`${'日'.repeat(11)}…      1`);
});

test('numbers are never cut, and a table that cannot fit is left whole', () => {
  const rows = [{ name: 'a-long-name', size: 1234567890 }];
  expect(new Table(columns, { width: 20 }).lines(rows)[1]).toBe('a-long-…  1234567890');
  expect(new Table(columns, { width: 15 }).lines(rows)[1]).toBe('a-long-name  1234567890');
});

test('a stream of batches has one line of titles, and its columns only grow', () => {
  const table = new Table(columns);
  expect(table.lines([{ name: 'a', size: 1 }])).toHaveLength(2);
  expect(table.lines([{ name: 'abcdefg', size: 2 }])).toEqual(['abcdefg     2']);
  expect(table.lines([{ name: 'b', size: 3 }])).toEqual(['b           3']);
});

test('a cell is one line and cannot act on the terminal', () => {
  expect(new Table(columns).lines([{ name: 'a\nb\u001b[31m\u009b', size: 1 }])[1]).toMatch(/^a b\\e\[31m\\u\{009B\} /);
});

test('colours do not change the widths', () => {
  const painted: Column<Row> = { title: 'NAME', cell: ({ name }) => name, paint: (text) => `<${text}>` };
  expect(new Table([painted, ...columns.slice(1)]).lines([{ name: 'ab', size: 1 }])[1]).toBe('<ab>       1');
});
