/** Reaching a host, and what is said when there is none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Hello, SPOKEN_VERSIONS, type HelloParams } from '#src/index.js';
import { dial, sayHello } from '#src/node/dial.js';
import { Echo, Exchange } from './support/exchange.js';

let directory: string;
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'provost-dial-')); });
afterEach(() => { rmSync(directory, { recursive: true, force: true }); });

const hello: HelloParams = { role: 'client', protocol: SPOKEN_VERSIONS, features: [], software: { name: 'test', version: '1' }, pid: process.pid };

test('a socket that nobody made is HOST_NOT_RUNNING', async () => {
  const path = join(directory, 'none.sock');
  await expect(dial(path, { timeoutMs: 5000, peer: 'the host' })).rejects.toMatchObject({
    code: 'HOST_NOT_RUNNING', message: `HOST_NOT_RUNNING: Nobody listens at ${path}: the host is not running.`, remedy: 'Start one: provost up.',
  });
});

test('a socket whose listener is gone is HOST_NOT_RUNNING', async () => {
  const path = join(directory, 'stale.sock');
  writeFileSync(path, '');
  await expect(dial(path, { timeoutMs: 5000, peer: 'the host' })).rejects.toMatchObject({ code: 'HOST_NOT_RUNNING' });
});

test('P11 a listener that ends before it has taken the connection is HOST_NOT_RUNNING', async () => {
  const path = join(directory, 'ends.sock');
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(path, resolve); });
  const dialled = dial(path, { timeoutMs: 5000, peer: 'the host' });
  server.close(); // In the turn of the dialling: it waits to be taken, and never is.
  await expect(dialled).rejects.toMatchObject({ code: 'HOST_NOT_RUNNING', message: `HOST_NOT_RUNNING: Nobody listens at ${path}: the host is not running.` });
});

test('a path that is too long for a socket is refused, and never cut', async () => {
  const path = `/${'x'.repeat(107)}`;
  await expect(dial(path, { timeoutMs: 5000, peer: 'the host' })).rejects.toMatchObject({
    code: 'INVALID_PARAMETER', message: `INVALID_PARAMETER: A socket cannot be at ${path}: its path has 108 bytes, the system allows 107.`,
  });
});

test('a dial that was cancelled already does not connect', async () => {
  await expect(dial(join(directory, 'none.sock'), { timeoutMs: 5000, peer: 'the host', signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'OPERATION_CANCELLED', message: 'OPERATION_CANCELLED: Dialling the host was cancelled by its caller.',
  });
});

test('hello is the first frame, and its answer is the result', async () => {
  const exchange = await new Exchange().open();
  const seen: unknown[] = [];
  const accepted = exchange.accept((connection) => {
    connection.onRequest(Hello, (params) => {
      seen.push(params);
      return { protocol: 1, features: [], host: { version: '1', pid: 1, epoch: 3, state: directory }, limits: { frameBytes: 1024 } };
    });
    connection.onRequest(Echo, (params) => {
      seen.push('echo');
      return params;
    });
  });
  const connection = await dial(exchange.path, { timeoutMs: 5000, peer: 'the host' });
  expect((await sayHello(connection, hello, 5000)).host.epoch).toBe(3);
  expect(await connection.request(Echo, { a: 1 }, { timeoutMs: 5000 })).toEqual({ a: 1 });
  expect(seen).toEqual([hello, 'echo']);
  connection.close();
  await (await accepted).closed;
  await exchange.close();
});

test('hello to a listener that says nothing ends with the deadline, and one that closes with CONNECTION_CLOSED', async () => {
  const path = join(directory, 'mute.sock');
  const server: Server = createServer((socket) => { socket.resume(); });
  await new Promise<void>((resolve) => { server.listen(path, resolve); });
  const connection = await dial(path, { timeoutMs: 5000, peer: 'the host' });
  await expect(sayHello(connection, hello, 1)).rejects.toMatchObject({ code: 'OPERATION_TIMED_OUT' });
  const again = sayHello(connection, hello, 60_000);
  connection.close();
  await expect(again).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await new Promise((resolve) => server.close(resolve));
});
