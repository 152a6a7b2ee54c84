import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Release } from '@provost/protocol';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startRuntime } from '../support/host-stand-in.js';

/** Of Node's own cache, where there is one, Node sees to all of this. */
const testHere = Number(process.versions.node.split('.')[0]) < 22 ? test : test.skip;
const besideTheTests = fileURLToPath(new URL('../../dist-test/', import.meta.url));

let cache: string;
let author: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'provost-sdk-modules-'));
  author = await mkdtemp(join(besideTheTests, 'author-'));
  await write('one');
});

afterEach(async () => {
  await rm(cache, { recursive: true });
  await rm(author, { recursive: true });
});

/** An entry that requires a large CommonJS module, which is one thing or another of the same length. */
async function write(word: string): Promise<void> {
  const filler = Array.from({ length: 400 }, (_, number) => `exports.f${number} = () => ${number} + 1;`).join('\n');
  await writeFile(join(author, 'large.cjs'), `exports.word = '${word}'; exports.fails = () => { throw new Error('here'); };\nexports.own = [module.filename, __filename, __dirname, require.resolve('./entry.mjs'), typeof require.cache, this === exports];\n${filler}\n`);
  await writeFile(join(author, 'entry.mjs'), `import { defineClass, defineProvider, Type } from '@provost/sdk';
    import large from './large.cjs';
    const Word = defineClass('Word', { key: 'id', properties: { id: Type.String(), word: Type.String(), at: Type.String(), own: Type.Array(Type.String()) } });
    const at = () => { try { large.fails(); } catch (error) { return error.stack.split('\\n')[1].replace(/.*large/, 'large').replace(')', ''); } };
    export default defineProvider({ name: 'test', namespace: 'root/test' }).serves(Word, {
      get: ({ id }) => ({ id, word: large.word, at: at(), own: large.own.map(String) }),
    });`);
}

async function liveOnce(): Promise<unknown> {
  await using runtime = await startRuntime(cache);
  await runtime.initialize(join(author, 'entry.mjs'));
  const word = await runtime.get('Word', 'a');
  await runtime.connection.request(Release, { reason: 'idle', deadlineMs: 5000 }, { timeoutMs: 10_000 });
  expect(await runtime.exit).toMatchObject({ code: 0 });
  expect(runtime.output()).toBe('');
  return word;
}

async function kept(): Promise<{ readonly path: string; readonly ino: number }> {
  const names = await readdir(join(cache, 'modules'));
  expect(names).toEqual([expect.stringMatching(/^test-v[0-9.]+-[a-z0-9]+\.bin$/)]);
  const path = join(cache, 'modules', names[0] as string);
  return { path, ino: (await stat(path)).ino };
}

testHere('what a provider requires is compiled in its first life, and read in those after it, where it is just the same', async () => {
  const first = await liveOnce();
  expect(first).toMatchObject({
    id: 'a', word: 'one', at: expect.stringMatching(/^large\.cjs:1:\d\d$/),
    own: [join(author, 'large.cjs'), join(author, 'large.cjs'), author, join(author, 'entry.mjs'), 'object', 'true'],
  });
  const { ino } = await kept();
  expect(await liveOnce()).toEqual(first);
  expect((await kept()).ino).toBe(ino);
});

testHere('a module that has changed is compiled anew, also where it has kept its length', async () => {
  await liveOnce();
  const { ino } = await kept();
  await write('two');
  expect(await liveOnce()).toMatchObject({ word: 'two' });
  expect((await kept()).ino).not.toBe(ino);
  expect(await liveOnce()).toMatchObject({ word: 'two' });
});

testHere.each([
  ['one flipped bit', (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === bytes.length - 500 ? byte ^ 1 : byte)))],
  ['its end missing', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
  ['nothing in it', () => Buffer.alloc(0)],
  ['no code in it', () => Buffer.from('[]x[]x')],
])('a cache with %s costs nothing but the gain, and is made anew', async (_what, damaged) => {
  const first = await liveOnce();
  const { path, ino } = await kept();
  await writeFile(path, damaged(await readFile(path)));
  expect(await liveOnce()).toEqual(first);
  expect((await kept()).ino).not.toBe(ino);
  expect(await liveOnce()).toEqual(first);
});
