import { expect, test } from '@jest/globals';
import { Classes, Create, Delete, Get, Modify, PushFromProvider, Query, Register, SchemaOf, SetEnabled, Unload, Unregister, WaitFor, type JsonObject } from '@provost/protocol';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startHost, type TestHost } from '../support/start-host.js';
import { fixture, rowsOf } from './beside.js';

const since = '1970-01-01T00:00:00.000Z';
const STOCK = [{ name: 'nail', count: 4, since }, { name: 'screw', count: 5, since }];
const loadsOf = async (host: TestHost): Promise<number> => (await host.provider('stock')).loads;

test('registering a push provider loads it once, and from then on the host answers for it, without it, over its own restart too', async () => {
  const host = await startHost();
  const { loaded, registration } = await host.door.request(Register, { path: fixture('stock') });
  expect(loaded).toEqual({});
  expect(registration).toMatchObject({ kinds: ['object'], classes: [{ name: 'Item', keptBy: 'push', operations: ['get', 'list'] }] });
  await host.door.request(Unload, { name: 'stock' });
  expect(await rowsOf(host, 'Item')).toEqual(STOCK);
  expect(await rowsOf(host, 'Item', { columns: ['count'], limit: 1 })).toEqual([{ count: 4 }]);
  expect(await host.door.request(Get, { path: 'Item="screw"' })).toEqual({ path: 'root/shop:Item.name="screw"', instance: STOCK[1] });
  const found: JsonObject[] = [];
  for await (const rows of host.door.stream(Query, { query: 'SELECT * FROM Item WHERE count > 4', namespace: 'root/shop' })) found.push(...rows);
  expect(found).toEqual([STOCK[1]]);
  await expect(host.door.request(Get, { path: 'Item="rope"' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await host.provider('stock')).toMatchObject({ state: 'unloaded', loads: 1 });
  await host.host.stop();

  await using next = await startHost({}, { state: host.state });
  expect(await rowsOf(next, 'Item')).toEqual(STOCK);
  expect(await next.provider('stock')).toMatchObject({ state: 'unloaded', loads: 0 });
});

test('what is pushed is seen at once, and its methods load the provider; it is shown as pushed, and nobody else changes it', async () => {
  await using host = await startHost();
  await host.register(fixture('stock'));
  expect(await host.call('Item="nail"', 'sell')).toBe(3);
  expect(await host.door.request(Get, { path: 'Item="nail"' })).toMatchObject({ instance: { name: 'nail', count: 3 } });
  await expect(host.call('Item="screw"', 'drop')).rejects.toThrow('INVALID_CLASS: Provider "stock" does not push class Other.');
  expect(await rowsOf(host, 'Item')).toEqual([{ name: 'nail', count: 3 }]);
  expect(await loadsOf(host)).toBe(1);
  expect((await host.door.request(SchemaOf, { class: 'Item' })).definition.keptBy).toBe('push');
  expect((await host.door.request(Classes, { namespace: 'root/shop' })).classes).toMatchObject([{ name: 'Item', keptBy: 'push', provider: 'stock' }]);
  for (const ask of [
    () => host.door.request(Create, { class: 'Item', properties: { name: 'rope', count: 1 } }),
    () => host.door.request(Modify, { path: 'Item="nail"', patch: { count: 9 } }),
    () => host.door.request(Delete, { path: 'Item="nail"' }),
  ]) await expect(ask()).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  await expect(host.door.request(PushFromProvider, { context: 'load', class: 'Item', replace: [] })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  expect(await rowsOf(host, 'Item')).toEqual([{ name: 'nail', count: 3 }]);
});

test('an update replaces what was pushed, and what it pushed goes with a provider that is unregistered', async () => {
  await using host = await startHost();
  await host.register(fixture('stock'));
  expect(await host.door.request(Register, { path: fixture('stock'), config: { items: 'rope' } })).toMatchObject({ updated: true, loaded: {} });
  expect(await rowsOf(host, 'Item')).toEqual([{ name: 'rope', count: 4, since }]);
  const { loaded } = await host.door.request(Register, { path: fixture('stock'), config: { fails: true } });
  expect(loaded?.failure).toMatchObject({ message: expect.stringContaining('there is nothing in stock') });
  expect(await rowsOf(host, 'Item')).toEqual([]);
  await host.door.request(Register, { path: fixture('stock'), config: {} });
  expect(await rowsOf(host, 'Item')).toEqual(STOCK);
  await host.door.request(Unregister, { name: 'stock' });
  await expect(rowsOf(host, 'Item')).rejects.toMatchObject({ code: 'INVALID_CLASS' });
  const path = fixture('stock');
  await host.door.request(Register, { path, config: { fails: true } });
  expect(await rowsOf(host, 'Item')).toEqual([]);
});

test('one that is disabled is registered anew without being loaded', async () => {
  await using host = await startHost();
  await host.register(fixture('stock'));
  await host.door.request(SetEnabled, { name: 'stock', enabled: false });
  await host.door.request(Unload, { name: 'stock' });
  expect(await rowsOf(host, 'Item')).toEqual(STOCK);
  const { loaded, updated } = await host.door.request(Register, { path: fixture('stock') });
  expect([loaded, updated]).toEqual([undefined, true]);
  await host.door.request(WaitFor, { name: 'stock', state: 'unloaded' });
  expect(await rowsOf(host, 'Item')).toEqual([]);
  expect(await loadsOf(host)).toBe(1);
});

test('only a class of its own that is pushed can be pushed, and only what fits it: one that does not leaves nothing of its push', async () => {
  await using host = await startHost();
  await host.register(fixture('stock'));
  const folder = await mkdtemp(join(host.state, 'by-hand-'));
  await writeFile(join(folder, 'provost.json'), JSON.stringify({ command: [process.execPath, fixture('pushes-by-hand')] }));
  await host.register(folder);
  const told = Object.fromEntries((await rowsOf(host, 'Thing')).map(({ id, text }) => [id, text as string]));
  expect(Object.keys(told).sort()).toEqual(['foreign', 'keyless', 'misfit', 'pulled', 'wordless']);
  expect(told['foreign']).toContain('Provider "raw" pushes no class "Item".');
  expect(told['pulled']).toContain('Provider "raw" pushes no class "Pulled".');
  expect(told['misfit']).toContain('text must be a text, and is 5');
  expect(told['wordless']).toContain('put must be a list');
  expect(told['keyless']).toContain('The key does not fit root/raw:Thing');
  expect(await rowsOf(host, 'Item')).toEqual(STOCK);
});
