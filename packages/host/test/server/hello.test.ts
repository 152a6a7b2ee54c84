import { expect, test } from '@jest/globals';
import type { Connection } from '@provost/protocol/node';
import { Status, type HelloParams } from '@provost/protocol';
import { RawClient, HELLO, frameOf } from './support/raw-client.js';
import { runningServer, STATUS, type RunningServer } from './support/running-server.js';

/** The next client is served, and is the only one that is left. */
async function servesTheNext({ socket, server }: RunningServer): Promise<void> {
  const client = await RawClient.greeted(socket);
  expect((await client.ask(Status.method, {})).result).toEqual(STATUS);
  expect([server.clients, server.connections]).toEqual([1, 1]);
  client.close();
}

test('a client is told the version, the host, the shared features and the frame limit', async () => {
  await using running = await runningServer({ features: () => ['a', 'b'] });
  const client = await RawClient.connect(running.socket);
  const { result } = await client.ask('host/hello', { ...HELLO, features: ['b', 'c'] });
  expect(result).toEqual({
    protocol: 1, features: ['b'], host: { version: '1.2.3', pid: process.pid, epoch: 7, state: running.state }, limits: { frameBytes: 16 * 1024 * 1024 },
  });
  client.close();
});

test('frames that follow the hello at once are not lost', async () => {
  await using running = await runningServer();
  const client = await RawClient.connect(running.socket);
  client.write({ jsonrpc: '2.0', id: 'h', method: 'host/hello', params: HELLO }, { jsonrpc: '2.0', id: 's', method: 'host/status', params: {} });
  expect((await client.until(({ id }) => id === 'h')).result).toMatchObject({ protocol: 1 });
  expect((await client.until(({ id }) => id === 's')).result).toEqual(STATUS);
  client.close();
});

test('a hello that comes byte by byte is understood', async () => {
  await using running = await runningServer();
  const client = await RawClient.connect(running.socket);
  client.socket.setNoDelay(true);
  for (const byte of frameOf({ jsonrpc: '2.0', id: 1, method: 'host/hello', params: HELLO })) {
    await new Promise((written) => { client.socket.write(Buffer.of(byte), written); });
  }
  expect((await client.answer(1)).result).toMatchObject({ protocol: 1 });
  client.close();
});

test('F-C1 a connection that never sends anything is closed after the hello timeout, saying so', async () => {
  await using running = await runningServer({ limits: { helloTimeoutMs: 50 } });
  const client = await RawClient.connect(running.socket);
  const { error } = await client.until(({ id }) => id === null);
  expect(error?.data.name).toBe('PROTOCOL_VIOLATED');
  expect(error?.message).toBe('A peer said no hello within 50 ms (helloTimeoutMs). The connection to it was closed.');
  await client.closed;
  await servesTheNext(running);
});

test('F-C1 a connection that is closed before its hello leaves nothing behind', async () => {
  await using running = await runningServer();
  const client = await RawClient.connect(running.socket);
  client.socket.end('Content-Length: 99\r\n');
  await client.closed;
  await servesTheNext(running);
});

test('F-C2 a hello that stays unfinished is closed after the hello timeout', async () => {
  await using running = await runningServer({ limits: { helloTimeoutMs: 50 } });
  const client = await RawClient.connect(running.socket);
  client.socket.write('Content-Length: 200\r\n\r\n{"jsonrpc":"2.0",');
  expect((await client.until(({ id }) => id === null)).error?.data.name).toBe('PROTOCOL_VIOLATED');
  await client.closed;
  await servesTheNext(running);
});

test.each([
  ['another request', frameOf({ jsonrpc: '2.0', id: 9, method: 'host/status', params: {} }), 9, 'A peer began with "host/status"; the first frame must be the request host/hello. The connection to it was closed.'],
  ['a hello that is no request', frameOf({ jsonrpc: '2.0', method: 'host/hello', params: HELLO }), null, 'A peer began with "host/hello"; the first frame must be the request host/hello. The connection to it was closed.'],
  ['an array', frameOf('[]'), null, 'A peer began with no request; the first frame must be the request host/hello. The connection to it was closed.'],
  ['null', frameOf('null'), null, 'A peer began with no request; the first frame must be the request host/hello. The connection to it was closed.'],
  ['what is not JSON', frameOf('{"jsonrpc"'), null, 'A peer began with a frame that is not JSON. The connection to it was closed.'],
  ['a frame larger than a hello may be', Buffer.from('Content-Length: 9000\r\n\r\n'), null, 'A peer began with a frame of 9024 bytes; helloBytes allows 8192. The connection to it was closed.'],
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n'), null, 'A peer sent a frame header that is not known here: "GET / HTTP/1.1". The connection to it was closed.'],
  ['a provider without its activation', frameOf({ jsonrpc: '2.0', id: 1, method: 'host/hello', params: { ...HELLO, role: 'provider' } }), 1, 'A peer said hello as a provider without its activation. The connection to it was closed.'],
])('F-C1 a first frame that is %s is answered with PROTOCOL_VIOLATED and closed', async (_, bytes, id, message) => {
  await using running = await runningServer();
  const client = await RawClient.connect(running.socket);
  client.socket.write(bytes);
  const refusal = await client.until(() => true);
  expect(refusal).toMatchObject({ id, error: { message, data: { name: 'PROTOCOL_VIOLATED' } } });
  await client.closed;
  await servesTheNext(running);
});

test.each([
  [{ min: 2, max: 4 }, 'The host speaks protocol 1, and client "raw" (pid 4242) speaks 2 to 4.', 'Update the host: it is the older of the two.'],
  [{ min: 0, max: 0 }, 'The host speaks protocol 1, and client "raw" (pid 4242) speaks 0.', 'Update raw 0: it is the older of the two.'],
])('F-C23 versions %p are refused, naming both ranges and who must be updated', async (protocol, message, remedy) => {
  await using running = await runningServer();
  const client = await RawClient.connect(running.socket);
  const { error } = await client.ask('host/hello', { ...HELLO, protocol });
  expect(error).toMatchObject({ message, data: { name: 'PROTOCOL_VERSION_UNSUPPORTED', remedy } });
  await client.closed;
  await servesTheNext(running);
});

test('a second hello is a violation and closes the connection', async () => {
  await using running = await runningServer();
  const client = await RawClient.greeted(running.socket);
  expect((await client.ask('host/hello', HELLO)).error?.data.name).toBe('PROTOCOL_VIOLATED');
  await client.closed;
  await servesTheNext(running);
});

test('F-C17 who a client says it is decides nothing: its user is the one that owns the socket', async () => {
  await using running = await runningServer();
  const client = await RawClient.greeted(running.socket, { ...HELLO, uid: 0, user: 'root', pid: 1 });
  expect(running.callers).toEqual([{ kind: 'client', pid: 1, name: 'raw', uid: process.getuid?.() }]);
  client.close();
});

const activation = { id: 'a1', secret: 's3cret' };
const providerHello = { ...HELLO, role: 'provider', activation };

test('a provider that is not expected is refused, and its connection closed', async () => {
  await using running = await runningServer();
  const peer = await RawClient.connect(running.socket);
  const { error } = await peer.ask('host/hello', providerHello);
  expect(error).toMatchObject({ message: 'No provider of that activation and secret is expected.', data: { name: 'ACCESS_DENIED' } });
  await peer.closed;
  await servesTheNext(running);
});

test.each(['provider', 'keeper'] as const)('a %s that is accepted gets its hello answered before anything that is asked of it', async (role) => {
  const accepted: [string, string, HelloParams][] = [];
  const accept = (id: string, secret: string, connection: Connection, hello: HelloParams): boolean => {
    accepted.push([id, secret, hello]);
    void Promise.resolve().then(() => connection.send(Status, {}, 5_000).result.catch(() => undefined));
    return true;
  };
  await using running = await runningServer({ acceptProvider: role === 'provider' ? accept : () => false, acceptKeeper: role === 'keeper' ? accept : () => false });
  const peer = await RawClient.connect(running.socket);
  const id = peer.send('host/hello', { ...providerHello, role });
  expect(await peer.until(() => true)).toMatchObject({ id, result: { protocol: 1 } });
  expect(await peer.until(() => true)).toMatchObject({ method: 'host/status' });
  expect(accepted).toEqual([['a1', 's3cret', { ...providerHello, role }]]);
  expect(running.server.clients).toBe(0);
  peer.close();
});

test('a peer whose acceptance takes a while is answered when it is decided', async () => {
  await using running = await runningServer({ acceptProvider: async () => Promise.resolve(true) });
  const peer = await RawClient.connect(running.socket);
  expect((await peer.ask('host/hello', providerHello)).result).toMatchObject({ protocol: 1 });
  peer.close();
});

test('a provider or keeper may not ask what clients ask', async () => {
  await using running = await runningServer({ acceptProvider: () => true });
  const peer = await RawClient.connect(running.socket);
  await peer.ask('host/hello', providerHello);
  expect((await peer.ask('host/status', {})).error?.data.name).toBe('METHOD_UNKNOWN');
  peer.close();
});
