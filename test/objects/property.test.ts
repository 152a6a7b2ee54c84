import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Create, Delete, ExplainQuery, Get, List, Modify, Query, SchemaOf, Unregister, type JsonObject } from '@provost/protocol';
import { startHost, type TestHost } from '../support/start-host.js';
import { fixture, rowsOf } from './beside.js';

async function withMachines(...names: readonly string[]): Promise<TestHost> {
  const host = await startHost();
  await host.register(fixture('machines'));
  for (const name of names) await host.door.request(Create, { class: 'root/works:Machine', properties: { name } });
  return host;
}

async function queried(host: TestHost, query: string): Promise<JsonObject[]> {
  const rows: JsonObject[] = [];
  for await (const batch of host.door.stream(Query, { query, namespace: 'root/works' })) rows.push(...batch);
  return rows;
}

const loadsOf = async (host: TestHost): Promise<number> => (await host.provider('machines')).loads;
const seenAt = '2026-01-02T03:04:05.000Z';

test('what a property provider provides is shown: its kind, who keeps the instances, and which properties are dynamic', async () => {
  await using host = await withMachines();
  expect((await host.provider('machines')).kinds).toEqual(['object', 'property']);
  const { definition } = await host.door.request(SchemaOf, { class: 'Machine' });
  expect(definition).toMatchObject({ keptBy: 'host', dynamic: { heat: {}, speed: { writable: true }, seenAt: {} }, operations: ['get', 'list', 'create', 'modify', 'delete'] });
});

test('dynamic properties are fetched only where they are asked for: what the host keeps is read and written without loading their provider', async () => {
  await using host = await withMachines('lathe', 'cold');
  expect(await rowsOf(host, 'Machine', { columns: ['place', 'name'] })).toEqual([{ place: 'hall', name: 'cold' }, { place: 'hall', name: 'lathe' }]);
  expect(await queried(host, 'SELECT name, place FROM Machine WHERE place = \'HALL\'')).toHaveLength(2);
  expect(await queried(host, 'SELECT place FROM Machine WHERE name = \'lathe\'')).toEqual([{ name: 'lathe', place: 'hall' }]);
  expect(await host.door.request(Modify, { path: 'Machine="lathe"', patch: { seats: 2 } })).toEqual({ instance: { name: 'lathe', place: 'hall', seats: 2 } });
  await expect(host.door.request(Get, { path: 'Machine="none"' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await rowsOf(host, 'Machine', { limit: 0 })).toEqual([]);
  expect(await loadsOf(host)).toBe(0);

  expect(await rowsOf(host, 'Machine')).toEqual([{ name: 'cold', place: 'hall', seenAt }, { name: 'lathe', place: 'hall', seats: 2, heat: 5, seenAt }]);
  expect(await host.door.request(Get, { path: 'Machine="lathe"' })).toEqual({ path: 'root/works:Machine.name="lathe"', instance: { name: 'lathe', place: 'hall', seats: 2, heat: 5, seenAt } });
  expect(await rowsOf(host, 'Machine', { columns: ['heat'] })).toEqual([{}, { heat: 5 }]);
  expect(await queried(host, 'SELECT name FROM Machine WHERE heat > 4')).toEqual([{ name: 'lathe' }]);
  expect(await queried(host, 'SELECT heat FROM Machine WHERE name = \'lathe\'')).toEqual([{ name: 'lathe', heat: 5 }]);
  expect(await loadsOf(host)).toBe(1);
});

test('a query has dynamic properties fetched only of what fits by the conditions on all others', async () => {
  await using host = await withMachines('lathe', 'cold');
  await host.door.request(Create, { class: 'root/works:Machine', properties: { name: 'melted', place: 'ruin' } }); // Whoever reads its heat is told that it failed.
  expect(await queried(host, 'SELECT * FROM Machine WHERE place = \'nowhere\' AND heat > 4')).toEqual([]);
  expect(await loadsOf(host)).toBe(0);
  expect(await queried(host, 'SELECT name, heat FROM Machine WHERE place = \'hall\' AND NOT heat IS NULL')).toEqual([{ name: 'lathe', heat: 5 }]);
  expect(await queried(host, 'SELECT * FROM Machine WHERE place = \'hall\'')).toEqual([{ name: 'cold', place: 'hall', seenAt }, { name: 'lathe', place: 'hall', heat: 5, seenAt }]);
  await expect(queried(host, 'SELECT * FROM Machine WHERE heat > 4')).rejects.toMatchObject({ code: 'FAILED', facts: { provider: 'machines' } });
  const explained = await host.door.request(ExplainQuery, { query: 'SELECT name, heat FROM Machine WHERE place = \'hall\' AND heat > 4', namespace: 'root/works' });
  expect(explained.classes.map(({ class: name, explain }) => [name, explain[0], explain.at(-1)])).toEqual([
    ['root/works:Machine', 'The host lists Machine, all of them.', 'Provider "machines" is asked for heat of what fits by the other conditions.'],
    ['root/works:Pump', 'The host lists Pump, all of them.', 'Provider "machines" is asked for heat of what fits by the other conditions.'],
  ]);
});

test('instances outlast the registration of their provider, and one that they do not fit is refused until they are gone', async () => {
  await using host = await withMachines('lathe');
  const machines = await readFile(fixture('machines'), 'utf8');
  const path = join(dirname(fixture('machines')), `machines-${process.pid}.js`); // Beside it, where the SDK is found.
  try {
    await host.door.request(Unregister, { name: 'machines' });
    await expect(host.door.request(Get, { path: 'root/works:Machine="lathe"' })).rejects.toMatchObject({ code: 'INVALID_CLASS' });
    await writeFile(path, machines.replace("place: Type.Optional(Type.String({ default: 'hall' }))", 'place: Type.Optional(Type.Integer())'));
    await expect(host.register(path)).rejects.toThrow('class Machine: 1 of the instances that the host keeps would not fit it; the first is {"name":"lathe"}: place must be a whole number, and is "hall"');
    await host.register(fixture('machines'));
    expect(await host.door.request(Get, { path: 'Machine="lathe"' })).toMatchObject({ instance: { name: 'lathe', place: 'hall', heat: 5 } });
    await host.door.request(Delete, { path: 'Machine="lathe"' });
    await host.register(path, { name: 'machines' });
    expect(await host.door.request(Create, { class: 'Machine', properties: { name: 'lathe', place: 7 } })).toMatchObject({ instance: { place: 7 } });
  } finally {
    await rm(path, { force: true });
  }
});

test('many rows are fetched a batch at a time, each row with its own values', async () => {
  await using host = await withMachines(...Array.from({ length: 600 }, (_, index) => `m${'x'.repeat(index % 7)}${index}`));
  const rows = await rowsOf(host, 'Machine', { columns: ['name', 'heat'] });
  expect(rows).toHaveLength(600);
  expect(rows.every(({ name, heat }) => heat === (name as string).length)).toBe(true);
  expect(await host.provider('machines')).toMatchObject({ loads: 1, inFlight: 0 });
});

test('a writable property is given to its provider first, and nothing is changed where it refuses', async () => {
  await using host = await withMachines('lathe');
  const path = 'Machine="lathe"';
  expect(await host.door.request(Modify, { path, patch: { speed: 12, place: 'yard' } })).toEqual({ instance: { name: 'lathe', place: 'yard', speed: 12 } });
  expect(await host.door.request(Modify, { path, patch: { speed: 99 } })).toEqual({ instance: { name: 'lathe', place: 'yard', speed: 98 } });
  await expect(host.door.request(Modify, { path, patch: { speed: 101, place: 'street' } })).rejects.toMatchObject({ code: 'SERVER_LIMITS_EXCEEDED', facts: { provider: 'machines', limit: 100 } });
  await expect(host.door.request(Modify, { path, patch: { speed: -1 } })).rejects.toMatchObject({ code: 'TYPE_MISMATCH' });
  await expect(host.door.request(Modify, { path, patch: { heat: 1 } })).rejects.toThrow('INVALID_PARAMETER: root/works:Machine.heat is read-only: the provider sets it.');
  await expect(host.door.request(Modify, { path: 'Machine="none"', patch: { speed: 1 } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(host.door.request(Create, { class: 'Machine', properties: { name: 'b', speed: 1 } })).rejects.toThrow('speed of root/works:Machine is dynamic');
  expect(await host.door.request(Get, { path })).toMatchObject({ instance: { place: 'yard', speed: 98 } });
});

test('P8 a provider that fails to read costs those who want its properties a clear error, and nobody else anything', async () => {
  await using host = await withMachines('lathe', 'melted');
  await expect(host.door.request(Get, { path: 'Machine="melted"' })).rejects.toThrow('threw Error: the sensor has melted, in heat, speed, seenAt of Machine.');
  await expect(rowsOf(host, 'Machine')).rejects.toMatchObject({ code: 'FAILED' });
  expect(await rowsOf(host, 'Machine', { columns: ['name'] })).toHaveLength(2);
  expect(await host.door.request(Get, { path: 'Machine="lathe"' })).toMatchObject({ instance: { heat: 5 } });
  await host.door.request(Create, { class: 'Machine', properties: { name: 'fatal' } });
  await expect(host.door.request(Get, { path: 'Machine="fatal"' })).rejects.toMatchObject({ code: 'PROVIDER_CRASHED', facts: { provider: 'machines', exitCode: 7, mayHaveRun: true } });
  expect((await host.event('crashed', 'machines'))['exitCode'] ?? 7).toBe(7);
  await host.door.request(Delete, { path: 'Machine="fatal"' });
  expect(await host.door.request(Get, { path: 'Machine="lathe"' })).toMatchObject({ instance: { heat: 5 } });
});

test('its methods are run by the provider, and what derives from its class has its properties too', async () => {
  await using host = await withMachines('lathe');
  await host.door.request(Create, { class: 'Pump', properties: { name: 'drain', litres: 3 } });
  expect(await host.call('Machine="lathe"', 'ring')).toBe('ring lathe');
  expect(await rowsOf(host, 'Machine')).toEqual([{ name: 'lathe', place: 'hall', heat: 5, seenAt }, { __CLASS: 'Pump', name: 'drain', place: 'hall', litres: 3, heat: 5, seenAt }]);
  expect(await host.door.request(Get, { path: 'Machine="drain"' })).toMatchObject({ path: 'root/works:Pump.name="drain"', instance: { heat: 5 } });
  await expect(host.door.request(Delete, { path: 'Pump="drain"' })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
});

test('what the host keeps outlives the host, and a reader who leaves early is charged no further batch', async () => {
  const host = await withMachines(...Array.from({ length: 300 }, (_, index) => `m${index}`));
  for await (const rows of host.door.stream(List, { class: 'Machine' })) {
    expect(rows).toHaveLength(256);
    break;
  }
  await host.host.stop();
  await using next = await startHost({}, { state: host.state });
  expect(await rowsOf(next, 'Machine', { columns: ['name'] })).toHaveLength(300);
  expect(await next.provider('machines')).toMatchObject({ state: 'unloaded', loads: 0 });
});
