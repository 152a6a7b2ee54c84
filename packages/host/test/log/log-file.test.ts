import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LogFile } from '#src/log/log-file.js';

let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'provost-log-')), 'logs');
});
afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }));

const open = (options: { fileBytes?: number; files?: number } = {}) => new LogFile({ directory, name: 'current', fileBytes: 1000, files: 3, ...options });
const line = (number: number) => Buffer.from(`${String(number).padStart(9, '0')}\n`);

test('a log makes its directory, for its user alone, and holds what was appended in order', async () => {
  const file = open();
  for (let number = 0; number < 50; number += 1) file.append(line(number));
  await file.close();
  expect(await readFile(join(directory, 'current.log'), 'utf8')).toBe(Array.from({ length: 50 }, (_, number) => line(number).toString()).join(''));
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect((await stat(join(directory, 'current.log'))).mode & 0o777).toBe(0o600);
});

test('files are never larger than fileBytes and never more than files, and the newest lines are kept', async () => {
  const file = open();
  for (let number = 0; number < 1000; number += 1) file.append(line(number));
  await file.close();
  const names = (await readdir(directory)).sort();
  expect(names).toEqual(['current.8.log', 'current.9.log', 'current.log']);
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  expect(texts.map((text) => text.length)).toEqual([1000, 1000, 1000]);
  expect(texts.join('')).toBe(Array.from({ length: 300 }, (_, number) => line(700 + number).toString()).join(''));
});

test('a log that is opened again goes on where it was', async () => {
  const first = open();
  for (let number = 0; number < 150; number += 1) first.append(line(number));
  await first.close();
  const second = open();
  for (let number = 150; number < 250; number += 1) second.append(line(number));
  await second.close();
  expect((await readdir(directory)).sort()).toEqual(['current.1.log', 'current.2.log', 'current.log']);
});

test('a log whose file an operator deletes goes on in a new one', async () => {
  const file = open();
  file.append(line(1));
  await file.flushed();
  await rm(directory, { recursive: true });
  file.append(line(2));
  await file.close();
  expect(await readFile(join(directory, 'current.log'), 'utf8')).toBe(line(2).toString());
});

test('F-H43 what the disk does not take is counted, told once it takes something again, and harms nobody', async () => {
  await mkdir(directory);
  await symlink('/dev/full', join(directory, 'current.log'));
  const file = open();
  file.append(line(1));
  file.append(line(2));
  await file.flushed();
  expect(file.lost).toEqual({ bytes: 20, reason: 'ENOSPC: no space left on device, write' });
  await rm(join(directory, 'current.log'));
  file.append(line(3));
  await file.close();
  const text = await readFile(join(directory, 'current.log'), 'utf8');
  expect(text).toMatch(/^\S+Z 0 note \.\.\. 20 bytes of log were lost: ENOSPC: no space left on device, write\n000000003\n$/);
});

test('F-H43 a directory that cannot be made loses the lines and nothing else', async () => {
  await writeFile(directory, 'a file stands here');
  const file = open();
  file.append(line(1));
  await file.close();
  expect(file.lost.bytes).toBe(10);
});

test('no more than 4 MiB wait for the disk', async () => {
  const file = open({ fileBytes: 100_000_000 });
  for (let count = 0; count < 10; count += 1) file.append(Buffer.alloc(1024 * 1024, 'x'));
  expect(file.lost.bytes).toBe(6 * 1024 * 1024);
  await file.close();
  const text = await readFile(join(directory, 'current.log'), 'utf8');
  expect(text.replace(/^[^\n]*\n/, '')).toBe('x'.repeat(4 * 1024 * 1024));
});
