import { expect, test } from '@jest/globals';
import { Classes, Get, SchemaOf } from '@provost/protocol';
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
