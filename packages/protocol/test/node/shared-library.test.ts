/** An application that uses vscode-jsonrpc itself, the same copy of it, keeps its own runtime layer. */
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, type MessageConnection } from 'vscode-jsonrpc/node';
import { Ask, Echo, Exchange } from './support/exchange.js';

let exchange: Exchange;
beforeEach(async () => { exchange = await new Exchange().open(); });
afterEach(() => exchange.close());

function pair(): [MessageConnection, MessageConnection] {
  const [there, back] = [new PassThrough(), new PassThrough()];
  return [
    createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there)),
    createMessageConnection(new StreamMessageReader(there), new StreamMessageWriter(back)),
  ];
}

test('its connections work, made before ours, after ours and in a handler of ours', async () => {
  const own: Array<[MessageConnection, MessageConnection]> = [pair()];
  const asked = async ([asking, answering]: [MessageConnection, MessageConnection]): Promise<unknown> => {
    answering.onRequest('add', ({ a, b }: { a: number; b: number }) => a + b);
    answering.listen();
    asking.listen();
    return asking.sendRequest('add', { a: 1, b: 2 });
  };
  const { raw } = await exchange.raw((connection) => {
    connection.onRequest(Ask, async () => {
      own.push(pair());
      return { sum: await asked(own[1]!) };
    });
  });
  raw.send({ jsonrpc: '2.0', id: 1, method: Ask.method }, { jsonrpc: '2.0', id: 2, method: Echo.method, params: { order: 'kept' } });
  expect(await raw.next()).toEqual({ jsonrpc: '2.0', id: 2, result: { order: 'kept' } });
  expect(await raw.next()).toEqual({ jsonrpc: '2.0', id: 1, result: { sum: 3 } });
  own.push(pair());
  expect([await asked(own[0]!), await asked(own[2]!)]).toEqual([3, 3]);
  for (const [asking, answering] of own) {
    asking.dispose();
    answering.dispose();
  }
});
