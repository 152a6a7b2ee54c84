import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Release } from '@provost/protocol';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, startRuntime } from '../support/host-stand-in.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provost-sdk-cache-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** One whole life: loaded, asked, released. Resolves with how it ended and what it said besides. */
async function liveOnce(codeCache: string): Promise<{ code: number | null; output: string }> {
  await using runtime = await startRuntime(codeCache);
  await runtime.initialize(program('speaks.js'));
  expect(await runtime.get('Word', 'a')).toMatchObject({ id: 'a' });
  await runtime.connection.request(Release, { reason: 'idle', deadlineMs: 5000 }, { timeoutMs: 10_000 });
  const { code } = await runtime.exit;
  return { code, output: runtime.output() };
}

/** What is there but the cache of modules, which a Node that has one of its own makes at once. */
async function namesIn(of: string): Promise<string[]> {
  return (await readdir(of)).filter((name) => name !== 'modules');
}

async function onlyFile(): Promise<string> {
  const names = await namesIn(folder);
  expect(names).toEqual([expect.stringMatching(/^run-runtime-[A-Z0-9]+-v[0-9.]+-[a-z0-9]+\.bin$/)]);
  return join(folder, names[0] as string);
}

test('a released provider leaves what was compiled to the next, which reads it and writes nothing', async () => {
  const first = await liveOnce(folder);
  const file = await onlyFile();
  const { mtimeMs, ino } = await stat(file);
  expect(await liveOnce(folder)).toEqual(first);
  const after = await stat(file);
  expect([after.mtimeMs, after.ino]).toEqual([mtimeMs, ino]);
});

test('the folder of the cache is made where it is not there', async () => {
  const { code } = await liveOnce(join(folder, 'a/b'));
  expect(code).toBe(0);
  expect(await namesIn(join(folder, 'a/b'))).toHaveLength(1);
});

test.each([
  ['one flipped bit', (kept: Buffer) => Buffer.from(kept.map((byte, at) => (at === 5000 ? byte ^ 1 : byte)))],
  ['its end missing', (kept: Buffer) => kept.subarray(0, kept.length - 100)],
  ['nothing in it', () => Buffer.alloc(0)],
  ['something else in it', () => Buffer.from('no code, no code')],
])('a cache with %s costs nothing but the gain, and is made anew', async (_, damaged) => {
  const first = await liveOnce(folder);
  const file = await onlyFile();
  const kept = await readFile(file);
  await writeFile(file, damaged(kept));
  expect(await liveOnce(folder)).toEqual(first);
  expect((await readFile(file)).length).toBeGreaterThan(kept.length / 2);
  expect(await liveOnce(folder)).toEqual(first);
});

test('a folder that cannot be written to costs nothing but the gain', async () => {
  await writeFile(join(folder, 'file'), '');
  await chmod(folder, 0o500);
  expect(await liveOnce(join(folder, 'file'))).toMatchObject({ code: 0 });
  expect(await readdir(folder)).toEqual(['file']);
});
