import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, unlinkSync, writeFileSync, type FSWatcher } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { KeptSocket, type KeptSocketOptions, type SocketNews, type TellSocketNews } from '#src/server/kept-socket.js';
import { MadeUpClock } from '../made-up-clock.js';

let root: string;
let path: string;
let kept: KeptSocket | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'provost-'));
  path = join(root, 'state', 'host.sock');
});

afterEach(async () => {
  await kept?.close();
  kept = undefined;
  rmSync(root, { recursive: true, force: true });
});

/** A kept socket that says hello to whoever connects, and its news as they come. */
async function listening(options: Partial<KeptSocketOptions> = {}): Promise<{ next: () => Promise<Told>; news: Told[] }> {
  const news: Told[] = [];
  let heard = 0;
  let wake = (): void => undefined;
  kept = new KeptSocket({
    accept: (socket) => { socket.end('hello'); },
    tell: (type, one) => { news.push({ type, ...one }); wake(); },
    ...options,
  });
  await kept.listen(path);
  return {
    news,
    next: async () => {
      while (news.length === heard) await new Promise<void>((resolve) => { wake = resolve; });
      return news[heard++] as Told;
    },
  };
}

async function saidAt(socket: string): Promise<string> {
  const connected: Socket = connect(socket);
  const chunks: Buffer[] = [];
  connected.on('data', (chunk) => chunks.push(chunk));
  await once(connected, 'close');
  return Buffer.concat(chunks).toString();
}

type Told = SocketNews & { readonly type: Parameters<TellSocketNews>[0] };

const renewed = (was: 'removed' | 'replaced'): Told => ({ type: 'socket-renewed', socket: path, was });

test.each<[string, 'removed' | 'replaced', () => void]>([
  ['is unlinked', 'removed', () => unlinkSync(path)],
  ['is moved away', 'removed', () => renameSync(path, join(root, 'moved'))],
  ['goes with its directory', 'removed', () => rmSync(dirname(path), { recursive: true })],
  ['goes with a directory above', 'removed', () => renameSync(dirname(path), join(root, 'elsewhere'))],
])('F-H33 a socket that %s is bound anew', async (_how, was, spoil) => {
  const { next } = await listening();
  spoil();
  expect(await next()).toEqual(renewed(was));
  expect(await saidAt(path)).toBe('hello');
  expect(readdirSync(dirname(path))).toEqual(['host.sock']);
});

test('F-H33 a socket in whose place the file of a dead one is put is bound anew', async () => {
  const dead = createServer();
  dead.listen(join(root, 'dead.sock'));
  await once(dead, 'listening');
  const { next } = await listening();
  renameSync(join(root, 'dead.sock'), path);
  await once(dead.close(), 'close');
  expect(await next()).toEqual(renewed('replaced'));
  expect(await saidAt(path)).toBe('hello');
});

test('F-H33 what is no socket is not displaced: it is told once, and the path taken back when it is free', async () => {
  const clock = new MadeUpClock();
  const { next, news } = await listening({ clock });
  writeFileSync(join(root, 'mine'), 'mine');
  renameSync(join(root, 'mine'), path);
  expect(await next()).toEqual({ type: 'socket-lost', socket: path, was: 'replaced', error: `${path} is there and is no socket.` });
  clock.advance(60_000);
  unlinkSync(path);
  expect(await next()).toEqual(renewed('removed'));
  expect(news).toHaveLength(2);
  expect(await saidAt(path)).toBe('hello');
});

test('F-H33 another that answers there is not displaced; once it has gone the path is taken back', async () => {
  const other = createServer((socket) => { socket.on('error', () => { /* Whoever only looks leaves at once. */ }).end('other'); });
  other.listen(join(root, 'other.sock'));
  await once(other, 'listening');
  const clock = new MadeUpClock();
  const { next } = await listening({ clock });
  renameSync(join(root, 'other.sock'), path);
  expect(await next()).toEqual({ type: 'socket-lost', socket: path, was: 'replaced', error: `Another process listens at ${path}, though nobody holds the state directory.` });
  expect(await saidAt(path)).toBe('other');
  await once(other.close(), 'close');
  clock.advance(60_000);
  expect(await next()).toEqual(renewed('replaced'));
  expect(await saidAt(path)).toBe('hello');
});

test('F-H33 whoever takes it away again and again costs a new socket a second', async () => {
  const clock = new MadeUpClock();
  const { next, news } = await listening({ clock });
  unlinkSync(path);
  await next();
  unlinkSync(path);
  clock.advance(999);
  await new Promise((resolve) => setImmediate(resolve));
  expect([news.length, existsSync(path)]).toEqual([1, false]);
  clock.advance(1);
  expect(await next()).toEqual(renewed('removed'));
  expect(await saidAt(path)).toBe('hello');
});

test('F-H33 where nothing can be watched the path is looked at once a minute; where it can, no timer is armed', async () => {
  const clock = new MadeUpClock();
  const { next } = await listening({ clock, watch: (() => { throw new Error('too many watches'); }) as unknown as NonNullable<KeptSocketOptions['watch']> });
  expect(clock.armed).toBe(1);
  unlinkSync(path);
  clock.advance(60_000);
  expect(await next()).toEqual(renewed('removed'));
  await kept?.close();
  const other = new MadeUpClock();
  await listening({ clock: other });
  expect(other.armed).toBe(0);
});

test('a watch that breaks is replaced by a look once a minute', async () => {
  const clock = new MadeUpClock();
  const watchers: FSWatcher[] = [];
  const { watch } = await import('node:fs');
  const { next } = await listening({ clock, watch: ((...args: Parameters<typeof watch>) => {
    const watcher = watch(...args);
    watchers.push(watcher);
    return watcher;
  }) as typeof watch });
  watchers[0]?.emit('error', new Error('gone'));
  unlinkSync(path);
  clock.advance(60_000);
  expect(await next()).toEqual(renewed('removed'));
});

test('connections go on, and a socket that is closed is not bound anew', async () => {
  let served: Socket | undefined;
  const { next, news } = await listening({ accept: (socket) => { served = socket; } });
  const client = connect(path);
  await once(client, 'connect');
  unlinkSync(path);
  await next();
  served?.write('still here');
  expect(String((await once(client, 'data'))[0])).toBe('still here');
  client.destroy();
  served?.destroy();
  await kept?.close();
  expect(existsSync(path)).toBe(false);
  mkdirSync(join(root, 'state', 'later'));
  await new Promise((resolve) => setImmediate(resolve));
  expect([news.length, existsSync(path)]).toEqual([1, false]);
});
