/** What is in parameters and results arrives as it was sent: no name changes a prototype, no number or string is bent. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { RpcConnection } from '#src/node/rpc-connection.js';
import { openConnection, type Connection } from '#src/node/connection.js';
import { connect } from 'node:net';
import { Ask, Echo, Exchange } from './support/exchange.js';
import { frame } from './support/raw-peer.js';

let exchange: Exchange;
let near: Connection;
let far: RpcConnection;
beforeEach(async () => {
  exchange = await new Exchange().open();
  const accepted = exchange.accept();
  near = openConnection(connect(exchange.path), { peer: 'the host' });
  near.listen();
  far = await accepted;
});
afterEach(async () => {
  near.close();
  await far.closed;
  await exchange.close();
});

const roundTrip = (params: Record<string, unknown>): Promise<Record<string, unknown>> => near.request(Echo, params, { timeoutMs: 60_000 });

test.each(['__proto__', 'constructor', 'prototype', 'toString', 'then', 'isCancellationRequested'])('F-C19 a key named %s stays data, everywhere in a message', async (key) => {
  const poison = `{"${key}":{"polluted":true,"jsonrpc":"1"}}`;
  let inner: unknown;
  const { raw } = await exchange.raw((connection) => {
    connection.onRequest(Ask, (params) => {
      inner = params;
      return params;
    });
  });
  raw.write(frame(`{"jsonrpc":"2.0","id":1,"${key}":{"id":5},"method":"${Ask.method}","params":${poison}}`));
  const answer = await raw.next();
  expect(JSON.stringify(answer.result)).toBe(poison);
  expect(Object.getOwnPropertyNames(inner)).toEqual([key]);
  expect(Object.getPrototypeOf(inner)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test.each(['__proto__', 'constructor', 'hasOwnProperty', '__defineGetter__'])('F-C19 a method named %s is unknown', async (method) => {
  const { raw } = await exchange.raw();
  raw.send({ jsonrpc: '2.0', method, params: {} }, { jsonrpc: '2.0', id: method, method, params: {} });
  expect(await raw.next()).toMatchObject({ id: method, error: { code: -32601, data: { name: 'METHOD_UNKNOWN' } } });
});

test('F-C19 parameters that look like a cancellation token are parameters', async () => {
  const params = { isCancellationRequested: true, onCancellationRequested: 'x' };
  expect(await roundTrip(params)).toEqual(params);
});

test('F-C22 any JSON value makes the round trip unchanged, lone surrogates and large numbers too', async () => {
  await fc.assert(fc.asyncProperty(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true }), async (value, text, number) => {
    const params = { value, text, number, int64: '9223372036854775807', surrogates: ['\ud800', '\udc00x', 'a\u2028b'] };
    const result = await roundTrip(params);
    expect(JSON.stringify(result)).toBe(JSON.stringify(params));
  }), { numRuns: 300 });
});

test('F-C22 what JSON has no word for is null, and -0 is 0', async () => {
  expect(JSON.stringify(await roundTrip({ nan: NaN, infinity: Infinity, zero: -0, beyond: 2 ** 53 + 2 }))).toBe('{"nan":null,"infinity":null,"zero":0,"beyond":9007199254740994}');
});

test('a handler that returns nothing answers null', async () => {
  far.onRequest(Ask, () => undefined as never);
  expect(await near.request(Ask, {}, { timeoutMs: 60_000 })).toBeNull();
});
