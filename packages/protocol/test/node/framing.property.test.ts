/** Whatever the bytes and wherever they are cut: valid frames arrive whole and in order, anything else ends the connection. */
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { RpcConnection } from '#src/node/rpc-connection.js';
import { Echo, Tell } from './support/exchange.js';
import { MadeUpClock, turn } from './support/made-up-clock.js';
import { frame } from './support/raw-peer.js';

const header = fc.constantFrom('Content-Length: N', 'content-length:N', 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: N');
const message = fc.record({ params: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), header });

function opened(): { stream: Duplex; connection: RpcConnection; seen: unknown[] } {
  const seen: unknown[] = [];
  const stream = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => { done(); } });
  const connection = new RpcConnection(stream, { peer: 'the peer', clock: new MadeUpClock() });
  connection.onNotification(Tell, (params) => { seen.push(params); });
  connection.onRequest(Echo, (params) => {
    seen.push(params);
    return params;
  });
  connection.listen();
  return { stream, connection, seen };
}

function bytesOf(body: string, withHeader: string): Buffer {
  return Buffer.from(`${withHeader.replace('N', String(Buffer.byteLength(body)))}\r\n\r\n${body}`);
}

/** Pushes bytes in pieces; the cuts are taken as they come. */
async function pushCut(stream: Duplex, bytes: Buffer, cuts: readonly number[]): Promise<void> {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let at = 0;
  for (const end of [...ends, bytes.length]) {
    if (end > at) stream.push(bytes.subarray(at, end));
    at = end;
  }
  await turn();
}

test('valid frames cut at any bytes arrive whole and in order', async () => {
  await fc.assert(fc.asyncProperty(fc.array(message, { maxLength: 40 }), fc.array(fc.nat()), async (messages, cuts) => {
    const { stream, connection, seen } = opened();
    const bodies = messages.map(({ params }, n) => JSON.stringify({ jsonrpc: '2.0', ...(n % 2 === 0 ? { id: n, method: Echo.method } : { method: Tell.method }), params }));
    await pushCut(stream, Buffer.concat(bodies.map((body, n) => bytesOf(body, messages[n]!.header))), cuts);
    expect(seen.map((params) => JSON.stringify(params))).toEqual(messages.map(({ params }) => JSON.stringify(params)));
    expect(connection.load.unreadBytes).toBe(0);
    expect(connection.isClosed).toBe(false);
    connection.close();
  }), { numRuns: 300 });
});

test('frames that come byte by byte arrive', async () => {
  const { stream, connection, seen } = opened();
  for (const byte of Buffer.concat([frame({ jsonrpc: '2.0', method: Tell.method, params: { a: 'é' } }), frame({ jsonrpc: '2.0', method: Tell.method, params: { b: 2 } })])) stream.push(Buffer.of(byte));
  await turn();
  expect(seen).toEqual([{ a: 'é' }, { b: 2 }]);
  connection.close();
});

const scrap = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ maxLength: 100 }).map((text) => Buffer.from(text)),
  fc.constantFrom('Content-Length: ', 'Content-Length: 12\r\n\r\n', '\r\n\r\n', '{"jsonrpc":"2.0"', '"id":0', '"result":null}').map((text) => Buffer.from(text)),
  fc.json().map((text) => frame(text)),
  fc.record({ id: fc.jsonValue(), method: fc.jsonValue(), params: fc.jsonValue(), result: fc.jsonValue(), error: fc.jsonValue() }, { requiredKeys: [] })
    .map((members) => frame({ jsonrpc: '2.0', ...members })),
);

test('random bytes never crash and never hang: either all is taken or the connection ends with a code', async () => {
  await fc.assert(fc.asyncProperty(fc.array(scrap, { maxLength: 20 }), fc.array(fc.nat()), async (scraps, cuts) => {
    const { stream, connection } = opened();
    await pushCut(stream, Buffer.concat(scraps), cuts);
    stream.push(null);
    const reason = await connection.closed;
    expect(['PROTOCOL_VIOLATED', 'FRAME_TOO_LARGE', 'CONNECTION_CLOSED']).toContain(reason.code);
    expect(connection.load).toMatchObject({ unreadBytes: 0, requestsIn: 0, requestsOut: 0 });
  }), { numRuns: 1000 });
});
