import { expect, test } from '@jest/globals';
import { Get, ProviderError, Status } from '@provost/protocol';
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
