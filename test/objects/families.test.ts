import { expect, test } from '@jest/globals';
import { Classes, Create, DefineClass, Delete, Get, List, Modify, Query, SchemaOf, SetEnabled, type ClassDefinition } from '@provost/protocol';
import { clientOf } from '@provost/client';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';
import { fixture, rowsOf } from './beside.js';

test('a list answers for the classes that derive from the one that is asked for, each row of another class saying which', async () => {
  await using host = await startHost();
  await host.register(fixture('family'));
  expect(await rowsOf(host, 'root/family:Square')).toEqual([
    { id: 's1', size: 4 },
    { __CLASS: 'Tile', id: 't1', size: 9, colour: 'blue' },
    { __CLASS: 'Tile', id: 't2', size: 1, colour: 'Red' },
  ]);
  expect((await rowsOf(host, 'Shape')).map((row) => [row['__CLASS'], row['id']])).toEqual([['Circle', 'c1'], ['Circle', 'c2'], ['Square', 's1'], ['Tile', 't1'], ['Tile', 't2']]);
  expect((await rowsOf(host, 'Shape', { limit: 4 })).length).toBe(4);
  expect(await rowsOf(host, 'Square', { exact: true })).toEqual([{ id: 's1', size: 4 }]);
  await expect(rowsOf(host, 'Shape', { exact: true })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
});

test('an instance is found by the path of a class that its own derives from, and answers with its own', async () => {
  await using host = await startHost();
  await host.register(fixture('family'));
  expect(await host.door.request(Get, { path: 'Shape="t1"' })).toEqual({ path: 'root/family:Tile.id="t1"', instance: { id: 't1', size: 9, colour: 'blue' } });
  await expect(host.door.request(Get, { path: 'Shape="x"' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what a class derives from, and whether it has instances of its own, is shown', async () => {
  await using host = await startHost();
  await host.register(fixture('family'));
  const { classes } = await host.door.request(Classes, { namespace: 'root/family' });
  expect(classes.map(({ name, superclass, abstract }) => [name, superclass, abstract])).toEqual([
    ['Shape', undefined, true], ['Circle', 'Shape', undefined], ['Square', 'Shape', undefined], ['Tile', 'Square', undefined],
  ]);
  const { definition } = await host.door.request(SchemaOf, { class: 'Tile' });
  expect(Object.keys(definition.schema.properties ?? {})).toEqual(['id', 'size', 'colour']);
});

test('an instance is changed, called and deleted by the path of a class that its own derives from', async () => {
  await using host = await startHost();
  await host.register(fixture('vehicles'));
  for (const className of ['Vehicle', 'Car', 'Truck']) expect(await host.call(`${className}="t1"`, 'honk')).toBe('t1: boom');
  expect(await host.call('Vehicle="c1"', 'honk')).toBe('c1: beep');
  expect(await host.door.request(Modify, { path: 'Vehicle="t1"', patch: { wheels: 8 } })).toEqual({ instance: { plate: 't1', wheels: 8, tons: 7 } });
  expect(await host.door.request(Modify, { path: 'Car="c1"', patch: { wheels: 3 } })).toEqual({ instance: { plate: 'c1', wheels: 3 } });
  await expect(host.door.request(Modify, { path: 'Vehicle="t1"', patch: { wheels: 0 } })).rejects.toMatchObject({ code: 'TYPE_MISMATCH' });
  await expect(host.door.request(Modify, { path: 'Car="t1"', patch: { tons: 9 } })).rejects.toMatchObject({ code: 'TYPE_MISMATCH' });
  await expect(host.door.request(Modify, { path: 'Vehicle="x"', patch: { wheels: 8 } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(host.call('Car="x"', 'honk')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await host.door.request(Delete, { path: 'Vehicle="t1"' });
  await expect(host.door.request(Delete, { path: 'Car="t1"' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await rowsOf(host, 'Vehicle')).map(({ plate }) => plate)).toEqual(['c1']);
  await expect(host.door.request(Create, { class: 'Vehicle', properties: { plate: 'x', wheels: 1 } })).rejects.toThrow('NOT_SUPPORTED: root/road:Vehicle is abstract');
});

test('among what the host keeps no two instances of a family have one key, and references name what they must', async () => {
  await using host = await startHost();
  const properties = { no: { type: 'integer' }, on: { type: 'string', format: 'reference', class: 'Box' } } as const;
  const define = async (definition: Partial<ClassDefinition> & { readonly name: string }): Promise<void> => {
    const whole = { key: [], methods: {}, operations: [], schema: { type: 'object', properties: {}, additionalProperties: false }, ...definition } as const;
    await clientOf(host.door).defineClass('root', whole);
  };
  const create = async (name: string, given: Record<string, unknown>): Promise<string> => (await host.door.request(Create, { class: name, properties: given })).path;
  const client = clientOf(host.door);
  await define({ name: 'Box', key: ['no'], schema: { type: 'object', properties, required: ['no'], additionalProperties: false } });
  await define({ name: 'Crate', superclass: 'Box' });
  await define({ name: 'Chest', superclass: 'Crate' });
  await define({ name: 'Shelf', key: ['no'], schema: { type: 'object', properties, required: ['no'], additionalProperties: false } });
  expect(await create('Crate', { no: 1 })).toBe('root:Crate.no=1');
  for (const name of ['Box', 'Chest']) await expect(create(name, { no: 1 })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', facts: { path: 'root:Crate.no=1' } });
  expect(await create('Shelf', { no: 1, on: 'root:Crate.no=1' })).toBe('root:Shelf.no=1');
  expect(await create('Chest', { no: 2, on: 'Chest.no=99' })).toBe('root:Chest.no=2');
  await expect(create('Box', { no: 3, on: 'Shelf.no=1' })).rejects.toMatchObject({ code: 'TYPE_MISMATCH', facts: { faults: ['on must be the path of an instance of Box, and is "Shelf.no=1"; root:Shelf is none'] } });
  await expect(host.door.request(Modify, { path: 'Crate.no=1', patch: { on: 'Barrel.no=1' } })).rejects.toThrow('there is no class root:Barrel');
  expect(await host.door.request(Modify, { path: 'Box.no=1', patch: { on: 'Box.no=2' } })).toEqual({ instance: { no: 1, on: 'Box.no=2' } });
  await expect(client.removeClass('Chest')).rejects.toMatchObject({ code: 'CLASS_HAS_INSTANCES' });
  await client.delete('Box.no=2');
  await client.removeClass('Chest');
  await expect(client.list('Chest').next()).rejects.toMatchObject({ code: 'INVALID_CLASS' });
});

test('a provider that cannot be asked keeps nobody from the rows of the others: its error comes after them', async () => {
  await using host = await startHost();
  await host.register(fixture('family'));
  await host.door.request(DefineClass, {
    namespace: 'root/family',
    definition: { name: 'Blob', superclass: 'Shape', key: ['id'], schema: { type: 'object', properties: { id: { type: 'string' }, size: { type: 'integer' } }, required: ['id', 'size'], additionalProperties: false }, methods: {}, operations: ['get', 'list', 'create', 'delete'] },
  });
  await host.door.request(Create, { class: 'root/family:Blob', properties: { id: 'b1', size: 1 } });
  await host.door.request(SetEnabled, { name: 'family', enabled: false });
  const seen: unknown[] = [];
  const read = async (rows: AsyncIterable<readonly unknown[]>): Promise<void> => { for await (const batch of rows) seen.push(...batch); };
  expect((await failureOf(read(host.door.stream(List, { class: 'root/family:Shape' })))).code).toBe('PROVIDER_DISABLED');
  expect((await failureOf(read(host.door.stream(Query, { query: 'SELECT id FROM Shape WHERE size = 1' })))).code).toBe('PROVIDER_DISABLED');
  expect(seen).toEqual([{ __CLASS: 'Blob', id: 'b1', size: 1 }, { __CLASS: 'Blob', id: 'b1' }]);
});
