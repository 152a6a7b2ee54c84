import { expect, test } from '@jest/globals';
import { Create, DefineClass, Delete, Get, Modify, Namespaces, RemoveClass, type ClassDefinition } from '@provost/protocol';
import { startHost } from '../support/start-host.js';
import { rowsOf } from './beside.js';

const Room: ClassDefinition = {
  name: 'Room', key: ['floor', 'number'], methods: {}, operations: [],
  schema: {
    type: 'object', required: ['floor', 'number'], additionalProperties: false,
    properties: { floor: { type: 'integer' }, number: { type: 'integer' }, name: { type: 'string' }, seats: { type: 'integer', default: 4, minimum: 0 } },
  },
};

test('a class without a provider is defined by hand, and the host keeps its instances, over its own restart too', async () => {
  const host = await startHost();
  await host.door.request(Create, { class: 'root:__Namespace', properties: { Name: 'house' } });
  await host.door.request(DefineClass, { namespace: 'root/house', definition: Room });
  const made = await host.door.request(Create, { class: 'Room', properties: { floor: 1, number: 2, name: 'Hall' } });
  expect(made).toEqual({ path: 'root/house:Room.floor=1,number=2', instance: { floor: 1, number: 2, name: 'Hall', seats: 4 } });
  await expect(host.door.request(Create, { class: 'Room', properties: { floor: 1, number: 2 } })).rejects.toThrow('ALREADY_EXISTS: There is a root/house:Room.floor=1,number=2 already.');
  expect(await host.door.request(Modify, { path: made.path, patch: { seats: 6 } })).toEqual({ instance: { floor: 1, number: 2, name: 'Hall', seats: 6 } });
  await expect(host.door.request(Modify, { path: made.path, patch: { seats: -1 } })).rejects.toMatchObject({ code: 'TYPE_MISMATCH' });
  await host.door.request(Modify, { path: made.path, patch: { name: null } });
  expect(await host.door.request(Get, { path: made.path })).toMatchObject({ instance: { floor: 1, number: 2, seats: 6 } });
  await expect(host.door.request(Modify, { path: made.path, patch: { number: null } })).rejects.toMatchObject({ code: 'INVALID_PARAMETER' });
  await expect(host.door.request(Create, { class: 'Room', properties: { floor: 9, number: 2, name: null } })).rejects.toMatchObject({ code: 'TYPE_MISMATCH' });
  expect(await host.door.request(Modify, { path: made.path, patch: { name: 'Hall' } })).toEqual({ instance: { floor: 1, number: 2, name: 'Hall', seats: 6 } });
  await host.host.stop();

  await using next = await startHost({}, { state: host.state });
  expect(await rowsOf(next, 'root/house:Room')).toEqual([{ floor: 1, number: 2, name: 'Hall', seats: 6 }]);
  expect(await next.door.request(Get, { path: 'Room.number=2,floor=1' })).toMatchObject({ instance: { seats: 6 } });
  await expect(next.door.request(RemoveClass, { class: 'Room' })).rejects.toMatchObject({ code: 'CLASS_HAS_INSTANCES' });
  await next.door.request(Delete, { path: made.path });
  await expect(next.door.request(Delete, { path: made.path })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await next.door.request(RemoveClass, { class: 'Room' });
  await expect(next.door.request(Get, { path: made.path })).rejects.toMatchObject({ code: 'INVALID_CLASS' });
});

test('namespaces are a tree, made and removed as objects of their parents, and not while there is something in them', async () => {
  await using host = await startHost();
  await host.door.request(Create, { class: 'root:__Namespace', properties: { Name: 'house' } });
  await host.door.request(Create, { class: 'root/house:__Namespace', properties: { Name: 'attic' } });
  await expect(host.door.request(Create, { class: 'root/house:__Namespace', properties: { Name: 'Attic' } })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  await expect(host.door.request(Create, { class: 'root:__Namespace', properties: { Name: 'a b' } })).rejects.toThrow('"a b" cannot be the name of a namespace in root');
  await expect(host.door.request(Create, { class: 'root/nowhere:__Namespace', properties: { Name: 'x' } })).rejects.toThrow('INVALID_NAMESPACE: There is no namespace "root/nowhere".');
  expect((await host.door.request(Namespaces, {})).namespaces).toEqual(['root', 'root/house', 'root/house/attic']);
  expect(await rowsOf(host, 'root/house:__Namespace')).toEqual([{ Name: 'attic' }]);
  await expect(host.door.request(Delete, { path: 'root:__Namespace="house"' })).rejects.toThrow('NAMESPACE_NOT_EMPTY: root/house has root/house/attic below it.');
  await host.door.request(DefineClass, { namespace: 'root/house/attic', definition: Room });
  await expect(host.door.request(Delete, { path: 'root/house:__Namespace="attic"' })).rejects.toThrow('NAMESPACE_NOT_EMPTY: root/house/attic has classes.');
  await host.door.request(RemoveClass, { class: 'Room' });
  await host.door.request(Delete, { path: 'root/house:__Namespace="attic"' });
  expect((await host.door.request(Namespaces, {})).namespaces).toEqual(['root', 'root/house']);
});
