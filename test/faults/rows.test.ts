import { connect } from '@provost/client';
import { List } from '@provost/protocol';
import { expect, test } from '@jest/globals';
import { endOf, failureOf, listThings, registerFixture } from '../support/providers.js';
import { startHost } from '../support/start-host.js';

/** Frames of rows that cannot be read, by the limit that the fixture is asked with. */
const UNREADABLE: [what: string, limit: number, told: RegExp][] = [
  ['bytes that are no rows', 11, /all of it is no list/],
  ['rows that are cut', 12, /end in the middle/],
  ['four thousand million rows in eight bytes', 13, /end in the middle/],
  ['a thousand lists in one another', 14, /too deep/],
  ['other than so many as were said', 15, /sent 1 dense rows where it said 2/],
  ['JSON that is cut', 16, /not JSON/],
  ['numbers for rows', 17, /no list of objects/],
  ['no count', 18, /no count/],
];

test.each(UNREADABLE)('P8 a frame of rows with %s ends its provider, tells its caller, and harms no other', async (_what, limit, told) => {
  await using host = await startHost();
  await registerFixture(host, 'unreadable-rows');

  const error = await failureOf(listThings(host, limit));
  expect(error).toMatchObject({ code: 'PROVIDER_MISBEHAVED', facts: { provider: 'raw', mayHaveRun: true } });
  expect(error.sentence).toMatch(told);

  expect(await endOf(host)).toMatchObject({ type: 'unloaded', reason: 'misbehaved', cause: 'killed', pid: error.facts.pid, survivors: [] });
  expect(await listThings(host)).toEqual(['1', '2']);
});

test('P8 rows that were handed on unread and cannot be read fail the one operation of the client, and its connection goes on', async () => {
  await using host = await startHost();
  await registerFixture(host, 'unreadable-rows');
  await using client = await connect({ state: host.state });
  const read = async (query: { limit?: number }): Promise<unknown[]> => {
    const ids: unknown[] = [];
    for await (const row of client.list('root/raw:Thing', query)) ids.push(row['id']);
    return ids;
  };

  const { pid } = client.host;
  const error = await failureOf(read({ limit: 12 }));
  expect(error).toMatchObject({ code: 'INVALID_RESULT' });
  expect(error.sentence).toMatch(/cannot be read: their provider sent dense rows that end in the middle/);
  expect(await read({})).toEqual(['1', '2']);
  expect(client.host.pid).toBe(pid);
  expect((await host.provider('raw')).generation).toBe(1);
});

test('P8 a row that is no instance of its class ends the list with what is wrong with it, after the rows before it', async () => {
  await using host = await startHost();
  await registerFixture(host, 'one-wrong-row');
  const ids: unknown[] = [];
  const read = async (): Promise<void> => {
    for await (const rows of host.door.stream(List, { class: 'root/raw:Thing' })) ids.push(...rows.map((row) => row['id']));
  };
  expect(await failureOf(read())).toMatchObject({ code: 'INVALID_RESULT', facts: { provider: 'raw', faults: ['text must be a text, and is 7'] } });
  expect(ids).toEqual(['1']);
  expect(await listThings(host)).toEqual(['1', '2', '3']);
  expect((await host.provider('raw')).generation).toBe(1);
});
