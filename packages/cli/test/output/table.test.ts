import { expect, test } from '@jest/globals';
import { leftOutLines } from '#src/output/left-out.js';
import { Table, type Column } from '#src/output/table.js';

interface Row { readonly name: string; readonly size: number }
const columns: readonly Column<Row>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'SIZE', cell: ({ size }) => String(size), align: 'right' },
];

test('columns are as wide as their widest cell, numbers to the right, nothing behind the last', async () => {
  expect(await new Table(columns).lines([{ name: 'a', size: 1 }, { name: 'longer', size: 12345 }])).toEqual(['NAME     SIZE', 'a           1', 'longer  12345']);
});

test('width is what is seen: wide letters count two and accents none', async () => {
  const lines = await new Table([...columns, { title: 'X', cell: () => '|' }]).lines([{ name: '日本', size: 1 }, { name: 'e\u0301', size: 1 }]);
  expect(lines).toEqual(['NAME  SIZE  X', '日本     1  |', 'e\u0301        1  |']);
});

test('without a terminal nothing is cut', async () => {
  expect((await new Table(columns).lines([{ name: 'x'.repeat(300), size: 1 }]))[1]).toBe(`${'x'.repeat(300)}     1`);
});

interface Provider { readonly name: string; readonly state: string; readonly pid: number; readonly note: string }
const provider: Provider = { name: 'disk', state: 'quarantined', pid: 1234567, note: 'crashed with exit code 3' };
const ranked: readonly Column<Provider>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'STATE', cell: ({ state }) => state, cut: false },
  { title: 'PID', cell: ({ pid }) => String(pid), align: 'right', leaves: 2 },
  { title: 'NOTE', cell: ({ note }) => note, leaves: 1 },
];

// Text is cut first; then columns leave, the least important first; the first one stays, and so do those without a rank.
test.each([
  [60, ['NAME  STATE            PID  NOTE', 'disk  quarantined  1234567  crashed with exit code 3'], []],
  [45, ['NAME  STATE            PID  NOTE', 'disk  quarantined  1234567  crashed with exi…'], []],
  [38, ['NAME  STATE            PID  NOTE', 'disk  quarantined  1234567  crashed w…'], []],
  [37, ['NAME  STATE            PID …', 'disk  quarantined  1234567'], ['NOTE']],
  [27, ['NAME  STATE …', 'disk  quarantined'], ['PID', 'NOTE']],
  [9, ['NAME  STATE …', 'disk  quarantined'], ['PID', 'NOTE']],
])('a terminal of %i columns shows what there is room for', async (width, lines, leftOut) => {
  const table = new Table(ranked, { width });
  expect([await table.lines([provider]), table.leftOut]).toEqual([lines, leftOut]);
  expect(table.isCut).toBe(lines.some((line) => line.endsWith('w…') || line.endsWith('exi…')));
});

test('a name is never cut: one that is wider than its column has a line to itself', async () => {
  const rows = [provider, { ...provider, name: 'a-name-of-nineteen-' }];
  expect(await new Table(ranked, { width: 28 }).lines(rows)).toEqual([
    'NAME           STATE …', 'disk           quarantined', 'a-name-of-nineteen-', '               quarantined',
  ]);
});

test('columns without a rank leave from the right, and numbers are never cut', async () => {
  const rows = [{ name: 'a-long-name', size: 1234567890 }];
  expect(await new Table(columns, { width: 23 }).lines(rows)).toEqual(['NAME               SIZE', 'a-long-name  1234567890']);
  expect(await new Table(columns, { width: 22 }).lines(rows)).toEqual(['NAME …', 'a-long-name']);
  expect(await new Table(columns, { width: 5 }).lines(rows)).toEqual(['NAME …', 'a-long-name']);
});

test('what is cut is cut by what is seen, and the line fits', async () => {
  const wide: readonly Column<Row>[] = [{ title: 'SIZE', cell: ({ size }) => String(size) }, { title: 'NAME', cell: ({ name }) => name }];
  expect((await new Table(wide, { width: 30 }).lines([{ name: '日'.repeat(40), size: 1 }]))[1]).toBe(`1     ${'日'.repeat(11)}…`);
});

test('the last column may go on below itself instead of being cut', async () => {
  const table = new Table([...columns.slice(0, 1), { title: 'SAYS', cell: () => 'it is as well as it can be', wraps: true }], { width: 20 });
  expect(await table.lines([{ name: 'disk', size: 1 }])).toEqual(['NAME  SAYS', 'disk  it is as well', '      as it can be']);
  expect(table.isCut).toBe(false);
});

test('the columns of the titles stay, however wide a later batch is', async () => {
  const table = new Table(ranked, { width: 38 });
  await table.lines([{ ...provider, state: 'idle', pid: 1 }]);
  expect(await table.lines([{ ...provider, name: 'a-longer-name' }])).toEqual(['a-longer-name', '            quarantined  1234567  crashed w…']);
  expect(table.leftOut).toEqual([]);
});

test('what is left out or cut is told in lines that fit, with the way to see it', async () => {
  const table = new Table(ranked, { width: 27 });
  await table.lines([provider]);
  expect(leftOutLines(table, { whole: 'provost describe NAME' }, 27)).toEqual(['2 columns are left out. See', 'all: -o wide, or provost', 'describe NAME']);
  const cutTable = new Table(ranked, { width: 45 });
  await cutTable.lines([provider]);
  expect(leftOutLines(cutTable, {}, 45)).toEqual(['Text is cut. See all: -o wide']);
  const wholeTable = new Table(ranked, { width: 80 });
  await wholeTable.lines([provider]);
  expect(leftOutLines(wholeTable, {}, 80)).toEqual([]);
});

test('a stream of batches has one line of titles, and its columns only grow', async () => {
  const table = new Table(columns);
  expect(await table.lines([{ name: 'a', size: 1 }])).toHaveLength(2);
  expect(await table.lines([{ name: 'abcdefg', size: 2 }])).toEqual(['abcdefg     2']);
  expect(await table.lines([{ name: 'b', size: 3 }])).toEqual(['b           3']);
});

test('a cell is one line and cannot act on the terminal', async () => {
  expect((await new Table(columns).lines([{ name: 'a\nb\u001b[31m\u009b', size: 1 }]))[1]).toMatch(/^a b\\e\[31m\\u\{009B\} /);
});

test('colours do not change the widths', async () => {
  const painted: Column<Row> = { title: 'NAME', cell: ({ name }) => name, paint: (text) => `<${text}>` };
  expect((await new Table([painted, ...columns.slice(1)]).lines([{ name: 'ab', size: 1 }]))[1]).toBe('<ab>       1');
});
