import { expect, test } from '@jest/globals';
import type { JsonObject } from '@provost/protocol';
import { hostClass, type HostCall } from '#src/host-classes/host-class.js';
import { ClassGuard } from '#src/operations/class-guard.js';
import { getOwn, listOwn, modifyOwn } from '#src/operations/host-objects.js';
import type { InstanceOfHost, ServedByHost } from '#src/operations/named-objects.js';

const CALL: HostCall = { caller: { kind: 'embedder', pid: 1 }, timeoutMs: undefined, options: {} };
const lamps = Array.from({ length: 600 }, (_, id) => ({ id, label: `lamp ${id}` }));

const Lamp = hostClass(
  {
    namespace: 'root', name: '__Lamp', key: ['id'],
    schema: { type: 'object', properties: { id: { type: 'integer' }, label: { type: 'string' } }, required: ['id'], additionalProperties: false },
  },
  { get: ({ id }) => lamps[id as number], list: () => lamps, modify: ({ id }, patch) => Promise.resolve(lamps[id as number] === undefined ? undefined : { ...lamps[id as number], ...patch }) },
);

const served: ServedByHost = { own: Lamp, namespace: Lamp.namespace, definition: Lamp.definition, guard: new ClassGuard(Lamp.namespace, Lamp.definition) };
const named = (id: number): InstanceOfHost => ({ ...served, key: { id } });

async function batchesOf(rows: AsyncIterable<readonly JsonObject[]>): Promise<(readonly JsonObject[])[]> {
  const batches: (readonly JsonObject[])[] = [];
  for await (const batch of rows) batches.push(batch);
  return batches;
}

test('an instance is read and changed under its path, whether the class waits for it or not', async () => {
  expect(await getOwn(named(7))).toEqual({ path: 'root:__Lamp.id=7', instance: { id: 7, label: 'lamp 7' } });
  expect(await modifyOwn(named(7), { label: 'red' }, CALL)).toEqual({ instance: { id: 7, label: 'red' } });
});

test('P11 an instance that is not there is NOT_FOUND with its path', async () => {
  const expected = { code: 'NOT_FOUND', sentence: 'There is no root:__Lamp.id=9999.', remedy: 'See which there are: provost list root:__Lamp.', facts: { path: 'root:__Lamp.id=9999' } };
  await expect(getOwn(named(9_999))).rejects.toMatchObject(expected);
  await expect(modifyOwn(named(9_999), {}, CALL)).rejects.toMatchObject(expected);
});

test('a list comes in batches, with the columns and no more than the limit that were asked for', async () => {
  expect((await batchesOf(listOwn(served, {}))).map(({ length }) => length)).toEqual([256, 256, 88]);
  expect((await batchesOf(listOwn(served, { limit: 512 }))).map(({ length }) => length)).toEqual([256, 256]);
  expect(await batchesOf(listOwn(served, { limit: 2, columns: ['label'] }))).toEqual([[{ label: 'lamp 0' }, { label: 'lamp 1' }]]);
  expect(await batchesOf(listOwn(served, { limit: 0 }))).toEqual([]);
  await expect(batchesOf(listOwn(served, { columns: ['watts'] }))).rejects.toMatchObject({ code: 'NO_SUCH_PROPERTY', sentence: 'Class root:__Lamp has no property "watts" to make a column of.' });
});
