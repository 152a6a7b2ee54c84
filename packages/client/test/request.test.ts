import { expect, test } from '@jest/globals';
import { Create, Delete, Get, Invoke, Modify, ProgressToClient, ProviderError, Status, WarningToClient, type JsonObject } from '@provost/protocol';
import type { Connection, IncomingRequest } from '@provost/protocol/node';
import { connect, type Client } from '#src/connect.js';
import { InTestHost } from './support/in-test-host.js';
import { Turnstile } from './support/turnstile.js';

const path = 'root/app:Note.id="7"';

async function served(serve: (connection: Connection) => void): Promise<{ host: InTestHost; client: Client } & AsyncDisposable> {
  const host = await InTestHost.started(serve);
  const client = await connect({ socket: host.socket });
  return { host, client, [Symbol.asyncDispose]: async () => { await client.close(); await host[Symbol.asyncDispose](); } };
}

test('each operation sends what it is given, and gives what it gets', async () => {
  const asked: [string, unknown][] = [];
  await using side = await served((connection) => {
    const take = (method: string, answer: unknown) => (params: unknown): never => {
      asked.push([method, params]);
      return answer as never;
    };
    connection.onRequest(Get, take('get', { path, instance: { id: '7' } }));
    connection.onRequest(Create, take('create', { path, instance: { id: '7' } }));
    connection.onRequest(Modify, take('modify', { instance: { id: '7', text: 'b' } }));
    connection.onRequest(Delete, take('delete', {}));
    connection.onRequest(Invoke, take('invoke', { value: 3 }));
  });
  const { client } = side;
  expect(await client.get(path, { operationId: 'x' })).toEqual({ id: '7' });
  expect(await client.create('root/app:Note', { text: 'a' })).toEqual({ path, instance: { id: '7' } });
  expect(await client.modify(path, { text: 'b' })).toEqual({ id: '7', text: 'b' });
  expect(await client.delete(path)).toBe(undefined);
  expect(await client.invoke(path, 'append', { text: 'c' })).toBe(3);
  expect(asked).toEqual([
    ['get', { path, operationId: 'x' }],
    ['create', { class: 'root/app:Note', properties: { text: 'a' } }],
    ['modify', { path, patch: { text: 'b' } }],
    ['delete', { path }],
    ['invoke', { path, method: 'append', arguments: { text: 'c' } }],
  ]);
});

test('P11 an error arrives as the host threw it', async () => {
  await using side = await served((connection) => {
    connection.onRequest(Get, () => { throw new ProviderError('PROVIDER_CRASHED', { provider: 'notes', pid: 9, mayHaveRun: true }, { message: 'It ended.', remedy: 'Look.' }); });
  });
  await expect(side.client.get(path)).rejects.toMatchObject({ code: 'PROVIDER_CRASHED', sentence: 'It ended.', remedy: 'Look.', facts: { provider: 'notes', pid: 9, mayHaveRun: true } });
});

test('progress and warnings come to their own operation, in order, before its answer', async () => {
  const told: unknown[] = [];
  await using side = await served((connection) => {
    connection.onRequest(Invoke, ({ operation, method }) => {
      connection.notify(ProgressToClient, { operation: operation!, percent: 50, message: method });
      connection.notify(WarningToClient, { operation: operation!, message: method });
      connection.notify(ProgressToClient, { operation: operation! + 100, percent: 99 });
      return { value: method };
    });
  });
  const ask = (method: string): Promise<unknown> => side.client.invoke(path, method, {}, {
    onProgress: (progress) => told.push([method, progress]),
    onWarning: (message) => told.push([method, message]),
  });
  expect(await ask('one')).toBe('one');
  expect(told).toEqual([['one', { percent: 50, message: 'one' }], ['one', 'one']]);
  await Promise.all([ask('two'), ask('three')]);
  expect(told.slice(2)).toEqual([
    ['two', { percent: 50, message: 'two' }], ['two', 'two'], ['three', { percent: 50, message: 'three' }], ['three', 'three'],
  ]);
});

test('a listener that throws ends its own operation, and nothing else', async () => {
  const cancelled = new Turnstile();
  await using side = await served((connection) => {
    connection.onRequest(Invoke, ({ operation }, incoming: IncomingRequest) => new Promise<never>((_, reject) => {
      incoming.signal.addEventListener('abort', () => {
        cancelled.open();
        reject(incoming.signal.reason as Error);
      });
      connection.notify(ProgressToClient, { operation: operation!, percent: 1 });
    }));
    connection.onRequest(Status, () => ({ pid: 1 }) as never);
  });
  const asked = side.client.invoke(path, 'm', {}, { onProgress: () => { throw new TypeError('oops'); } });
  await expect(asked).rejects.toMatchObject({ code: 'FAILED', sentence: 'host/invoke was given up because its onProgress threw: TypeError: oops', facts: { mayHaveRun: true } });
  await cancelled.passed();
  expect(await side.client.status()).toEqual({ pid: 1 });
});

test('a request that was aborted before is not sent', async () => {
  let asked = 0;
  await using side = await served((connection) => {
    connection.onRequest(Get, () => {
      asked += 1;
      return { path, instance: {} };
    });
  });
  await expect(side.client.get(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'OPERATION_CANCELLED', facts: {} });
  expect(await side.client.get(path)).toEqual({});
  expect(asked).toBe(1);
});

test('a request that is aborted rejects at once, and the host is told', async () => {
  const asked = new Turnstile();
  const cancelled = new Turnstile();
  await using side = await served((connection) => {
    connection.onRequest(Get, (_, incoming) => {
      incoming.signal.addEventListener('abort', () => { cancelled.open(); });
      return asked.passed() as never;
    });
    connection.onRequest(Status, () => ({ pid: 1 }) as never);
  });
  const giving = new AbortController();
  const getting = side.client.get(path, { signal: giving.signal });
  getting.catch(() => {});
  await asked.waiting();
  giving.abort();
  await expect(getting).rejects.toMatchObject({ code: 'OPERATION_CANCELLED', facts: { mayHaveRun: true } });
  await cancelled.passed();
  expect(await side.client.status()).toEqual({ pid: 1 });
});

test('a reason that is an error of ours is what a request rejects with', async () => {
  await using side = await served(() => {});
  const reason = new ProviderError('OPERATION_TIMED_OUT', {}, { message: 'Too late.' });
  await expect(side.client.get(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('a deadline is told to the host, which keeps it', async () => {
  const asked: JsonObject[] = [];
  await using side = await served((connection) => {
    connection.onRequest(Get, (params) => {
      asked.push(params as never);
      throw new ProviderError('OPERATION_TIMED_OUT');
    });
  });
  await expect(side.client.get(path, { timeoutMs: 20 })).rejects.toMatchObject({ code: 'OPERATION_TIMED_OUT' });
  expect(asked).toEqual([{ path, timeoutMs: 20, operation: 1 }]);
});

test('what is under way when the client closes rejects with CONNECTION_CLOSED', async () => {
  const asked = new Turnstile();
  await using side = await served((connection) => { connection.onRequest(Get, () => asked.passed() as never); });
  const getting = side.client.get(path);
  getting.catch(() => {});
  await asked.waiting();
  await side.client.close();
  await expect(getting).rejects.toMatchObject({ code: 'CONNECTION_CLOSED', facts: { mayHaveRun: true } });
});
