import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ProviderError, Status } from '@provost/protocol';
import { connect } from '#src/connect.js';
import { InTestHost } from './support/in-test-host.js';
import { Turnstile } from './support/turnstile.js';

const STATUS = { pid: 4711 } as never;

test('a client says who it is, and knows the host', async () => {
  await using host = await InTestHost.started((connection) => { connection.onRequest(Status, () => STATUS); });
  await using client = await connect({ state: host.state, name: 'backup' });
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(host.hellos).toEqual([{ role: 'client', protocol: { min: 1, max: 1 }, features: ['rows', 'rows-msgpack'], software: { name: 'backup', version }, pid: process.pid }]);
  expect(client.host).toEqual({ version: '1', pid: 4711, epoch: 1, state: host.state });
  expect(client.isConnected).toBe(true);
  expect(await client.status()).toEqual(STATUS);
});

test('a socket that is named is dialled', async () => {
  await using host = await InTestHost.started((connection) => { connection.onRequest(Status, () => STATUS); });
  await using client = await connect({ socket: host.socket, state: '/nowhere' });
  expect(await client.status()).toEqual(STATUS);
});

test('where no host runs it is HOST_NOT_RUNNING, at once', async () => {
  await using host = new InTestHost();
  await expect(connect({ state: host.state })).rejects.toMatchObject({ code: 'HOST_NOT_RUNNING', remedy: 'Start one: provost up.', facts: { socket: host.socket } });
  await host.start();
  await (await connect({ state: host.state })).close();
});

test.each(['PROTOCOL_VERSION_UNSUPPORTED', 'SERVER_LIMITS_EXCEEDED', 'ACCESS_DENIED'])('a refusal of the hello is told as it is: %s', async (code) => {
  await using host = await InTestHost.started();
  host.greet = () => { throw new ProviderError(code, {}, { message: 'No.', remedy: 'Do that.' }); };
  await expect(connect({ socket: host.socket })).rejects.toMatchObject({ code, sentence: 'No.', remedy: 'Do that.' });
  await host.connections[0]!.closed;
});

test('a host that does not answer the hello in time is given up', async () => {
  const gate = new Turnstile();
  await using host = await InTestHost.started();
  host.greet = () => gate.passed() as never;
  await expect(connect({ socket: host.socket, timeoutMs: 50 })).rejects.toMatchObject({ code: 'OPERATION_TIMED_OUT' });
  await host.connections[0]!.closed;
});

test('connecting can be given up, before and during', async () => {
  const gate = new Turnstile();
  await using host = await InTestHost.started();
  host.greet = () => gate.passed() as never;
  await expect(connect({ socket: host.socket, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'OPERATION_CANCELLED' });
  const giving = new AbortController();
  const connecting = connect({ socket: host.socket, signal: giving.signal });
  connecting.catch(() => {});
  await gate.waiting();
  giving.abort();
  await expect(connecting).rejects.toMatchObject({ code: 'OPERATION_CANCELLED' });
  await host.connections.at(-1)!.closed;
});

test('a closed client says so, and close is idempotent', async () => {
  await using host = await InTestHost.started();
  const client = await connect({ socket: host.socket });
  await Promise.all([client.close(), client.close()]);
  await client.close();
  await host.connections[0]!.closed;
  await expect(client.status()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED', sentence: 'host/status was not sent: the client is closed.' });
  expect(join(host.state, 'host.sock')).toBe(host.socket);
});
