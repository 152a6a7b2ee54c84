import { expect, test } from '@jest/globals';
import { Writable } from 'node:stream';
import { Output, type OutputStream, type RowsView } from '#src/output/output.js';
import { RowWriter } from '#src/output/row-writer.js';
import type { Format } from '#src/output/format.js';
import { captured } from '../support/captured-output.js';

interface Row { readonly id: number }
const view: RowsView<Row> = { columns: [{ title: 'ID', cell: ({ id }) => String(id) }], name: ({ id }) => `n${id}`, none: 'None.' };

async function written(format: Format, batches: readonly (readonly Row[])[]): Promise<string> {
  const { output, stdout } = captured(format);
  const writer = new RowWriter(output, view);
  for (const batch of batches) await writer.write(batch);
  await writer.close();
  return stdout.text;
}

const two = [[{ id: 1 }], [], [{ id: 2 }]];

test.each<[Format, string, string]>([
  ['table', 'ID\n1\n2\n', ''],
  ['json', '[\n  {\n    "id": 1\n  },\n  {\n    "id": 2\n  }\n]\n', '[]\n'],
  ['jsonl', '{"id":1}\n{"id":2}\n', ''],
  ['yaml', '- id: 1\n- id: 2\n', '[]\n'],
  ['name', 'n1\nn2\n', ''],
])('rows that come in batches are one whole %s, and so is none', async (format, some, none) => {
  expect(await written(format, two)).toBe(some);
  expect(await written(format, [])).toBe(none);
});

test('a name is one line that cannot act on the terminal, whatever its key is, and an ordinary one is as it is', async () => {
  const paths = ['root/app:Note.id="7"', 'root/app:Note.id="日本 é"', 'root/app:Note.id="a\n\u001b[31mb\u202e"'];
  const shown = `${paths.slice(0, 2).join('\n')}\nroot/app:Note.id="a\\n\\e[31mb\\u{202E}"\n`;
  const named: RowsView<string> = { columns: [], name: (path) => path };
  const [streamed, whole] = [captured('name'), captured('name')];
  await new RowWriter(streamed.output, named).write(paths);
  await whole.output.rows(named, paths);
  expect([streamed.stdout.text, whole.stdout.text]).toEqual([shown, shown]);
});

test('what a provider says to a person cannot act on the terminal', () => {
  const { output, stderr } = captured();
  output.warn('hot\u001b[2J');
  output.say('/srv/a\u0007');
  expect(stderr.text).toBe('warning: hot\\e[2J\n/srv/a\\u{0007}\n');
});

test('rows that come in batches share the widths of their columns', async () => {
  expect(await written('table', [[{ id: 1 }], [{ id: 22_222 }]])).toBe('ID\n1\n22222\n');
  const { output, stdout } = captured();
  const writer = new RowWriter<Row>(output, { ...view, columns: [...view.columns, { title: 'X', cell: () => 'x' }] });
  await writer.write([{ id: 1 }]);
  await writer.write([{ id: 22_222 }]);
  await writer.close();
  expect(stdout.text).toBe('ID     X\n1      x\n22222  x\n');
});

test('no row is told to a person on stderr', async () => {
  const { output, stderr } = captured();
  await new RowWriter(output, view).close();
  expect(stderr.text).toBe('None.\n');
});

test('writing waits while the reader is behind, and goes on when it has caught up', async () => {
  let taken: (() => void) | undefined;
  const slow = new Writable({ highWaterMark: 4, write: (_chunk, _encoding, done) => { taken = done; } });
  const writer = new RowWriter(new Output({ stdout: slow, stderr: new Writable(), environment: {}, format: 'jsonl' }), view);
  let isDone = false;
  const writing = writer.write([{ id: 1 }]).then(() => { isDone = true; });
  await Promise.resolve();
  expect(isDone).toBe(false);
  taken?.();
  await writing;
  expect(isDone).toBe(true);
});

test('what cannot be written for another reason than its reader is kept to be told', async () => {
  const full = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space'), { code: 'ENOSPC' })) });
  const output = new Output({ stdout: full, stderr: new Writable(), environment: {}, format: 'jsonl' });
  const failed = new Promise((resolve) => full.once('close', resolve));
  await output.line('x');
  await failed;
  expect([output.failure?.code, output.readerGone.aborted]).toEqual(['ENOSPC', true]);
});

test('a terminal that cannot move its cursor is not redrawn', () => {
  const stdout: OutputStream = Object.assign(new Writable(), { isTTY: true });
  const outputOf = (environment: NodeJS.ProcessEnv): Output => new Output({ stdout, stderr: stdout, environment, format: 'table' });
  expect([outputOf({ TERM: 'dumb' }).canRedraw, outputOf({ TERM: 'dumb' }).canRedrawErrors]).toEqual([false, false]);
  expect([outputOf({ TERM: 'xterm' }).canRedraw, outputOf({ TERM: 'xterm' }).canRedrawErrors]).toEqual([true, true]);
});

test('a reader that has gone ends the waiting, and is known', async () => {
  const gone = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })) });
  const output = new Output({ stdout: gone, stderr: new Writable(), environment: {}, format: 'jsonl' });
  await new RowWriter(output, view).write([{ id: 1 }]);
  expect([output.readerGone.aborted, output.failure]).toEqual([true, undefined]);
});
