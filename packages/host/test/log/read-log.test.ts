import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LogFile } from '#src/log/log-file.js';
import { formatLogLine } from '#src/log/log-line.js';
import { readLog, type ReadLogOptions } from '#src/log/read-log.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'provost-log-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const open = (fileBytes = 10_000) => new LogFile({ directory, name: 'current', fileBytes, files: 5 });
const line = (number: number, generation = 1) => Buffer.from(formatLogLine(number * 1000, generation, 'out', `line ${number}`));

async function textsOf(options?: ReadLogOptions): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of readLog(directory, options)) texts.push(text);
  return texts;
}

async function write(file: LogFile, from: number, to: number, generation = 1): Promise<void> {
  for (let number = from; number < to; number += 1) file.append(line(number, generation));
  await file.flushed();
}

const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `line ${from + index}`);

test('a log that is not there has no lines', async () => {
  expect(await textsOf()).toEqual([]);
  expect(await textsOf({ tail: 5 })).toEqual([]);
  expect(await textsOf({ previous: true })).toEqual([]);
});

test('all files are read in the order in which they were written', async () => {
  const file = open(1000);
  await write(file, 0, 100);
  await file.close();
  const texts = await textsOf();
  expect(texts).toEqual(lines(100 - texts.length, 100));
  expect(texts.length).toBeGreaterThan(50);
});

test('a line is told with its time, generation and stream', async () => {
  await writeFile(join(directory, 'current.log'), formatLogLine(1500, 7, 'err', 'it failed'));
  const found = [];
  for await (const read of readLog(directory)) found.push(read);
  expect(found).toEqual([{ at: '1970-01-01T00:00:01.500Z', generation: 7, stream: 'err', text: 'it failed' }]);
});

test.each([
  ['within the newest file', 3],
  ['over several files', 60],
])('tail gives the last lines, %s', async (_, tail) => {
  const file = open(1000);
  await write(file, 0, 100);
  await file.close();
  expect(await textsOf({ tail })).toEqual(lines(100 - tail, 100));
});

test('tail of more than there is gives all there is, and of none gives none', async () => {
  const file = open();
  await write(file, 0, 3);
  await file.close();
  expect(await textsOf({ tail: 10 })).toEqual(lines(0, 3));
  expect(await textsOf({ tail: 0 })).toEqual([]);
});

test('tail counts what is wanted, not what is passed over', async () => {
  const file = open();
  for (let number = 0; number < 30; number += 1) await write(file, number, number + 1, (number % 3) + 1);
  await file.close();
  expect(await textsOf({ tail: 2, generation: 2 })).toEqual(['line 25', 'line 28']);
});

test('since gives what was written from then on, and with tail the last of that', async () => {
  const file = open(1000);
  await write(file, 0, 50);
  await file.close();
  expect(await textsOf({ sinceMs: 45_000 })).toEqual(lines(45, 50));
  expect(await textsOf({ sinceMs: 45_000, tail: 2 })).toEqual(lines(48, 50));
  expect(await textsOf({ sinceMs: 45_000, tail: 20 })).toEqual(lines(45, 50));
});

test('previous gives the life before the last one, and nothing when there was none', async () => {
  const file = open();
  await write(file, 0, 3, 4);
  expect(await textsOf({ previous: true })).toEqual([]);
  await write(file, 3, 6, 7);
  await write(file, 6, 9, 9);
  await file.close();
  expect(await textsOf({ previous: true })).toEqual(lines(3, 6));
});

test('what others wrote into the file is shown with the time of the line before it', async () => {
  await writeFile(join(directory, 'current.log'), `${line(3).toString()}FATAL ERROR: out of memory\n`);
  const found = [];
  for await (const read of readLog(directory)) found.push(read);
  expect(found[1]).toEqual({ at: '1970-01-01T00:00:03.000Z', generation: 1, stream: 'err', text: 'FATAL ERROR: out of memory' });
});

test('a line without an end is shown, and one of several chunks is whole', async () => {
  const long = 'ä'.repeat(50_000);
  await writeFile(join(directory, 'current.log'), `${long}\nunfinished`);
  const texts = await textsOf();
  expect(texts.join('')).toBe(`${long}unfinished`);
  expect(await textsOf({ tail: 1 })).toEqual(['unfinished']);
});

test('following a log gives each line once and in order, over rotations, until the signal', async () => {
  const stop = new AbortController();
  const file = open(1000);
  await write(file, 0, 10);
  const seen: string[] = [];
  for await (const { text } of readLog(directory, { follow: true, tail: 5, signal: stop.signal })) {
    seen.push(text);
    // Each line read brings forth another one, so that reader and writer go hand in hand.
    if (seen.length <= 300) await write(file, 9 + seen.length, 10 + seen.length);
    if (seen.at(-1) === 'line 309') stop.abort();
  }
  await file.close();
  expect(seen).toEqual(lines(5, 310));
});

test('a log can be followed before there is one', async () => {
  const later = join(directory, 'later');
  const following = readLog(later, { follow: true });
  const first = following.next();
  await appendFile(join(directory, 'unrelated'), '');
  const file = new LogFile({ directory: later, name: 'current', fileBytes: 1000, files: 2 });
  file.append(line(1));
  expect((await first).value).toMatchObject({ text: 'line 1' });
  await following.return();
  await file.close();
});

test('a half-written line is given once it is whole', async () => {
  const path = join(directory, 'current.log');
  const text = line(1).toString();
  await writeFile(path, `${line(0).toString()}${text.slice(0, 10)}`);
  const following = readLog(directory, { follow: true });
  expect((await following.next()).value).toMatchObject({ text: 'line 0' });
  const next = following.next();
  await appendFile(path, text.slice(10));
  expect((await next).value).toMatchObject({ text: 'line 1' });
  await following.return();
});
