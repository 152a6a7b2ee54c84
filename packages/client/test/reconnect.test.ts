import { expect, test } from '@jest/globals';
import { Get, Invoke, List, ProviderError, RowsToClient, SchemaOf, Status } from '@provost/protocol';
import { connect, type Client } from '#src/connect.js';
import { InTestHost } from './support/in-test-host.js';
import { Turnstile } from './support/turnstile.js';

const path = 'root/app:Note.id="7"';

/** The host dies, and the client has seen it. */
async function lose(host: InTestHost, client: Client): Promise<void> {
  const lost = new Promise<unknown>((resolve) => client.onLost(resolve));
  await host.die();
  await lost;
}

async function startedHost(gate = new Turnstile()): Promise<InTestHost> {
  return InTestHost.started((connection) => {
    connection.onRequest(Get, () => gate.passed() as never);
    connection.onRequest(Status, () => ({ pid: 1 }) as never);
  });
}

test('what was under way when the host was lost rejects with HOST_LOST, and is not asked again', async () => {
  const gate = new Turnstile();
  await using host = await startedHost(gate);
  await using client = await connect({ socket: host.socket });
  const getting = client.get(path);
  getting.catch(() => {});
  await gate.waiting();
  await host.die();
  await expect(getting).rejects.toMatchObject({
    code: 'HOST_LOST', facts: { mayHaveRun: true, pid: 4711 }, sentence: 'The host (pid 4711) ended while host/get was under way; it may have been done.',
  });
});

test('the next request finds the host that took its place', async () => {
  const told: unknown[] = [];
  await using host = await startedHost();
  await using client = await connect({ socket: host.socket });
  client.onLost(({ code }) => told.push(code));
  client.onConnected(({ epoch }) => told.push(epoch));
  await lose(host, client);
  await host.start();
  expect(await client.status()).toEqual({ pid: 1 });
  expect(client.host.epoch).toBe(2);
  expect(told).toEqual(['CONNECTION_CLOSED', 2]);
  expect(host.hellos).toHaveLength(2);
});

test('a request waits for a host that is on its way', async () => {
  await using host = await startedHost();
  await using client = await connect({ socket: host.socket, reconnectMs: 20_000 });
  await lose(host, client);
  const asked = Promise.all([client.status(), client.status(), client.status()]);
  await host.start();
  expect(await asked).toEqual([{ pid: 1 }, { pid: 1 }, { pid: 1 }]);
  expect(host.hellos).toHaveLength(2);
});

test('a host that does not come back is HOST_NOT_RUNNING, and is dialled anew by the next request', async () => {
  await using host = await startedHost();
  await using client = await connect({ socket: host.socket, reconnectMs: 60 });
  await lose(host, client);
  await expect(client.status()).rejects.toMatchObject({ code: 'HOST_NOT_RUNNING' });
  await host.start();
  expect(await client.status()).toEqual({ pid: 1 });
});

test('a host that refuses is not dialled again', async () => {
  await using host = await startedHost();
  await using client = await connect({ socket: host.socket, reconnectMs: 20_000 });
  await lose(host, client);
  host.greet = () => { throw new ProviderError('PROTOCOL_VERSION_UNSUPPORTED'); };
  await host.start();
  await expect(client.status()).rejects.toMatchObject({ code: 'PROTOCOL_VERSION_UNSUPPORTED' });
  expect(host.hellos).toHaveLength(2);
});

test('a request that waits for the host can be aborted, and others wait on', async () => {
  await using host = await startedHost();
  await using client = await connect({ socket: host.socket, reconnectMs: 20_000 });
  await lose(host, client);
  const giving = new AbortController();
  const given = client.status({ signal: giving.signal });
  given.catch(() => {});
  const waiting = client.status();
  giving.abort();
  await expect(given).rejects.toMatchObject({ code: 'OPERATION_CANCELLED', facts: {} });
  await host.start();
  expect(await waiting).toEqual({ pid: 1 });
});

test('closing ends the wait for the host', async () => {
  await using host = await startedHost();
  const client = await connect({ socket: host.socket, reconnectMs: 600_000 });
  await lose(host, client);
  const waiting = client.status();
  waiting.catch(() => {});
  await client.close();
  await expect(waiting).rejects.toMatchObject({ code: 'CONNECTION_CLOSED', sentence: 'host/status was not sent: the client is closed.' });
});

test('a listener that was taken back is not told, nor is one of a client that closed itself', async () => {
  const told: string[] = [];
  await using host = await startedHost();
  const client = await connect({ socket: host.socket });
  client.onLost(() => told.push('lost'))();
  client.onConnected(() => told.push('connected'))();
  await lose(host, client);
  await host.start();
  await client.status();
  client.onLost(() => told.push('closed'));
  await client.close();
  expect(told).toEqual([]);
});

test('what no longer got to the host that died waits for the next one, several at once too', async () => {
  const asked: number[] = [];
  await using host = await InTestHost.started((connection) => {
    connection.onRequest(Get, (params) => {
      asked.push(host.epoch);
      return { path: params.path, instance: { id: '7' } };
    });
    connection.onRequest(Status, () => ({ pid: 1 }) as never);
  });
  await using client = await connect({ socket: host.socket, reconnectMs: 20_000 });
  await client.status();
  const dying = host.die(); // Its sockets are closed, and the client has not heard of it.
  const answers = Promise.all([client.get(path), client.get(path), client.status()]);
  await dying;
  await host.start();
  expect(await answers).toEqual([{ id: '7' }, { id: '7' }, { pid: 1 }]);
  expect([client.host.epoch, asked]).toEqual([2, [2, 2]]);
});

test('what did not get to the host that died is HOST_NOT_RUNNING where no other comes, and certainly has not run', async () => {
  await using host = await startedHost();
  await using client = await connect({ socket: host.socket, reconnectMs: 50 });
  const dying = host.die();
  const asked = client.get(path);
  asked.catch(() => {});
  await dying;
  await expect(asked).rejects.toMatchObject({ code: 'HOST_NOT_RUNNING' });
  await expect(asked).rejects.not.toHaveProperty('facts.mayHaveRun');
});

test('a list that did not get to the host that died waits for the next one', async () => {
  await using host = await InTestHost.started((connection) => {
    connection.onRequest(List, ({ operation }) => {
      connection.notify(RowsToClient, { operation, rows: [{ id: '7' }] });
      return { count: 1 };
    });
  });
  await using client = await connect({ socket: host.socket, reconnectMs: 20_000 });
  const dying = host.die();
  const rows: unknown[] = [];
  const reading = (async () => { for await (const row of client.list('root/app:Note')) rows.push(row); })();
  await dying;
  await host.start();
  await reading;
  expect(rows).toEqual([{ id: '7' }]);
});

test('what only reads what the host keeps is asked once more when the host dies before it answers, and no more than once', async () => {
  const asked: number[] = [];
  const arrived = new Turnstile();
  await using host = await InTestHost.started((connection) => {
    connection.onRequest(Status, () => {
      asked.push(host.epoch);
      return asked.length === 2 ? ({ pid: 2 } as never) : arrived.passed() as never;
    });
  });
  await using client = await connect({ socket: host.socket, reconnectMs: 20_000 });
  const answered = client.status();
  await arrived.waiting();
  await host.die();
  await host.start();
  expect(await answered).toEqual({ pid: 2 });
  expect(asked).toEqual([1, 2]);
});

test('a read that two hosts in a row die of is HOST_LOST', async () => {
  let arrived = new Turnstile();
  await using host = await InTestHost.started((connection) => { connection.onRequest(Status, () => arrived.passed() as never); });
  await using client = await connect({ socket: host.socket, reconnectMs: 20_000 });
  const answered = client.status();
  answered.catch(() => {});
  for (let death = 0; death < 2; death += 1) {
    await arrived.waiting();
    arrived = new Turnstile();
    await host.die();
    await host.start();
  }
  await expect(answered).rejects.toMatchObject({ code: 'HOST_LOST', facts: { mayHaveRun: true } });
});

/** A host that dies while the first `deaths` calls are at work, of a provider that honours operation ids or does not. */
async function dyingHost(of: { readonly operationIds: boolean; readonly deaths: number }): Promise<{ host: InTestHost; arrived: Turnstile; asked: unknown[] }> {
  const asked: unknown[] = [];
  const arrived = new Turnstile();
  const host = await InTestHost.started((connection) => {
    connection.onRequest(SchemaOf, ({ class: name }) => ({ namespace: 'root/app', provider: 'notes', definition: { name } as never, operationIds: of.operationIds }));
    connection.onRequest(Invoke, ({ operationId }) => {
      asked.push([host.epoch, operationId]);
      return asked.length <= of.deaths ? (arrived.passed() as never) : { value: 'done' };
    });
  });
  return { host, arrived, asked };
}

const append = { path, method: 'append', arguments: {} };

test('P10 a call with an operation id is asked again once the host is back, where its provider does it once however often it is asked', async () => {
  const { host, arrived, asked } = await dyingHost({ operationIds: true, deaths: 1 });
  await using _ = host;
  await using client = await connect({ socket: host.socket, reconnectMs: 20_000 });
  const answered = client.request(Invoke, { ...append, operationId: 'one' });
  await arrived.waiting();
  await host.die();
  await host.start();
  expect(await answered).toEqual({ value: 'done' });
  expect(asked).toEqual([[1, 'one'], [2, 'one']]);
});

test.each([
  ['its provider does not honour operation ids', { operationIds: false }, { operationId: 'one' }],
  ['it has none', { operationIds: true }, {}],
])('a call whose host dies is HOST_LOST, and may have run, where %s', async (_why, of, more) => {
  const { host, arrived, asked } = await dyingHost({ ...of, deaths: 1 });
  await using _ = host;
  await using client = await connect({ socket: host.socket, reconnectMs: 20_000 });
  const answered = client.request(Invoke, { ...append, ...more });
  answered.catch(() => {});
  await arrived.waiting();
  await host.die();
  await host.start();
  await expect(answered).rejects.toMatchObject({ code: 'HOST_LOST', facts: { mayHaveRun: true } });
  expect(asked).toHaveLength(1);
});
