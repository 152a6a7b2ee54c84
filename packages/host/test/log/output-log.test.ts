import { expect, test } from '@jest/globals';
import { OutputLog } from '#src/log/output-log.js';
import type { Clock } from '#src/clock.js';

const stamp = '1970-01-01T00:00:01.000Z 7';

function record(bytesPerSecond = 1_000_000) {
  let nowMs = 0;
  const written: string[] = [];
  const clock: Clock = { nowMs: () => nowMs, date: () => new Date(1000), after: () => ({ cancel: () => {} }), afterTurn: () => {} };
  const log = new OutputLog({ append: (lines) => written.push(lines.toString()), generation: 7, bytesPerSecond, clock });
  const read = (): string[] => written.join('').split('\n').slice(0, -1);
  return { log, read, passMs: (ms: number) => void (nowMs += ms) };
}

test('each line is stamped with its time, generation and stream', () => {
  const { log, read } = record();
  log.write('out', Buffer.from('one\ntwo\n'));
  log.write('err', Buffer.from('three\n'));
  expect(read()).toEqual([`${stamp} out one`, `${stamp} out two`, `${stamp} err three`]);
});

test('a line that comes in pieces is one line, and the streams do not mix', () => {
  const { log, read } = record();
  log.write('out', Buffer.from('be'));
  log.write('err', Buffer.from('other\n'));
  log.write('out', Buffer.from('gun\n'));
  expect(read()).toEqual([`${stamp} err other`, `${stamp} out begun`]);
});

test('what was begun without a line break is written when the stream ends', () => {
  const { log, read } = record();
  log.write('err', Buffer.from('Segmentation fault'));
  log.flush();
  expect(read()).toEqual([`${stamp} err Segmentation fault`]);
  expect(log.lastLines()).toEqual(['Segmentation fault']);
});

test('a character that is split between two chunks is whole in the log', () => {
  const { log, read } = record();
  const bytes = Buffer.from('Grüße\n');
  log.write('out', bytes.subarray(0, 3));
  log.write('out', bytes.subarray(3));
  expect(read()).toEqual([`${stamp} out Grüße`]);
});

test('a line that is longer than 16 KiB is cut, with a mark, and never held whole', () => {
  const { log, read } = record();
  for (let count = 0; count < 100; count += 1) log.write('out', Buffer.alloc(1024, 'x'));
  log.write('out', Buffer.from('\nnext\n'));
  expect(read()).toEqual([`${stamp} out ${'x'.repeat(16_384)} [cut: longer than 16384 bytes]`, `${stamp} out next`]);
});

test('F-P23 lines beyond the budget are counted, not kept, and the count is told when lines are kept again', () => {
  const { log, read, passMs } = record(1000);
  log.write('out', Buffer.from('y\n'.repeat(1_000_000)));
  const kept = read().length;
  expect(kept).toBe(31); // Each line of 1 byte has a stamp of 31.
  passMs(1000);
  log.write('out', Buffer.from('calm\n'));
  expect(read().slice(kept)).toEqual([
    `${stamp} note ... 999,969 lines (2 MiB) were not kept: more than 1000 bytes a second`,
    `${stamp} out calm`,
  ]);
});

test('F-P23 a flood that goes on has no more than two remarks a second', () => {
  const { log, read, passMs } = record(1000);
  for (let ms = 0; ms < 10_000; ms += 1) {
    log.write('out', Buffer.from('y\n'.repeat(1000)));
    passMs(1);
  }
  const remarks = read().filter((line) => line.includes(' were not kept'));
  expect(remarks.length).toBeLessThanOrEqual(20);
  expect(read().join('\n').length).toBeLessThan(10 * 1000 + 1000 + remarks.length * 120);
});

test('the last 20 lines are known even when none of them was kept', () => {
  const { log } = record(10);
  log.write('out', Buffer.from(`${numbered(1000).join('\n')}\n`));
  expect(log.lastLines()).toEqual(numbered(20, 980));
});

test.each([5_000, 16_384, 16_500, 3_000_000])('of a last line of %d bytes the beginning and the end are known', (length) => {
  const { log } = record();
  const line = Buffer.from(`${'a'.repeat(1024)}${'-'.repeat(length - 2048)}${'z'.repeat(1024)}`);
  for (let from = 0; from < line.length; from += 65_536) log.write('err', line.subarray(from, from + 65_536));
  log.write('err', Buffer.from('\n'));
  expect(log.lastLines()).toEqual([`${'a'.repeat(1024)} [...] ${'z'.repeat(1024)}`]);
});

test('what follows half a line of a flood is among the last lines, whatever was logged before', () => {
  const { log } = record(1000);
  log.write('err', Buffer.from('Error: an earlier failure\n'));
  for (let count = 0; count < 50; count += 1) log.write('err', Buffer.alloc(65_536, 'x'));
  log.write('err', Buffer.from('Error: the last straw\n    at work\n'));
  log.flush();
  expect(log.lastLines()).toEqual(['Error: an earlier failure', expect.stringMatching(/^x{1024} \[\.\.\.\] x+Error: the last straw$/), '    at work']);
});

const numbered = (count: number, from = 0): string[] => Array.from({ length: count }, (_, number) => `line ${number + from}`);

test('half a line of one stream stands before the lines of the other that came later', () => {
  const { log, passMs } = record();
  log.write('out', Buffer.from('half'));
  passMs(1);
  log.write('err', Buffer.from('Error: the last straw\n'));
  log.flush();
  expect(log.lastLines()).toEqual(['half', 'Error: the last straw']);
  log.write('out', Buffer.from('half again'));
  passMs(1);
  log.write('err', Buffer.from(`${numbered(25).join('\n')}\n`));
  log.flush();
  expect(log.lastLines()).toEqual(numbered(20, 5));
});

test('a flood of stdout that is read after the crash was told leaves that among the last lines; what was told long before has to go', () => {
  const { log, passMs } = record(1000);
  const flood = Buffer.from(`${numbered(5_000).join('\n')}\n`);
  log.write('err', Buffer.from('Error: an earlier failure\n'));
  passMs(5_000);
  log.write('err', Buffer.from('Error: the last straw\n    at work\n'));
  for (let count = 0; count < 10; count += 1) {
    passMs(1);
    log.write('out', flood);
  }
  expect(log.lastLines()).toEqual(['Error: the last straw', '    at work', ...numbered(18, 4_982)]);
  passMs(5_000);
  log.write('out', flood);
  expect(log.lastLines()).toEqual(numbered(20, 4_980));
});

test('empty lines are lines', () => {
  const { log, read } = record();
  log.write('out', Buffer.from('\n\na\n'));
  expect(read()).toEqual([`${stamp} out `, `${stamp} out `, `${stamp} out a`]);
});
