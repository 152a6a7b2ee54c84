import { appendFile, mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { WaitFor, type EventRow } from '@provost/protocol';
import { watch, type Watched } from '../events/watched.js';
import { failureOf } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';
import { example } from './as-a-person.js';

interface Watching extends AsyncDisposable {
  readonly host: TestHost;
  readonly folder: string;
}

async function withFolder(): Promise<Watching> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'provost-folder-')));
  const host = await startHost();
  await host.register(example('folder-watch'));
  return {
    host, folder,
    [Symbol.asyncDispose]: async () => {
      await host[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const ofFolder = (folder: string): string => `SELECT * FROM FileChanged WHERE folder = '${folder}'`;

/** Takes events until one fits, which it answers. */
async function until(watched: Watched, what: string, name?: string): Promise<EventRow> {
  for (;;) {
    const event = await watched.next();
    if (event['what'] === what && event['name'] === name) return event;
  }
}

test('what becomes of the files of a folder is told', async () => {
  await using all = await withFolder();
  const { host, folder } = all;
  await writeFile(join(folder, 'there'), 'before');
  await using changes = await watch(host, ofFolder(folder));
  await writeFile(join(folder, 'a.txt'), 'one');
  expect(await changes.next()).toEqual({ __CLASS: 'FileChanged', TIME_CREATED: expect.any(String), __BOOKMARK: expect.stringMatching(/^\d+ a\.txt$/), folder, what: 'created', name: 'a.txt', size: expect.any(Number) });
  await appendFile(join(folder, 'there'), ', and after');
  expect(await until(changes, 'modified', 'there')).toMatchObject({ size: 17 });
  await rename(join(folder, 'a.txt'), join(folder, 'b.txt'));
  expect(await until(changes, 'deleted', 'a.txt')).toMatchObject({ folder });
  expect(await until(changes, 'created', 'b.txt')).toMatchObject({ size: 3 });
});

test('only the folders are watched that the queries name, and none after the last has gone', async () => {
  await using all = await withFolder();
  const { host, folder } = all;
  const [one, other] = [join(folder, 'one'), join(folder, 'other')];
  await Promise.all([mkdir(one), mkdir(other)]);
  {
    await using ofOne = await watch(host, ofFolder(one));
    {
      await using ofOther = await watch(host, `${ofFolder(other)} AND name LIKE '%.txt'`);
      await writeFile(join(other, 'c.log'), '');
      await writeFile(join(other, 'd.txt'), '');
      expect(await ofOther.next()).toMatchObject({ folder: other, name: 'd.txt' });
    }
    await writeFile(join(one, 'a'), '');
    expect(await ofOne.next()).toMatchObject({ folder: one, name: 'a' });
    expect((await host.provider('folder-watch')).state).toBe('busy');
  }
  await host.door.request(WaitFor, { name: 'folder-watch', state: 'idle' });
});

test('who resumes from a bookmark is told what has changed meanwhile, though the provider was unloaded', async () => {
  await using all = await withFolder();
  const { host, folder } = all;
  let bookmark: string | undefined;
  {
    await using changes = await watch(host, ofFolder(folder));
    await writeFile(join(folder, 'seen'), '');
    bookmark = (await until(changes, 'created', 'seen')).__BOOKMARK;
  }
  await writeFile(join(folder, 'missed'), 'while nobody watched');
  await using resumed = await watch(host, ofFolder(folder), { bookmark: bookmark! });
  expect(await until(resumed, 'created', 'missed')).toMatchObject({ size: 20 });
});

test('a folder that is not there is told of, and watched as soon as it is', async () => {
  await using all = await withFolder();
  const { host, folder } = all;
  const later = join(folder, 'later');
  await using changes = await watch(host, ofFolder(later));
  expect(await changes.next()).toMatchObject({ folder: later, what: 'unreadable' });
  await mkdir(later);
  await writeFile(join(later, 'first'), '');
  expect(await until(changes, 'created', 'first')).toMatchObject({ folder: later });
  await rm(later, { recursive: true });
  await until(changes, 'deleted', 'first');
  expect(await until(changes, 'unreadable')).toMatchObject({ folder: later });
});

test('a query that names no folder gets those that are configured, or is told to name one', async () => {
  await using all = await withFolder();
  const { host, folder } = all;
  expect(await failureOf(watch(host, 'SELECT * FROM FileChanged'))).toMatchObject({ code: 'INVALID_QUERY', remedy: expect.stringContaining('WHERE folder') });
  expect(await failureOf(watch(host, ofFolder(folder), { bookmark: 'yesterday' }))).toMatchObject({ code: 'INVALID_PARAMETER', sentence: expect.stringContaining('yesterday') });
  await host.register(example('folder-watch'), { config: { folders: [folder] } });
  await using changes = await watch(host, 'SELECT * FROM FileChanged');
  await writeFile(join(folder, 'a'), '');
  expect(await changes.next()).toMatchObject({ what: 'created', name: 'a' });
});
