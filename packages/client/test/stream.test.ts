import { expect, test } from '@jest/globals';
import { CreditToHost, Events, List, Logs, ProgressToClient, ProviderError, RowsToClient, Status, type JsonObject, type RequestMessage } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import { connect, type Client } from '#src/connect.js';
import { InTestHost } from './support/in-test-host.js';
import { Turnstile } from './support/turnstile.js';

interface Asked {
  readonly params: { readonly operation: number; readonly credit: number } & JsonObject;
  readonly signal: AbortSignal;
  readonly send: (...rows: readonly JsonObject[]) => void;
  /** Credit granted beyond the first. */
  credit: number;
}

/** A host whose list is told by the test. */
async function listed(answer: (asked: Asked, connection: Connection) => Promise<{ count: number }>): Promise<{ host: InTestHost; client: Client; asked: Asked[] } & AsyncDisposable> {
  const all: Asked[] = [];
  const host = await InTestHost.started((connection) => {
    for (const message of [List, Events, Logs] as RequestMessage<{ readonly operation: number }, { readonly count: number }>[]) {
      connection.onRequest(message, (params, incoming) => {
        const { operation } = params;
        const asked: Asked = { params: params as never, signal: incoming.signal, send: (...rows) => { connection.notify(RowsToClient, { operation, rows }); }, credit: 0 };
        all.push(asked);
        return answer(asked, connection);
      });
    }
    connection.onNotification(CreditToHost, ({ operation, credit }) => { all.find(({ params }) => params.operation === operation)!.credit += credit; });
    connection.onRequest(Status, () => ({ pid: 1 }) as never);
  });
  const client = await connect({ socket: host.socket });
  return { host, client, asked: all, [Symbol.asyncDispose]: async () => { await client.close(); await host[Symbol.asyncDispose](); } };
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const row of rows) taken.push(row);
  return taken;
}

test('rows come one by one, in order, and end with the answer', async () => {
  await using side = await listed(async ({ send }) => {
    send({ n: 1 }, { n: 2 });
    send({ n: 3 });
    return Promise.resolve({ count: 3 });
  });
  expect(await all(side.client.list('root/app:Note', { where: 'n > 0', limit: 5 }, { timeoutMs: 9 }))).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(side.asked[0]!.params).toEqual({ class: 'root/app:Note', query: { where: 'n > 0', limit: 5 }, timeoutMs: 9, operation: 1, credit: 2 });
});

test('events and logs come as the others do', async () => {
  await using side = await listed(async ({ send }) => {
    send({ seq: 1 });
    return Promise.resolve({ count: 1 });
  });
  expect(await all(side.client.events({ since: 0 }))).toEqual([{ seq: 1 }]);
  expect(await all(side.client.logs({ name: 'notes', tail: 5 }))).toEqual([{ seq: 1 }]);
  expect(side.asked.map(({ params }) => params)).toEqual([{ since: 0, operation: 1, credit: 2 }, { name: 'notes', tail: 5, operation: 2, credit: 2 }]);
});

test('credit is given back for a batch when the next is asked for, not before', async () => {
  const end = new Turnstile();
  await using side = await listed(async ({ send }) => {
    for (let n = 1; n <= 3; n += 1) send({ n });
    await end.passed();
    return { count: 3 };
  });
  const batches = side.client.stream(List, { class: 'Note' })[Symbol.asyncIterator]();
  for (let taken = 1; taken <= 3; taken += 1) {
    expect((await batches.next()).value).toEqual([{ n: taken }]);
    await side.client.status();
    expect(side.asked[0]!.credit).toBe(taken - 1);
  }
  end.open();
  await batches.return?.();
});

test('leaving the loop cancels the rest', async () => {
  const cancelled = new Turnstile();
  await using side = await listed(({ send, signal }) => new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      cancelled.open();
      reject(signal.reason as Error);
    });
    send({ n: 1 });
  }));
  for await (const row of side.client.list('Note')) {
    expect(row).toEqual({ n: 1 });
    break;
  }
  await cancelled.passed();
  expect(await side.client.status()).toEqual({ pid: 1 });
});

test('a loop that is never entered asks for nothing', async () => {
  await using side = await listed(async () => Promise.resolve({ count: 0 }));
  side.client.list('Note');
  await side.client.status();
  expect(side.asked).toEqual([]);
});

test('an error comes after the rows that came before it', async () => {
  await using side = await listed(async ({ send }) => {
    send({ n: 1 });
    send({ n: 2 });
    return Promise.reject(new ProviderError('PROVIDER_CRASHED', { pid: 5 }));
  });
  const taken: unknown[] = [];
  await expect((async () => {
    for await (const row of side.client.list('Note')) taken.push(row);
  })()).rejects.toMatchObject({ code: 'PROVIDER_CRASHED', facts: { pid: 5 } });
  expect(taken).toEqual([{ n: 1 }, { n: 2 }]);
});

test('an abort ends the loop at once, rows that wait notwithstanding, and the host is told', async () => {
  const cancelled = new Turnstile();
  await using side = await listed(({ send, signal }) => new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      cancelled.open();
      reject(signal.reason as Error);
    });
    for (let n = 1; n <= 4; n += 1) send({ n });
  }));
  const giving = new AbortController();
  const rows = side.client.list('Note', undefined, { signal: giving.signal });
  expect((await rows.next()).value).toEqual({ n: 1 });
  giving.abort();
  await expect(rows.next()).rejects.toMatchObject({ code: 'OPERATION_CANCELLED' });
  await cancelled.passed();
  expect(await side.client.status()).toEqual({ pid: 1 });
});

test('an abort ends a loop that waits for a row', async () => {
  const waiting = new Turnstile();
  await using side = await listed(() => waiting.passed() as never);
  const giving = new AbortController();
  const rows = side.client.list('Note', undefined, { signal: giving.signal });
  const next = rows.next();
  next.catch(() => {});
  await waiting.waiting();
  giving.abort();
  await expect(next).rejects.toMatchObject({ code: 'OPERATION_CANCELLED' });
  waiting.open();
});

test('a host that sends more than it has credit for is cut off', async () => {
  await using side = await listed(({ send }) => new Promise(() => {
    for (let n = 1; n <= 20; n += 1) send({ n });
  }));
  const rows = side.client.list('Note');
  const taken: unknown[] = [];
  await expect((async () => {
    for await (const row of rows) {
      taken.push(row);
      await side.host.connections[0]!.closed;
    }
  })()).rejects.toMatchObject({ code: 'PROTOCOL_VIOLATED', sentence: 'The host sent more than the 2 batches it had credit for. The connection to it was closed.' });
  expect(taken.length).toBeLessThanOrEqual(4);
  expect(await side.client.status()).toEqual({ pid: 1 });
});

test('progress of a list comes to its listener', async () => {
  const told: unknown[] = [];
  await using side = await listed(async ({ params }, connection) => {
    connection.notify(ProgressToClient, { operation: params.operation, percent: 10 });
    return Promise.resolve({ count: 0 });
  });
  expect(await all(side.client.list('Note', undefined, { onProgress: (progress) => told.push(progress) }))).toEqual([]);
  expect(told).toEqual([{ percent: 10 }]);
});

test('a host that is lost ends a stream with HOST_LOST', async () => {
  await using side = await listed(({ send }) => new Promise(() => { send({ n: 1 }); }));
  const rows = side.client.list('Note');
  expect((await rows.next()).value).toEqual({ n: 1 });
  await side.host.die();
  await expect(rows.next()).rejects.toMatchObject({ code: 'HOST_LOST', facts: { mayHaveRun: true, pid: 4711 } });
});
