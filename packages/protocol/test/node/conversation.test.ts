/** Requests, replies and notifications between two peers: in which order, how many, and what goes wrong with one alone. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ProviderError, request } from '#src/index.js';
import type { IncomingRequest } from '#src/node/connection.js';
import { dial } from '#src/node/dial.js';
import { MadeUpClock } from './support/made-up-clock.js';
import { Ask, Echo, Exchange, Tell } from './support/exchange.js';
import type { RawMessage } from './support/raw-peer.js';

let exchange: Exchange;
beforeEach(async () => { exchange = await new Exchange().open(); });
afterEach(() => exchange.close());

const reply = (id: number, result: unknown = {}): unknown => ({ jsonrpc: '2.0', id, result });
const tell = (params: object): unknown => ({ jsonrpc: '2.0', method: Tell.method, params });
const echo = (id: unknown, params: object = {}): unknown => ({ jsonrpc: '2.0', id, method: Echo.method, params });
const nameOf = (message: RawMessage): unknown => message.error?.data?.name;

test('requests and notifications are handled in the order in which they came', async () => {
  const seen: unknown[] = [];
  const { raw } = await exchange.raw((connection) => {
    connection.onRequest(Echo, (params) => {
      seen.push(params['n']);
      return params;
    });
    connection.onNotification(Tell, (params) => { seen.push(params['n']); });
  });
  raw.send(...Array.from({ length: 1000 }, (_, n) => (n % 3 === 0 ? tell({ n }) : echo(n, { n }))));
  for (let answers = 0; answers < 666; answers += 1) await raw.next();
  expect(seen).toEqual(Array.from({ length: 1000 }, (_, n) => n));
});

test('rows are never overtaken by the answer that ends their stream', async () => {
  const seen: unknown[] = [];
  const { raw, connection } = await exchange.raw((own) => { own.onNotification(Tell, (params) => { seen.push(params['row']); }); });
  const result = connection.request(Ask, {}, { timeoutMs: 60_000 }).then(() => { seen.push('end'); });
  await raw.next();
  raw.send(...Array.from({ length: 600 }, (_, row) => tell({ row })), reply(0));
  await result;
  expect(seen).toEqual([...Array.from({ length: 600 }, (_, row) => row), 'end']);
});

test('what awaits a reply goes on before the frame that came after it is handled', async () => {
  const seen: string[] = [];
  const { raw, connection } = await exchange.raw((own) => { own.onNotification(Tell, (params) => { seen.push(`told ${String(params['n'])}`); }); });
  const wrapped = async (n: number): Promise<void> => {
    await (async () => { await connection.request(Ask, {}, { timeoutMs: 60_000 }); })();
    await Promise.resolve();
    seen.push(`answered ${n}`);
  };
  const all = Promise.all([wrapped(0), wrapped(1), wrapped(2)]);
  await raw.next();
  raw.send(tell({ n: 0 }), reply(0), tell({ n: 1 }), reply(2), reply(1), tell({ n: 2 }), tell({ n: 3 }));
  await all;
  await exchange.servesTheNext();
  expect(seen).toEqual(['told 0', 'answered 0', 'told 1', 'answered 2', 'answered 1', 'told 2', 'told 3']);
});

test('P11 an error travels with its code, sentence, remedy and facts, one that a class declares too', async () => {
  const [connection] = await Promise.all([dial(exchange.path, { timeoutMs: 5000, peer: 'the host' }), exchange.accept((own) => {
    own.onRequest(Ask, () => { throw new ProviderError('Full', { max: 3, provider: 'notes' }, { message: 'There are 3 notes.', remedy: 'delete one' }); });
  })]);
  connection.listen();
  const error = await connection.request(Ask, {}, { timeoutMs: 5000 }).catch((thrown: unknown) => thrown as ProviderError);
  expect(error).toMatchObject({ code: 'Full', message: 'Full: There are 3 notes.', remedy: 'delete one', facts: { max: 3, provider: 'notes' } });
  expect(await connection.request(Echo, { still: 'here' }, { timeoutMs: 5000 })).toEqual({ still: 'here' });
  connection.close();
});

test.each([
  ['throws', () => { throw new TypeError('no such drive'); }],
  ['rejects', () => Promise.reject(new TypeError('no such drive'))],
])('a handler that %s something else fails its request alone, and its stack stays here', async (_how, answer) => {
  const { raw } = await exchange.raw((connection) => { connection.onRequest(Ask, answer); });
  raw.send({ jsonrpc: '2.0', id: 5, method: Ask.method });
  expect(await raw.next()).toEqual({
    jsonrpc: '2.0', id: 5,
    error: { code: 1, message: 'client/ask failed: no such drive', data: { name: 'FAILED', remedy: "Read the provider's log: provost logs NAME.", facts: {} } },
  });
  raw.send(echo(6, { still: 'here' }));
  expect((await raw.next()).result).toEqual({ still: 'here' });
});

test.each([
  ['contains itself', () => { const value: Record<string, unknown> = {}; value['self'] = value; return value; }, /^The answer cannot be sent\. A value cannot be sent: Converting circular structure to JSON\.$/],
  ['holds a bigint', () => ({ n: 1n as unknown }), /^The answer cannot be sent\. A value cannot be sent: Do not know how to serialize a BigInt\.$/],
  ['is nested 200 deep', () => { let value = {}; for (let n = 0; n < 200; n += 1) value = { value }; return value; }, /^The answer cannot be sent\. A value cannot be sent: it is nested more than 63 deep \(depth\)\.$/],
])('an answer that %s fails its request alone', async (_what, answer, sentence) => {
  const { raw } = await exchange.raw((connection) => { connection.onRequest(Ask, answer); });
  raw.send({ jsonrpc: '2.0', id: 5, method: Ask.method }, echo(6));
  const failed = await raw.next();
  const other = await raw.next();
  const [first, second] = failed.id === 5 ? [failed, other] : [other, failed];
  expect(nameOf(first)).toBe('FAILED');
  expect(first.error?.message).toMatch(sentence);
  expect(second.id).toBe(6);
});

test('F-P42 an unknown method is answered with -32601 and METHOD_UNKNOWN', async () => {
  const { raw } = await exchange.raw();
  raw.send({ jsonrpc: '2.0', id: 1, method: 'constructor', params: {} }, echo(2));
  expect((await raw.next()).error).toMatchObject({ code: -32601, message: '"constructor" is no message that is known here.', data: { name: 'METHOD_UNKNOWN' } });
  expect((await raw.next()).id).toBe(2);
});

test('F-P42 our request that the peer does not know fails with METHOD_UNKNOWN', async () => {
  const { raw, connection } = await exchange.raw();
  const result = connection.request(request<object, object>('client/new'), {}, { timeoutMs: 60_000 });
  await raw.next();
  raw.send({ jsonrpc: '2.0', id: 0, error: { code: -32601, message: 'What?', data: { name: 'METHOD_UNKNOWN' } } });
  await expect(result).rejects.toMatchObject({ code: 'METHOD_UNKNOWN', message: 'METHOD_UNKNOWN: What?' });
});

test('F-P42 unknown notifications are dropped, and more than 1000 a minute close the connection', async () => {
  const clock = new MadeUpClock();
  const own = await new Exchange({ clock }).open();
  const { raw, connection } = await own.raw();
  const unknown = Array.from({ length: 1000 }, () => ({ jsonrpc: '2.0', method: 'host/later' }));
  raw.send(...unknown, echo(1));
  expect((await raw.next()).id).toBe(1);
  await clock.advance(60_000);
  raw.send(...unknown, echo(2));
  expect((await raw.next()).id).toBe(2);
  raw.send(...unknown, ...unknown);
  expect((await connection.closed).message).toBe('PROTOCOL_VIOLATED: The peer sent more than 1000 notifications a minute that are not known here, the last one "host/later". The connection to it was closed.');
  expect(await own.servesTheNext()).toEqual({ still: 'here' });
  await own.close();
});

test('F-P44 of two replies the first wins, in one tick and in another', async () => {
  const { raw, connection } = await exchange.raw();
  const result = connection.request(Ask, {}, { timeoutMs: 60_000 });
  await raw.next();
  raw.send(reply(0, { n: 1 }), reply(0, { n: 2 }));
  expect(await result).toEqual({ n: 1 });
  raw.send(reply(0, { n: 3 }), echo(1));
  expect((await raw.next()).id).toBe(1);
  expect(connection.isClosed).toBe(false);
});

test('F-P44 replies that nobody waits for close the connection when they come in masses', async () => {
  const { raw, connection } = await exchange.raw();
  const result = connection.request(Ask, {}, { timeoutMs: 60_000 });
  await raw.next();
  raw.send(...Array.from({ length: 1002 }, () => reply(0)));
  await result;
  expect((await connection.closed).message).toBe('PROTOCOL_VIOLATED: The peer sent more than 1000 answers that nobody waits for. The connection to it was closed.');
  expect(await exchange.servesTheNext()).toEqual({ still: 'here' });
});

test('F-C21 a second request with the id of an unanswered one is refused, and the first is answered still', async () => {
  let answer: (result: Record<string, unknown>) => void = () => undefined;
  const { raw } = await exchange.raw((connection) => { connection.onRequest(Ask, () => new Promise((resolve) => { answer = resolve; })); });
  raw.send({ jsonrpc: '2.0', id: 7, method: Ask.method }, echo(7));
  const second = await raw.next();
  expect([nameOf(second), second.error?.message]).toEqual(['PROTOCOL_VIOLATED', 'Request 7 is still being answered; an id may be used again after its answer.']);
  answer({ first: true });
  expect(await raw.next()).toEqual({ jsonrpc: '2.0', id: 7, result: { first: true } });
  raw.send(echo(7, { again: true }));
  expect((await raw.next()).result).toEqual({ again: true });
});

test('more requests at once than requestsAtOnce are refused, and notifications still get through to those at work', async () => {
  const own = await new Exchange({ limits: { requestsAtOnce: 3 } }).open();
  const { raw } = await own.raw((connection) => {
    const waiting: Array<(result: Record<string, unknown>) => void> = [];
    connection.onRequest(Ask, () => new Promise((resolve) => { waiting.push(resolve); }));
    connection.onNotification(Tell, () => { waiting.shift()?.({}); });
  });
  raw.send(...[1, 2, 3, 4].map((id) => ({ jsonrpc: '2.0', id, method: Ask.method })));
  const refused = await raw.next();
  expect([refused.id, nameOf(refused), refused.error?.message]).toEqual([4, 'SERVER_LIMITS_EXCEEDED', '3 requests of this connection are being answered already (requestsAtOnce).']);
  raw.send(tell({}), tell({}), tell({}));
  expect([(await raw.next()).id, (await raw.next()).id, (await raw.next()).id]).toEqual([1, 2, 3]);
  expect(await own.servesTheNext()).toEqual({ still: 'here' });
  await own.close();
});

test('a request that the peer cancels has its signal aborted, whether it was read before or after', async () => {
  const incoming: IncomingRequest[] = [];
  let finish: (result: Record<string, unknown>) => void = () => undefined;
  const { raw } = await exchange.raw((connection) => {
    connection.onRequest(Ask, (_params, request) => {
      incoming.push(request);
      return new Promise((resolve) => { finish = resolve; });
    });
  });
  raw.send({ jsonrpc: '2.0', id: 'a', method: Ask.method }, { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 'a' } }, echo(1));
  await raw.next();
  expect(incoming[0]!.signal.reason).toMatchObject({ code: 'OPERATION_CANCELLED' });
  raw.send({ jsonrpc: '2.0', method: '$/cancelRequest' }, { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: {} } }, { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 'b' } });
  finish({ partly: true });
  expect((await raw.next()).result).toEqual({ partly: true });
});

test('whoever listens for the cancellation of a request is told once, unless it has stopped listening, and needs no AbortSignal for it', async () => {
  const told: string[] = [];
  let asked: (request: IncomingRequest) => void = () => undefined;
  const began = new Promise<IncomingRequest>((resolve) => { asked = resolve; });
  const { raw } = await exchange.raw((connection) => {
    connection.onRequest(Ask, (_params, request) => {
      const { cancellation } = request;
      const forgotten = (): void => { told.push('forgotten'); };
      cancellation.addEventListener('abort', forgotten);
      cancellation.addEventListener('abort', () => { told.push('listening'); });
      cancellation.removeEventListener('abort', forgotten);
      asked(request);
      return new Promise((resolve) => { cancellation.addEventListener('abort', () => { resolve({}); }); });
    });
  });
  raw.send({ jsonrpc: '2.0', id: 'a', method: Ask.method });
  const { cancellation } = await began;
  expect(cancellation.aborted).toBe(false);
  raw.send({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 'a' } }, { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 'a' } });
  expect((await raw.next()).result).toEqual({});
  expect(cancellation).toMatchObject({ aborted: true, reason: expect.objectContaining({ code: 'OPERATION_CANCELLED' }) });
  expect(told).toEqual(['listening']);
});

test('a notification that its handler cannot take closes the connection, and says which', async () => {
  const { raw, connection } = await exchange.raw((own) => { own.onNotification(Tell, (params) => { (params['rows'] as unknown[]).map(String); }); });
  raw.send(tell({}));
  expect((await connection.closed).message).toBe("PROTOCOL_VIOLATED: The peer sent host/tell that could not be handled: Cannot read properties of undefined (reading 'map'). The connection to it was closed.");
  expect(await exchange.servesTheNext()).toEqual({ still: 'here' });
});
