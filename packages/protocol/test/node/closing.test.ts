/** However a connection ends, everybody who waits is answered, with one reason. */
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ProviderError } from '#src/index.js';
import type { RpcConnection } from '#src/node/rpc-connection.js';
import { Ask, Echo, Exchange, Tell } from './support/exchange.js';
import { MadeUpClock } from './support/made-up-clock.js';
import { frame, type RawPeer } from './support/raw-peer.js';

let exchange: Exchange;
beforeEach(async () => { exchange = await new Exchange().open(); });
afterEach(() => exchange.close());

const stopping = new ProviderError('SERVER_IS_SHUTTING_DOWN');
const ends: ReadonlyArray<readonly [how: string, end: (raw: RawPeer, connection: RpcConnection) => void, message: string]> = [
  ['the peer ends', (raw) => { raw.socket.end(); }, 'CONNECTION_CLOSED: The peer closed the connection.'],
  ['the peer dies', (raw) => { raw.socket.destroy(); }, 'CONNECTION_CLOSED: The peer closed the connection.'],
  ['F-P8 F-P38 the peer dies in the middle of a frame', (raw) => { raw.socket.end('Content-Length: 100\r\n\r\n{"jsonrpc"'); }, 'CONNECTION_CLOSED: The peer closed the connection in the middle of a message.'],
  ['the stream breaks', (_raw, connection) => { streamOf(connection).destroy(new Error('read ECONNRESET')); }, 'CONNECTION_CLOSED: The connection to the peer broke: read ECONNRESET.'],
  ['we close', (_raw, connection) => { connection.close(); }, 'CONNECTION_CLOSED: The connection to the peer was closed on this side.'],
  ['we close for a reason', (_raw, connection) => { connection.close(stopping); }, stopping.message],
];

let accepted: Duplex | undefined;
function streamOf(connection: RpcConnection): Duplex {
  expect(connection.isClosed).toBe(false);
  return accepted!;
}

test.each(ends)('P8 when %s, all that is pending is answered with one reason', async (_how, end, message) => {
  let isAsked: (signal: AbortSignal) => void = () => undefined;
  const asked = new Promise<AbortSignal>((resolve) => { isAsked = resolve; });
  const own = await new Exchange({}, (stream) => { accepted = stream; }).open();
  const { raw, connection } = await own.raw((opened) => {
    opened.onRequest(Ask, (_params, incoming) => {
      isAsked(incoming.signal);
      return new Promise(() => undefined);
    });
  });
  raw.send({ jsonrpc: '2.0', id: 1, method: Ask.method });
  const pending = Array.from({ length: 100 }, () => connection.send(Ask, {}, 60_000).result.catch((error: unknown) => error));
  for (let sent = 0; sent < 100; sent += 1) await raw.next();
  const signal = await asked;
  end(raw, connection);
  const reason = await connection.closed;
  expect(reason.message).toBe(message);
  expect(new Set(await Promise.all(pending))).toEqual(new Set([reason]));
  expect(signal.reason).toBe(reason);
  expect(connection.load).toEqual({ unreadBytes: 0, unwrittenBytes: 0, requestsIn: 0, requestsOut: 0, isAwaiting: false });
  expect(await own.servesTheNext()).toEqual({ still: 'here' });
  await own.close();
});

test('a closed connection stays closed: it refuses requests, drops notifications, and closes again without effect', async () => {
  const { raw, connection } = await exchange.raw();
  connection.close(stopping);
  connection.close();
  expect(await connection.closed).toBe(stopping);
  expect(connection.isClosed).toBe(true);
  connection.notify(Tell, {});
  const error = await connection.request(Ask, {}, { timeoutMs: 1 }).catch((thrown: unknown) => thrown as ProviderError);
  expect(error).toMatchObject({ code: 'CONNECTION_CLOSED', message: 'CONNECTION_CLOSED: client/ask was not sent: The host is stopping.', facts: { peer: 'the peer' }, cause: stopping });
  await expect(connection.drained()).rejects.toBe(stopping);
  await raw.closed;
  await expect(raw.next()).rejects.toThrow('The other side closed and sent nothing more.');
});

test('what was written before close still arrives, even at a peer that goes on writing', async () => {
  const { raw, connection } = await exchange.raw();
  for (let n = 0; n < 1000; n += 1) connection.notify(Tell, { n, text: 'x'.repeat(1000) });
  connection.close();
  raw.send(...Array.from({ length: 1000 }, (_, id) => ({ jsonrpc: '2.0', id, method: Echo.method, params: { text: 'x'.repeat(1000) } })));
  for (let n = 0; n < 1000; n += 1) expect((await raw.next()).params?.['n']).toBe(n);
  await raw.closed;
});

test('a connection that is closed between two slices of a flood lets the peer finish writing', async () => {
  const own = await new Exchange({ clock: new MadeUpClock() }).open();
  const { raw, connection } = await own.raw((opened) => {
    opened.onNotification(Tell, (params) => { if (params['n'] === 255) process.nextTick(() => { opened.close(); }); });
  });
  raw.send(...Array.from({ length: 20_000 }, (_, n) => ({ jsonrpc: '2.0', method: Tell.method, params: { n, text: 'x'.repeat(50) } })));
  await connection.closed;
  await raw.closed;
  expect(raw.socket.writableLength).toBe(0);
  await own.close();
});

test('a handler that answers after the end does no harm', async () => {
  let answer: (result: Record<string, unknown>) => void = () => undefined;
  const { raw, connection } = await exchange.raw((own) => { own.onRequest(Ask, () => new Promise((resolve) => { answer = resolve; })); });
  raw.send({ jsonrpc: '2.0', id: 1, method: Ask.method }, { jsonrpc: '2.0', id: 2, method: Echo.method });
  await raw.next();
  raw.socket.destroy();
  await connection.closed;
  answer({ late: true });
  expect(await exchange.servesTheNext()).toEqual({ still: 'here' });
});

test('F-P8 a reply cut at any byte fails its request, once', async () => {
  const bytes = frame({ jsonrpc: '2.0', id: 0, result: { text: 'x'.repeat(120) } });
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const { raw, connection } = await exchange.raw();
    const outcome = connection.request(Ask, {}, { timeoutMs: 60_000 }).catch((error: unknown) => error);
    await raw.next();
    raw.socket.end(bytes.subarray(0, cut));
    expect(await outcome).toMatchObject({ code: 'CONNECTION_CLOSED', message: 'CONNECTION_CLOSED: The peer closed the connection in the middle of a message.' });
  }
});

test('a frame of ours over frameBytes fails alone, as request, notification and reply', async () => {
  const own = await new Exchange({ limits: { frameBytes: 1000 } }).open();
  const { raw, connection } = await own.raw((opened) => { opened.onRequest(Ask, () => ({ text: 'x'.repeat(1000) })); });
  const text = 'é'.repeat(500);
  const sentence = /^FRAME_TOO_LARGE: The message to the peer has 10\d\d bytes; frameBytes allows 1000\. It was not sent\.$/;
  await expect(connection.request(Ask, { text }, { timeoutMs: 60_000 })).rejects.toThrow(sentence);
  expect(() => { connection.notify(Tell, { text }); }).toThrow(sentence);
  raw.send({ jsonrpc: '2.0', id: 1, method: Ask.method });
  expect((await raw.next()).error).toMatchObject({ code: 1036, data: { name: 'FRAME_TOO_LARGE' } });
  await expect(connection.request(Ask, { big: 1n }, { timeoutMs: 60_000 })).rejects.toMatchObject({ code: 'INVALID_PARAMETER' });
  expect(connection.load).toMatchObject({ requestsOut: 0, isAwaiting: false });
  const result = connection.request(Ask, { small: true }, { timeoutMs: 60_000 });
  const asked = await raw.next();
  raw.send({ jsonrpc: '2.0', id: asked.id, result: { fits: true } });
  expect(await result).toEqual({ fits: true });
  await own.close();
});

test('P11 errors name the peer as it is called by then', async () => {
  const { raw, connection } = await exchange.raw();
  const pending = connection.request(Ask, {}, { timeoutMs: 10_000 });
  connection.rename('provider "notes" (pid 7)');
  raw.socket.write('garbage\r\n\r\n');
  await expect(pending).rejects.toMatchObject({ code: 'PROTOCOL_VIOLATED', message: expect.stringContaining('Provider "notes" (pid 7) ') });
  expect(connection.peer).toBe('provider "notes" (pid 7)');
});
