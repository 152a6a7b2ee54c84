/** What floods and what does not read costs a bounded amount of memory, and never the loop's attention. Measured in bytes and frames, not in time. */
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { RpcConnection } from '#src/node/rpc-connection.js';
import { Ask, Exchange, Tell } from './support/exchange.js';
import { frame } from './support/raw-peer.js';

const KIB = 1024;
const MIB = 1024 * KIB;
const FRAMES = 500_000;
/** Twice the slice: the loop turns after at most so many. */
const FRAMES_A_TURN = 512;

let exchange: Exchange;
beforeEach(async () => { exchange = await new Exchange().open(); });
afterEach(() => exchange.close());

/** Counts frames, and how many at most the loop was kept from turning by. */
class FrameCount {
  readonly all: Promise<void>;
  most = 0;
  #total = 0;
  #inTurn = 0;
  #resolve: () => void = () => undefined;

  constructor() {
    this.all = new Promise((resolve) => { this.#resolve = resolve; });
  }

  add(): void {
    this.#total += 1;
    this.#inTurn += 1;
    if (this.#inTurn > this.most) this.most = this.#inTurn;
    if (this.#inTurn === 1) setImmediate(() => { this.#inTurn = 0; });
    if (this.#total === FRAMES) this.#resolve();
  }
}

test('F-P48 500,000 notifications over a socket are taken in slices, and next to nothing is held', async () => {
  const count = new FrameCount();
  let mostHeld = 0;
  const { raw } = await exchange.raw((connection) => {
    connection.onNotification(Tell, () => {
      count.add();
      mostHeld = Math.max(mostHeld, connection.load.unreadBytes);
    });
  });
  const thousand = Buffer.concat(Array.from({ length: 1000 }, (_, n) => frame({ jsonrpc: '2.0', method: Tell.method, params: { n } })));
  for (let sent = 0; sent < FRAMES; sent += 1000) {
    if (!raw.socket.write(thousand)) await new Promise((resolve) => { raw.socket.once('drain', resolve); });
  }
  await count.all;
  expect(count.most).toBeLessThanOrEqual(FRAMES_A_TURN);
  expect(mostHeld).toBeLessThanOrEqual(64 * KIB);
  expect(await exchange.servesTheNext()).toEqual({ still: 'here' });
});

test('F-P48 500,000 notifications in one burst let the loop turn', async () => {
  const count = new FrameCount();
  const stream = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => { done(); } });
  const connection = new RpcConnection(stream, { peer: 'the peer' });
  connection.onNotification(Tell, () => { count.add(); });
  connection.listen();
  const one = frame({ jsonrpc: '2.0', method: Tell.method, params: {} });
  stream.push(Buffer.alloc(one.length * FRAMES, one));
  await count.all;
  expect(count.most).toBeLessThanOrEqual(FRAMES_A_TURN);
  expect(connection.load.unreadBytes).toBe(0);
  connection.close();
});

test('F-P37 a body costs what has come of it, not what was announced', async () => {
  const { raw, connection } = await exchange.raw();
  const before = process.memoryUsage().arrayBuffers;
  raw.write(`Content-Length: ${16 * MIB}\r\n\r\n{`);
  while (connection.load.unreadBytes !== 1) await new Promise((resolve) => { setImmediate(resolve); });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MIB);
});

test('F-P49 drained waits while more than writeQueueBytes are unread, and goes on once they are', async () => {
  const { raw, connection } = await exchange.raw();
  raw.socket.pause();
  await connection.drained();
  const text = 'x'.repeat(MIB);
  for (let n = 0; n < 6; n += 1) connection.notify(Tell, { n, text });
  expect(connection.load.unwrittenBytes).toBeGreaterThan(4 * MIB);
  let isDrained = false;
  const drained = connection.drained().then(() => { isDrained = true; });
  await new Promise((resolve) => { setImmediate(resolve); });
  expect(isDrained).toBe(false);
  raw.socket.resume();
  await drained;
  expect(connection.load.unwrittenBytes).toBeLessThanOrEqual(4 * MIB);
  for (let n = 0; n < 6; n += 1) expect((await raw.next()).params?.['n']).toBe(n);
});

test.each([
  ['large frames', MIB, 64],
  ['small frames', 100, MIB],
])('F-P49 a peer that does not read %s loses its connection at 32 MiB, and those who wait are told', async (_what, textBytes, frames) => {
  const { raw, connection } = await exchange.raw();
  raw.socket.pause();
  const pending = connection.request(Ask, {}, { timeoutMs: 60_000 }).catch((error: unknown) => error);
  const text = 'x'.repeat(textBytes);
  let waiting: Promise<unknown> | undefined;
  let mostQueued = 0;
  for (let n = 0; n < frames && !connection.isClosed; n += 1) {
    connection.notify(Tell, { text });
    mostQueued = Math.max(mostQueued, connection.load.unwrittenBytes);
    if (waiting === undefined && connection.load.unwrittenBytes > 8 * MIB) waiting = connection.drained().catch((error: unknown) => error);
  }
  const reason = await connection.closed;
  expect(reason.message).toMatch(/^PROTOCOL_VIOLATED: The peer does not read: 33\d{6} bytes wait for it, unreadBytes allows 33554432\. The connection to it was closed\.$/);
  expect(mostQueued).toBeLessThanOrEqual(32 * MIB + 8 * KIB);
  expect(await pending).toBe(reason);
  expect(await waiting).toBe(reason);
  expect(await exchange.servesTheNext()).toEqual({ still: 'here' });
});

test('frames of one turn are one write, and many of them are written before the turn is over', () => {
  const writes: number[] = [];
  const stream = new Duplex({ read: () => undefined, write: (chunk: Buffer, _encoding, done) => { writes.push(chunk.length); done(); } });
  const connection = new RpcConnection(stream, { peer: 'the peer' });
  for (let n = 0; n < 10; n += 1) connection.notify(Tell, {});
  expect(writes).toEqual([]);
  for (let n = 0; n < 100; n += 1) connection.notify(Tell, {});
  expect(writes.length).toBeGreaterThan(0);
  expect(writes.length).toBeLessThan(4);
  connection.close();
});
