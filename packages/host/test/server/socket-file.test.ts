import { once } from 'node:events';
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ProviderError } from '@provost/protocol';
import { SocketServer } from '#src/server/socket-server.js';
import { listenAt } from '#src/server/socket-file.js';
import { programPath, start } from './support/child.js';
import { RawClient } from './support/raw-client.js';
import { runningServer } from './support/running-server.js';

let root: string;
let path: string;
let server: Server;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'provost-'));
  path = join(root, 'host.sock');
  server = createServer();
});

afterEach(async () => {
  if (server.listening) await once(server.close(), 'close');
  rmSync(root, { recursive: true, force: true });
});

test('the socket is its owner\'s alone, in a directory that is', async () => {
  path = join(root, 'made', 'host.sock');
  await listenAt(server, path);
  expect((lstatSync(path).mode & 0o777).toString(8)).toBe('600');
  expect((statSync(dirname(path)).mode & 0o777).toString(8)).toBe('700');
  expect(readdirSync(dirname(path))).toEqual(['host.sock']);
});

test('F-H29 the socket of a host that was killed is taken over', async () => {
  const dead = start(process.execPath, [programPath('listens-and-waits'), path]);
  await dead.line();
  dead.process.kill('SIGKILL');
  await dead.exit;
  expect(existsSync(path)).toBe(true);
  await listenAt(server, path);
  const connected = once(server, 'connection');
  (await RawClient.connect(path)).close();
  await connected;
});

test('a living listener is not displaced', async () => {
  const living = createServer();
  living.listen(path);
  await once(living, 'listening');
  await expect(listenAt(server, path)).rejects.toMatchObject({
    code: 'STATE_IN_USE', sentence: `Another process listens at ${path}, though nobody holds the state directory.`, remedy: `See who it is, and end it: lsof ${path}`,
  });
  (await RawClient.connect(path)).close();
  await once(living.close(), 'close');
});

test('what is no socket is not removed', async () => {
  writeFileSync(path, 'letters');
  await expect(listenAt(server, path)).rejects.toMatchObject({ code: 'STATE_IN_USE', sentence: `${path} is there and is no socket.` });
  expect(statSync(path).isFile()).toBe(true);
});

test.each([100, 104, 106, 107])('F-H30 a path of %p bytes is listened at', async (bytes) => {
  path = join(root, 'x'.repeat(bytes - root.length - 1));
  expect(Buffer.byteLength(path)).toBe(bytes);
  await listenAt(server, path);
  expect(readdirSync(root)).toEqual(['x'.repeat(bytes - root.length - 1)]);
});

test.each([108, 109, 130])('F-H30 a path of %p bytes is refused, not cut', async (bytes) => {
  path = join(root, 'x'.repeat(bytes - root.length - 1));
  await expect(listenAt(server, path)).rejects.toMatchObject({
    code: 'INVALID_PARAMETER', sentence: `The socket path ${path} has ${bytes} bytes; the system allows 107.`, remedy: 'Choose a state directory with a shorter path: --state DIR.',
  });
  expect(readdirSync(root)).toEqual([]);
});

test('F-H30 bytes are counted, not characters', async () => {
  path = join(root, 'ü'.repeat(50));
  await expect(listenAt(server, path)).rejects.toMatchObject({ code: 'INVALID_PARAMETER' });
});

test('a directory that others may enter is refused', async () => {
  const open = join(root, 'open');
  mkdirSync(open);
  writeFileSync(join(open, 'letters'), '');
  chmodSync(open, 0o755);
  await expect(listenAt(server, join(open, 'host.sock'))).rejects.toMatchObject({
    code: 'ACCESS_DENIED', sentence: `The directory of the socket ${open} is open to other users (mode 0755); it must be 0700.`,
  });
});

test('F-H33 a stop removes the socket', async () => {
  const running = await runningServer();
  await running.server.close(new ProviderError('SERVER_IS_SHUTTING_DOWN'));
  expect(existsSync(running.socket)).toBe(false);
  await running[Symbol.asyncDispose]();
});

test('F-H33 a stop leaves the socket of a successor alone', async () => {
  const running = await runningServer();
  const aside = `${running.socket}.aside`;
  renameSync(running.socket, aside);
  await using successor = { server: createServer(), [Symbol.asyncDispose]: async () => void (await once(successor.server.close(), 'close')) };
  const file = await listenAt(successor.server, running.socket);
  await running.server.close(new ProviderError('SERVER_IS_SHUTTING_DOWN'));
  expect(file.isOurs()).toBe(true);
  (await RawClient.connect(running.socket)).close();
  file.remove();
  expect(existsSync(running.socket)).toBe(false);
  await running[Symbol.asyncDispose]();
});

test('F-H33 a stop after the directory was wiped rejects with nothing', async () => {
  const running = await runningServer();
  rmSync(running.state, { recursive: true });
  await expect(running.server.close(new ProviderError('SERVER_IS_SHUTTING_DOWN'))).resolves.toBe(undefined);
  await running[Symbol.asyncDispose]();
});

test('a server that could not listen can be closed', async () => {
  const options = { host: { version: '1', pid: 1, epoch: 1, state: root }, door: () => { throw new Error('asked'); }, acceptProvider: () => false, acceptKeeper: () => false };
  const refused = new SocketServer(options);
  writeFileSync(path, '');
  await expect(refused.listen(path)).rejects.toMatchObject({ code: 'STATE_IN_USE' });
  await expect(refused.close(new ProviderError('SERVER_IS_SHUTTING_DOWN'))).resolves.toBe(undefined);
});
