/** Rows are the same however they travel: densely or as JSON, read by the host or handed on, to a client that takes frames of rows and to one that does not. */
import { connect } from '@provost/client';
import { expect, test } from '@jest/globals';
import { ConnectionDoor, List, Query, SPOKEN_VERSIONS, type Door, type JsonObject } from '@provost/protocol';
import { dial, sayHello, socketPathOf } from '@provost/protocol/node';
import { startHost } from '../support/start-host.js';
import { fixture } from './beside.js';

async function read(door: Pick<Door, 'stream'>, query?: string): Promise<JsonObject[]> {
  const rows: JsonObject[] = [];
  const batches = query !== undefined ? door.stream(Query, { query }) : door.stream(List, { class: 'root/kinds:Kind' });
  for await (const batch of batches) rows.push(...batch);
  return rows;
}

/** A client of another making: it has said no feature. */
async function plainDoor(state: string): Promise<{ readonly door: Door; readonly close: () => void }> {
  const connection = await dial(socketPathOf(state), { peer: 'the host', timeoutMs: 10_000 });
  const door = new ConnectionDoor(connection);
  const { features } = await sayHello(connection, { role: 'client', protocol: SPOKEN_VERSIONS, features: [], software: { name: 'other', version: '1' }, pid: process.pid }, 10_000);
  expect(features).toEqual([]);
  return { door, close: () => { connection.close(); } };
}

const EXPECTED: readonly JsonObject[] = [
  { id: 1, text: '', number: 0.1, big: '9223372036854775807', at: '2026-11-21T18:00:00.123Z', bytes: 'AH+A/w==', maybe: null },
  { id: 2, text: 'Grüße, \u{1F600} \u0000 "\\', number: 0, maybe: true, names: { toString: [1, 2.5, 1e300], constructor: [], '': [-1] } },
  { id: -3, number: Number.MAX_SAFE_INTEGER, nested: { list: [{ deep: 'x'.repeat(70_000) }, { deep: 'é' }] } },
  { text: 'other order', id: 4, number: 4 },
  ...Array.from({ length: 600 }, (_, index) => (index % 3 === 2 ? { id: index + 100, text: `row ${index + 100}` } : { id: index + 100, number: (index + 100) / 7, maybe: false })),
  { id: 1_000, text: 'computed' },
  { id: 1_001, text: 'after it' },
];

test.each(['dense', 'json'])('rows of every kind come as they were sent, encoded as %s, whoever reads them and whether the host does', async (encoding) => {
  await using host = await startHost({ 'row-encoding': encoding });
  await host.register(fixture('everything'));
  await using client = await connect({ state: host.state });
  const plain = await plainDoor(host.state);
  const readers = { embedded: host.door, client, plain: plain.door };
  for (const [name, door] of Object.entries(readers)) {
    for (const query of [undefined, 'SELECT * FROM Kind', 'SELECT * FROM Kind WHERE id > -10']) expect([name, query, JSON.stringify(await read(door, query))]).toEqual([name, query, JSON.stringify(EXPECTED)]);
  }
  plain.close();
});

test('a list that is handed on unread ends at its limit, and its provider goes on', async () => {
  await using host = await startHost();
  await host.register(fixture('everything'));
  await using client = await connect({ state: host.state });
  const ids: unknown[] = [];
  for await (const row of client.list('root/kinds:Kind', { limit: 3 })) ids.push(row['id']);
  expect(ids).toEqual([1, 2, -3]);
  expect(await read(client)).toHaveLength(EXPECTED.length);
  expect((await host.provider('kinds')).generation).toBe(1);
});
