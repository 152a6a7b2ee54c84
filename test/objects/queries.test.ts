import { expect, test } from '@jest/globals';
import { Create, DefineClass, ExplainQuery, Query, type JsonObject } from '@provost/protocol';
import { failureOf } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';
import { fixture } from './beside.js';

async function selected(host: TestHost, query: string, namespace?: string): Promise<JsonObject[]> {
  const rows: JsonObject[] = [];
  for await (const batch of host.door.stream(Query, { query, ...(namespace === undefined ? {} : { namespace }) })) rows.push(...batch);
  return rows;
}

const ids = async (host: TestHost, query: string): Promise<unknown[]> => (await selected(host, query)).map((row) => row['id']);

test.each([
  ['SELECT * FROM Shape WHERE size > 3', ['c2', 's1', 't1']],
  ['SELECT * FROM Shape WHERE size >= 3 AND size < 10', ['c1', 's1', 't1']],
  ["SELECT * FROM Tile WHERE colour = 'RED'", ['t2']],
  ["SELECT * FROM Tile WHERE colour LIKE '%u%'", ['t1']],
  ["SELECT * FROM Shape WHERE __CLASS = 'Square'", ['s1']],
  ["SELECT * FROM Shape WHERE __this ISA 'Square'", ['s1', 't1', 't2']],
  ["SELECT * FROM Shape WHERE NOT __this ISA 'Square' AND size = 12", ['c2']],
  ["SELECT * FROM Shape WHERE __PATH LIKE '%Tile%'", ['t1', 't2']],
  ["SELECT * FROM Shape WHERE id = 't1'", ['t1']],
  ["SELECT * FROM Shape WHERE id = '7'", []],
])('%s selects %j', async (query, expected) => {
  await using host = await startHost();
  await host.register(fixture('family'));
  expect(await ids(host, query)).toEqual(expected);
});

test('what is selected comes with the key, and with the class where that is another than was named', async () => {
  await using host = await startHost();
  await host.register(fixture('family'));
  expect(await selected(host, 'SELECT size FROM Square')).toEqual([{ id: 's1', size: 4 }, { __CLASS: 'Tile', id: 't1', size: 9 }, { __CLASS: 'Tile', id: 't2', size: 1 }]);
  expect(await selected(host, 'SELECT __PATH, size FROM Tile WHERE size > 5')).toEqual([{ id: 't1', size: 9, __PATH: 'root/family:Tile.id="t1"' }]);
});

test('a class that cannot have what is asked for is not asked: its provider is not loaded', async () => {
  await using host = await startHost();
  await host.register(fixture('family'));
  expect(await selected(host, "SELECT * FROM Shape WHERE __CLASS = 'Triangle'")).toEqual([]);
  expect((await host.provider('family')).loads).toBe(0);
});

test('a provider evaluates the conditions that it has declared, the host all others, and explain says which', async () => {
  await using host = await startHost();
  await host.register(fixture('filters'));
  const query = "SELECT name FROM Item WHERE size > 2 AND name = 'APPLE'";
  const explained = await host.door.request(ExplainQuery, { query });
  expect(explained.classes).toEqual([{
    class: 'root/filters:Item', provider: 'filters',
    explain: ['The provider lists Item where size > 2.', 'It answers with name, id.', "The host filters by name = 'APPLE'.", 'The host passes on name and the key.'],
  }]);
  expect(explained.columns).toEqual(['id', 'name']);
  expect((await host.provider('filters')).loads).toBe(0);
  expect(await selected(host, query)).toEqual([{ id: 3, name: 'apple' }]);
  expect(await host.call('Item', 'listed')).toBe(2);
});

test('a key is asked for by one get', async () => {
  await using host = await startHost();
  await host.register(fixture('filters'));
  expect(await selected(host, 'SELECT * FROM Item WHERE id = 2')).toEqual([{ id: 2, name: 'pear', size: 2 }]);
  expect(await selected(host, 'SELECT * FROM Item WHERE id = 9')).toEqual([]);
  expect(await host.call('Item', 'listed')).toBe(0);
});

test('objects that the host keeps are queried likewise, and classes too', async () => {
  await using host = await startHost();
  await host.register(fixture('family'));
  await host.door.request(DefineClass, {
    namespace: 'root', definition: { name: 'Lamp', key: ['id'], methods: {}, operations: [], schema: { type: 'object', properties: { id: { type: 'integer' }, on: { type: 'boolean' } }, required: ['id'], additionalProperties: false } },
  });
  for (const id of [1, 2, 3]) await host.door.request(Create, { class: 'Lamp', properties: { id, on: id > 1 } });
  expect(await selected(host, 'SELECT * FROM Lamp WHERE on = TRUE AND id < 3')).toEqual([{ id: 2, on: true }]);
  expect((await selected(host, "SELECT * FROM meta_class WHERE __this ISA 'Square'")).map((row) => [row['__CLASS'], row['__DERIVATION']])).toEqual([['Square', ['Shape']], ['Tile', ['Square', 'Shape']]]);
});

test.each([
  ['SELECT * FROM Tile WHERE color = 1', undefined, 'INVALID_QUERY', 'color'],
  ['SELECT * FROM Tile WHERE size LIKE "a"', undefined, 'INVALID_QUERY', 'size'],
  ['SELECT FROM Tile', undefined, 'INVALID_QUERY', 'FROM'],
  ['SELECT * FROM Tlie', undefined, 'INVALID_CLASS', 'did you mean "Tile"?'],
  ['SELECT * FROM Tile', 'root/famliy', 'INVALID_NAMESPACE', 'did you mean "root/family"?'],
  ['SELECT * FROM __InstanceCreationEvent', undefined, 'INVALID_QUERY', 'provost watch'],
  ['ASSOCIATORS OF {Tile.id="t1"}', undefined, 'NOT_SUPPORTED', 'ASSOCIATORS'],
])('P11 %s (in %s) is %s, which says %s', async (query, namespace, code, words) => {
  await using host = await startHost();
  await host.register(fixture('family'));
  const error = await failureOf(selected(host, query, namespace));
  expect(error.code).toBe(code);
  expect(`${error.message} ${error.remedy}`).toContain(words);
  expect(await ids(host, 'SELECT * FROM Tile WHERE size = 1')).toEqual(['t2']);
});
