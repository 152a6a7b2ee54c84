/** What a peer can put on the wire that is no frame, one case a line. All of it ends the connection, and nothing else. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Ask, Echo, Exchange } from './support/exchange.js';
import { frame } from './support/raw-peer.js';

const good = { jsonrpc: '2.0', id: 1, method: Echo.method, params: {} };
const violated = (what: string): [string, string] => ['PROTOCOL_VIOLATED', `PROTOCOL_VIOLATED: The peer ${what}. The connection to it was closed.`];
const header = (line: string): string => `${line}\r\n\r\n${JSON.stringify(good)}`;
const wholeNumber = (value: string): [string, string] => violated(`sent a Content-Length that is no whole number from 1: ${JSON.stringify(value)}`);
const nested = (depth: number): string => `{"jsonrpc":"2.0","id":1,"method":"host/echo","params":{"x":${'['.repeat(depth)}${']'.repeat(depth)}}}`;

const corpus: ReadonlyArray<readonly [row: string, bytes: Uint8Array | string, error: [string, string]]> = [
  ['F-P35 a header line without a colon', header('Content-Length 37'), violated('sent a frame header that is not known here: "Content-Length 37"')],
  ['F-P35 a header without Content-Length', header('Content-Type: application/json; charset=utf-8'), violated('sent a frame without a Content-Length')],
  ['F-P35 a header that is not known', header('Content-Length: 5\r\nX-Other: 1'), violated('sent a frame header that is not known here: "X-Other: 1"')],
  ['F-P35 a Content-Type that is not UTF-8', header('Content-Length: 5\r\nContent-Type: text/plain; charset=latin1'), violated('sent a frame header that is not known here: "Content-Type: text/plain; charset=latin1"')],
  ['F-P35 line feeds alone', 'Content-Length: 2\n\n{}', violated('ended a header line with a line feed alone')],
  ['F-P35 an empty header', '\r\n\r\n{}', violated('sent bytes that are no frame header')],
  ['F-P35 JSON in lines, without headers', `${JSON.stringify(good)}\n`, violated('sent bytes that are no frame header')],
  ['F-P35 a header in binary', Uint8Array.of(67, 0, 255), violated('sent bytes that are no frame header')],
  ['F-P36 a negative length', header('Content-Length: -5'), wholeNumber('-5')],
  ['F-P36 a length of 0', header('Content-Length: 0'), wholeNumber('0')],
  ['F-P36 a length with a leading zero', header('Content-Length: 037'), wholeNumber('037')],
  ['F-P36 a length of 1e3', header('Content-Length: 1e3'), wholeNumber('1e3')],
  ['F-P36 a length of 37abc', header('Content-Length: 37abc'), wholeNumber('37abc')],
  ['F-P36 an empty length', header('Content-Length: '), wholeNumber('')],
  ['F-P36 a length of 11 digits', header('Content-Length: 99999999999'), wholeNumber('99999999999')],
  ['F-P36 two lengths', header('Content-Length: 5\r\ncontent-length: 5'), violated('sent a frame with two Content-Length headers')],
  ['F-P37 a length over the limit', 'Content-Length: 9999999999\r\n\r\n', ['FRAME_TOO_LARGE', 'FRAME_TOO_LARGE: The peer announced a message of 9999999999 bytes; frameBytes allows 16777216. The connection to it was closed.']],
  ['F-P37 a length one over the limit', 'Content-Length: 16777217\r\n\r\n{', ['FRAME_TOO_LARGE', 'FRAME_TOO_LARGE: The peer announced a message of 16777217 bytes; frameBytes allows 16777216. The connection to it was closed.']],
  ['F-P39 a header that never ends', 'A'.repeat(1 << 20), violated('sent 256 bytes of header without its end (headerBytes)')],
  ['F-P40 malformed JSON', frame('{"jsonrpc":"2.0",'), violated('sent a message that is not JSON')],
  ['F-P40 a byte-order mark', frame(`\uFEFF${JSON.stringify(good)}`), violated('sent a message that is not JSON')],
  ['F-P40 bad UTF-8', frame(Buffer.concat([Buffer.from('{"jsonrpc":"2.0","method":"x","params":{"a":"'), Buffer.of(0xc3, 0x28), Buffer.from('"}}')])), violated('sent a message that is not UTF-8')],
  ['F-P40 null', frame('null'), violated('sent a message that is no JSON object')],
  ['F-P40 a number', frame('42'), violated('sent a message that is no JSON object')],
  ['F-P40 a batch', frame([good, good]), violated('sent a batch; messages come one by one')],
  ['F-P40 no jsonrpc', frame({ ...good, jsonrpc: undefined }), violated('sent a message without "jsonrpc": "2.0"')],
  ['F-P40 another jsonrpc', frame({ ...good, jsonrpc: '1.0' }), violated('sent a message without "jsonrpc": "2.0"')],
  ['F-P40 a method that is a number', frame({ ...good, method: 7 }), violated('sent a message whose method is no string')],
  ['F-P40 params by position', frame({ ...good, params: [1] }), violated('sent "host/echo" with params that are no object')],
  ['F-P40 params that are a number', frame({ ...good, params: 3 }), violated('sent "host/echo" with params that are no object')],
  ['F-P40 neither request nor reply', frame({ jsonrpc: '2.0', id: 1 }), violated('sent a message that is neither a request nor a reply')],
  ['F-P40 request and reply in one', frame({ ...good, result: {} }), violated('sent a message that is both a request and a reply')],
  ['F-P40 a reply with result and error', frame({ jsonrpc: '2.0', id: 0, result: 1, error: { code: 1, message: 'x' } }), violated('sent a reply with both a result and an error')],
  ['F-P40 an error that is a string', frame({ jsonrpc: '2.0', id: 0, error: 'x' }), violated('sent a reply whose error is no object')],
  ['F-P40 an error without a code', frame({ jsonrpc: '2.0', id: 0, error: { message: 'x' } }), violated('sent a reply whose error has no whole code and message')],
  ['F-P41 a depth bomb', frame(nested(10_000)), violated('sent a message nested more than 64 deep (depth)')],
  ['F-P41 a depth bomb of 4 MiB', frame(nested(1 << 21)), violated('sent a message nested more than 64 deep (depth)')],
  ['F-P41 one level too deep', frame(nested(63)), violated('sent a message nested more than 64 deep (depth)')],
  ['F-P43 a reply to an id that was never sent', frame({ jsonrpc: '2.0', id: 4242, result: {} }), violated('answered request 4242, which was never sent')],
  ['F-P45 a reply whose id is a string', frame({ jsonrpc: '2.0', id: '0', result: {} }), violated('sent a reply whose id is no whole number')],
  ['F-P45 a reply whose id is a fraction', frame({ jsonrpc: '2.0', id: 0.5, result: {} }), violated('sent a reply whose id is no whole number')],
  ['F-P45 an error with the id null', frame({ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'Parse error' } }), violated('could not read what was sent to it: "Parse error"')],
  ['F-P45 a request whose id is null', frame({ ...good, id: null }), violated('sent a request whose id is neither a whole number nor a string of at most 128 characters')],
  ['F-P45 a request whose id is an object', frame({ ...good, id: {} }), violated('sent a request whose id is neither a whole number nor a string of at most 128 characters')],
  ['F-P45 a request whose id is long', frame({ ...good, id: 'x'.repeat(129) }), violated('sent a request whose id is neither a whole number nor a string of at most 128 characters')],
];

let exchange: Exchange;
beforeEach(async () => { exchange = await new Exchange().open(); });
afterEach(() => exchange.close());

test.each(corpus)('%s closes the connection without resync, and costs nobody else anything', async (_row, bytes, [code, message]) => {
  const { raw, connection } = await exchange.raw();
  const pending = connection.send(Ask, {}, 60_000).result.catch((error: unknown) => error);
  expect((await raw.next()).method).toBe(Ask.method);
  raw.write(bytes);
  raw.send({ ...good, id: 'after' });
  const reason = await connection.closed;
  expect([reason.code, reason.message]).toEqual([code, message]);
  expect(await pending).toBe(reason);
  await raw.closed;
  await expect(raw.next()).rejects.toThrow('The other side closed and sent nothing more.');
  expect(await exchange.servesTheNext()).toEqual({ still: 'here' });
});

const allowed: ReadonlyArray<readonly [row: string, bytes: Uint8Array | string]> = [
  ['F-P35 a header name in any case', `content-LENGTH: ${JSON.stringify(good).length}\r\n\r\n${JSON.stringify(good)}`],
  ['F-P35 a Content-Type that says UTF-8', `Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length:${JSON.stringify(good).length}\r\n\r\n${JSON.stringify(good)}`],
  ['F-P40 U+FFFD that is meant', frame({ ...good, params: { a: '\uFFFD' } })],
  ['F-P41 64 levels', frame(nested(62))],
  ['F-P41 brackets in strings', frame({ ...good, params: { a: '[{"\\'.repeat(100_000) } })],
  ['F-P45 an id that is a string', frame({ ...good, id: '1' })],
];

test.each(allowed)('%s is allowed', async (_row, bytes) => {
  const { raw } = await exchange.raw();
  raw.write(bytes);
  expect((await raw.next()).error).toBeUndefined();
});
