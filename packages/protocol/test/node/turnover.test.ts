/** What is open while thousands of others come and go on the same connection. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ProviderError } from '#src/index.js';
import { Ask, Echo, Exchange } from './support/exchange.js';

let exchange: Exchange;
beforeEach(async () => { exchange = await new Exchange().open(); });
afterEach(() => exchange.close());

const MANY = 10_000;
const reply = (id: number, result: unknown): unknown => ({ jsonrpc: '2.0', id, result });

test('a request is answered however many others were asked and answered meanwhile, and every id is of one request alone', async () => {
  const { raw, connection } = await exchange.raw();
  const ask = (n: number): Promise<unknown> => connection.request(Ask, { n }, { timeoutMs: 60_000 });
  const [first, late] = [ask(-1), ask(-2)];
  const ids = new Set<unknown>([(await raw.next()).id, (await raw.next()).id]);
  for (let asked = 0; asked < MANY; asked += 100) {
    const answers = Array.from({ length: 100 }, (_, n) => ask(asked + n));
    for (let n = 0; n < 100; n += 1) {
      const { id, params } = await raw.next();
      ids.add(id);
      raw.send(reply(id as number, params));
    }
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 100 }, (_, n) => ({ n: asked + n })));
  }
  expect(ids.size).toBe(MANY + 2);
  expect(connection.load).toMatchObject({ requestsOut: 2, isAwaiting: true });
  raw.send(reply(0, { at: 'last' }));
  await expect(first).resolves.toEqual({ at: 'last' });
  connection.close(new ProviderError('CONNECTION_CLOSED', {}, { message: 'Over.' }));
  await expect(late).rejects.toMatchObject({ code: 'CONNECTION_CLOSED', sentence: 'Over.' });
  expect(connection.load).toMatchObject({ requestsOut: 0, isAwaiting: false });
});

test('a request that is given up after thousands of others is cancelled by its own id', async () => {
  const { raw, connection } = await exchange.raw();
  const abort = new AbortController();
  const given = connection.request(Ask, { n: -1 }, { timeoutMs: 60_000, signal: abort.signal });
  await raw.next();
  for (let n = 0; n < MANY; n += 1) {
    const answer = connection.request(Ask, { n }, { timeoutMs: 60_000 });
    raw.send(reply((await raw.next()).id as number, {}));
    await answer;
  }
  abort.abort();
  await expect(given).rejects.toMatchObject({ code: 'OPERATION_CANCELLED' });
  expect(await raw.next()).toMatchObject({ method: '$/cancelRequest', params: { id: 0 } });
});

test('a request of the peer is answered after thousands of others of it, and its cancellation reaches it', async () => {
  const open: ((value: object) => void)[] = [];
  const aborted: unknown[] = [];
  const { raw } = await exchange.raw((connection) => {
    connection.onRequest(Echo, (params, incoming) => {
      if (params['wait'] !== true) return params;
      incoming.signal.addEventListener('abort', () => aborted.push(incoming.signal.reason));
      return new Promise<object>((resolve) => { open.push(resolve); });
    });
  });
  raw.send({ jsonrpc: '2.0', id: 'slow', method: Echo.method, params: { wait: true } });
  for (let n = 0; n < MANY; n += 100) {
    raw.send(...Array.from({ length: 100 }, (_, one) => ({ jsonrpc: '2.0', id: n + one, method: Echo.method, params: { n } })));
    for (let one = 0; one < 100; one += 1) expect(await raw.next()).toMatchObject({ id: n + one, result: { n } });
  }
  raw.send({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 'slow' } }, { jsonrpc: '2.0', id: 'after', method: Echo.method, params: {} });
  expect(await raw.next()).toMatchObject({ id: 'after' });
  expect(aborted).toMatchObject([{ code: 'OPERATION_CANCELLED' }]);
  open[0]?.({ done: true });
  expect(await raw.next()).toEqual({ jsonrpc: '2.0', id: 'slow', result: { done: true } });
});
