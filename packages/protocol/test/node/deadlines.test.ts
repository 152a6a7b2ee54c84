/** Deadlines and cancellation of our own requests, on a clock that stands still. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ProviderError } from '#src/index.js';
import { MadeUpClock } from './support/made-up-clock.js';
import { Ask, Echo, Exchange, Tell } from './support/exchange.js';

let clock: MadeUpClock;
let exchange: Exchange;
beforeEach(async () => {
  clock = new MadeUpClock();
  exchange = await new Exchange({ clock }).open();
});
afterEach(() => exchange.close());

test('a request that is not answered in time is rejected, the peer is told, and a late answer is dropped (F-P46)', async () => {
  const { raw, connection } = await exchange.raw();
  const outcome = connection.request(Ask, {}, { timeoutMs: 100 }).catch((error: unknown) => error);
  await raw.next();
  await clock.advance(99);
  expect(connection.load.requestsOut).toBe(1);
  await clock.advance(1);
  expect(await outcome).toMatchObject({
    code: 'OPERATION_TIMED_OUT', message: 'OPERATION_TIMED_OUT: client/ask to the peer was not answered within 100 ms (timeoutMs).',
    facts: { timeoutMs: 100, mayHaveRun: true },
  });
  expect(connection.load).toMatchObject({ requestsOut: 0, isAwaiting: false });
  expect(await raw.next()).toEqual({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 0 } });
  raw.send({ jsonrpc: '2.0', id: 0, result: { late: true } }, { jsonrpc: '2.0', id: 1, method: Echo.method, params: { still: 'here' } });
  expect((await raw.next()).result).toEqual({ still: 'here' });
});

test('extend starts the deadline anew', async () => {
  const { raw, connection } = await exchange.raw();
  const pending = connection.send(Ask, {}, 100);
  await raw.next();
  for (let step = 0; step < 5; step += 1) {
    await clock.advance(99);
    pending.extend();
  }
  raw.send({ jsonrpc: '2.0', id: 0, result: { slow: true } });
  expect(await pending.result).toEqual({ slow: true });
});

test('of many deadlines each has its own, and one timer serves all', async () => {
  const { connection } = await exchange.raw();
  const ended: number[] = [];
  const all = [300, 100, 200, 100].map((timeoutMs) => connection.request(Ask, {}, { timeoutMs }).catch(() => { ended.push(timeoutMs); }));
  expect(clock.timers).toBe(1);
  await clock.advance(100);
  expect(ended).toEqual([100, 100]);
  await clock.advance(100);
  await clock.advance(100);
  await Promise.all(all);
  expect(ended).toEqual([100, 100, 200, 300]);
  expect(clock.timers).toBe(0);
});

test('a deadline beyond what a timer can hold does not fire early', async () => {
  const { raw, connection } = await exchange.raw();
  const day = 86_400_000;
  const pending = connection.send(Ask, {}, 99_999_999 * day);
  await raw.next();
  await clock.advance(100 * day);
  raw.send({ jsonrpc: '2.0', id: 0, result: {} });
  expect(await pending.result).toEqual({});
});

test('an answer that lay unread when the deadline passed is taken', async () => {
  const { raw, connection } = await exchange.raw();
  const result = connection.request(Ask, {}, { timeoutMs: 100 });
  await raw.next();
  await new Promise<void>((resolve) => { raw.socket.write(Buffer.from('Content-Length: 39\r\n\r\n{"jsonrpc":"2.0","id":0,"result":{"a":1}}'.replace('39', '41')), () => { resolve(); }); });
  // The bytes are with the system now; the loop has had no turn to read them.
  await clock.advance(100);
  expect(await result).toEqual({ a: 1 });
});

test('cancel rejects at once with its reason, once, and frees what was held', async () => {
  const { raw, connection } = await exchange.raw();
  const pending = connection.send(Ask, {}, 60_000);
  const reason = new ProviderError('PROVIDER_CRASHED', { provider: 'notes' });
  pending.cancel(reason);
  pending.cancel(new ProviderError('FAILED'));
  await expect(pending.result).rejects.toBe(reason);
  expect(connection.load).toMatchObject({ requestsOut: 0, isAwaiting: false });
  expect([(await raw.next()).method, (await raw.next()).method]).toEqual([Ask.method, '$/cancelRequest']);
  raw.send({ jsonrpc: '2.0', id: 0, error: { code: 1021, message: 'cancelled' } }, { jsonrpc: '2.0', id: 1, method: Echo.method, params: {} });
  expect((await raw.next()).id).toBe(1);
});

test('an AbortSignal cancels; one that is aborted already sends nothing', async () => {
  const { raw, connection } = await exchange.raw();
  const controller = new AbortController();
  const result = connection.request(Ask, {}, { timeoutMs: 60_000, signal: controller.signal });
  await raw.next();
  controller.abort();
  await expect(result).rejects.toMatchObject({ code: 'OPERATION_CANCELLED', message: 'OPERATION_CANCELLED: client/ask was cancelled by its caller.', facts: { mayHaveRun: true } });
  expect((await raw.next()).method).toBe('$/cancelRequest');
  await expect(connection.request(Ask, {}, { timeoutMs: 60_000, signal: controller.signal })).rejects.toMatchObject({ code: 'OPERATION_CANCELLED', facts: {} });
  connection.notify(Tell, { last: true });
  expect((await raw.next()).method).toBe(Tell.method);
});

test('F-C2 F-P38 a frame that stays unfinished closes the connection after partialFrameMs, however it drips', async () => {
  const { raw, connection } = await exchange.raw((own) => { own.onNotification(Tell, () => undefined); });
  const message = JSON.stringify({ jsonrpc: '2.0', method: Tell.method, params: { text: 'x'.repeat(100) } });
  raw.write(`Content-Length: ${message.length}\r\n\r\n${message}Content-Len`);
  while (connection.load.unreadBytes < 11) await clock.advance(0);
  await clock.advance(29_999);
  raw.write(`gth: ${message.length}\r\n\r\n${message.slice(0, -1)}`);
  while (connection.load.unreadBytes !== message.length - 1) await clock.advance(0);
  expect(connection.isClosed).toBe(false);
  await clock.advance(1);
  expect((await connection.closed).message).toBe('PROTOCOL_VIOLATED: The peer left a message unfinished for 30000 ms (partialFrameMs). The connection to it was closed.');
  expect(await exchange.servesTheNext()).toEqual({ still: 'here' });
});

test('a frame that is finished in time starts the time anew', async () => {
  const { raw, connection } = await exchange.raw();
  const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: Echo.method, params: {} });
  for (let round = 0; round < 3; round += 1) {
    raw.write(`Content-Length: ${message.length}\r\n\r\n`);
    while (connection.load.unreadBytes + connection.load.requestsIn < 1 && clock.timers === 0) await clock.advance(0);
    await clock.advance(29_999);
    raw.write(message);
    expect((await raw.next()).id).toBe(1);
  }
  await clock.advance(30_000);
  expect(connection.isClosed).toBe(false);
});
