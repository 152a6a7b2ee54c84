/** What is read into memory that all sockets share is good only until it is taken: nothing that is kept of it may change later. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { RowsToClient, isPacked, type RowBatch } from '#src/index.js';
import type { Connection } from '#src/node/connection.js';
import { dial } from '#src/node/dial.js';
import { PackedBytes } from '#src/node/rows/packed-bytes.js';
import { connectLending, isLent, takeBytes } from '#src/node/lent-reading.js';

let directory: string;
let server: Server;
let path: string;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'provost-lent-'));
  path = join(directory, 's.sock');
  server = createServer().listen(path);
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

async function dialled(): Promise<{ readonly connection: Connection; readonly peer: Socket }> {
  const accepted = once(server, 'connection');
  const connection = await dial(path, { timeoutMs: 5000, peer: 'the host' });
  return { connection, peer: (await accepted)[0] as Socket };
}

function frame(body: string, type = ''): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n${type}\r\n${body}`;
}

function rows(operation: number, text: string): string {
  const said = JSON.stringify({ jsonrpc: '2.0', method: RowsToClient.method, params: { operation, count: 1 } });
  return frame(`${said}\n${JSON.stringify([{ text }])}`, 'Content-Type: application/vnd.provost.rows+json\r\n');
}

test('rows that are read late are those that came, whatever has come since', async () => {
  const { connection, peer } = await dialled();
  const kept: RowBatch[] = [];
  const all = new Promise<void>((resolve) => {
    connection.onNotification(RowsToClient, ({ rows: batch }) => {
      kept.push(batch);
      if (kept.length === 4) resolve();
    });
  });
  connection.listen();
  for (const letter of ['a', 'b', 'c', 'd']) {
    peer.write(rows(1, letter.repeat(1000)));
    if (letter !== 'd') await new Promise<void>((resolve) => { setImmediate(resolve); });
  }
  await all;
  expect(kept.every((batch) => isPacked(batch) && batch instanceof PackedBytes)).toBe(true);
  expect(kept.map((batch) => (isPacked(batch) ? batch.read() : []))).toEqual(['a', 'b', 'c', 'd'].map((letter) => [{ text: letter.repeat(1000) }]));
  connection.close();
});

/** Settles with the numbers that a connection has seen, once they are so many. */
function seenBy(connection: Connection, count: number): Promise<number[]> {
  const seen: number[] = [];
  return new Promise((resolve) => {
    connection.onNotification(RowsToClient, ({ operation }) => {
      seen.push(operation);
      if (seen.length === count) resolve(seen);
    });
    connection.listen();
  });
}

test('messages that wait for their turn are those that came, in their order, while others come over another socket', async () => {
  const [one, other] = [await dialled(), await dialled()];
  const numbers = (from: number): number[] => Array.from({ length: 3000 }, (_, index) => from + index);
  const all = Promise.all([seenBy(one.connection, 3000), seenBy(other.connection, 3000)]);
  for (const [{ peer }, from] of [[one, 10_000], [other, 20_000]] as const) {
    peer.write(numbers(from).map((operation) => frame(JSON.stringify({ jsonrpc: '2.0', method: RowsToClient.method, params: { operation, rows: [] } }))).join(''));
  }
  expect(await all).toEqual([numbers(10_000), numbers(20_000)]);
  one.connection.close();
  other.connection.close();
});

test('what came before anybody took it is not lost', async () => {
  const accepted = once(server, 'connection');
  const socket = connectLending(path);
  const peer = (await accepted)[0] as Socket;
  const whole = Array.from({ length: 20_000 }, (_, index) => `${index};`).join('');
  peer.end(whole);
  await once(peer, 'finish');
  const other = connectLending(path); // The same memory is read into meanwhile.
  ((await once(server, 'connection'))[0] as Socket).end('x'.repeat(70_000));
  const taken: Buffer[] = [];
  takeBytes(other, () => undefined);
  await once(other, 'end');
  takeBytes(socket, (bytes) => { taken.push(Buffer.from(bytes)); });
  await once(socket, 'end');
  expect(Buffer.concat(taken).toString()).toBe(whole);
});

test('who takes no more is handed nothing', async () => {
  const accepted = once(server, 'connection');
  const socket = connectLending(path);
  const peer = (await accepted)[0] as Socket;
  const first = new Promise<Buffer>((resolve) => {
    const stop = takeBytes(socket, (bytes) => {
      stop();
      expect(isLent(bytes)).toBe(true);
      resolve(Buffer.from(bytes));
    });
  });
  peer.on('error', () => undefined); // Nobody reads its last word.
  peer.write('one');
  expect((await first).toString()).toBe('one');
  peer.end('two');
  socket.destroy();
  await once(socket, 'close');
});
