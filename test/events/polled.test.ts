import { expect, test } from '@jest/globals';
import { Create, DefineClass, Delete, List, Modify, WaitFor } from '@provost/protocol';
import { TestClock } from '@provost/testing';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';
import { RAISER, hostWithRaiser, watch } from './watched.js';

test('what nobody tells is looked for every so often, compared by key, and only while somebody watches', async () => {
  await using host = await hostWithRaiser();
  const page = (id: string, text?: string): Promise<unknown> => host.call('root/test:Raiser', 'page', text === undefined ? { id } : { id, text });
  await page('a', 'one');
  {
    await using pages = await watch(host, "SELECT * FROM __InstanceOperationEvent WITHIN 0.05 WHERE TargetInstance ISA 'Page'");
    await using gone = await watch(host, "SELECT * FROM __InstanceDeletionEvent WITHIN 0.05 WHERE TargetInstance ISA 'Page' AND TargetInstance.id = 'A'");
    await page('b', 'two');
    expect(await pages.next()).toMatchObject({ __CLASS: '__InstanceCreationEvent', TargetInstance: { __CLASS: 'Page', __PATH: 'root/test:Page.id="b"', id: 'b', text: 'two' } });
    await page('a', 'three');
    expect(await pages.next()).toMatchObject({ __CLASS: '__InstanceModificationEvent', TargetInstance: { id: 'a', text: 'three' }, PreviousInstance: { id: 'a', text: 'one' } });
    await page('a');
    expect(await pages.next()).toMatchObject({ __CLASS: '__InstanceDeletionEvent', TargetInstance: { id: 'a', text: 'three' } });
    expect(await gone.next()).toMatchObject({ __CLASS: '__InstanceDeletionEvent', TargetInstance: { id: 'a' } });
  }
  await host.door.request(WaitFor, { name: 'raiser', state: 'idle' });
  const looks = await host.call('root/test:Raiser', 'lists');
  for await (const _ of host.door.stream(List, { class: 'root/test:Page' }));
  expect(await host.call('root/test:Raiser', 'lists')).toBe((looks as number) + 1);
});

test('two who watch one class at one interval share the looks', async () => {
  const clock = new TestClock();
  await using host = await startHost({}, { clock });
  await host.register(RAISER);
  const query = "SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'Page'";
  await using one = await watch(host, query);
  await using other = await watch(host, query);
  expect(await host.call('root/test:Raiser', 'lists')).toBe(1);
  await host.call('root/test:Raiser', 'page', { id: 'a', text: 'one' });
  await clock.advance(2_000);
  expect(await one.next()).toMatchObject({ TargetInstance: { id: 'a' } });
  expect(await other.next()).toMatchObject({ TargetInstance: { id: 'a' } });
  expect(await host.call('root/test:Raiser', 'lists')).toBe(2);
});

test('a look that fails is told once, and what it would have found is found by the next that does not', async () => {
  await using host = await hostWithRaiser();
  await using pages = await watch(host, "SELECT * FROM __InstanceCreationEvent WITHIN 0.02 WHERE TargetInstance ISA 'Page'");
  await host.call('root/test:Raiser', 'blind', { looks: 3 });
  await host.call('root/test:Raiser', 'page', { id: 'a', text: 'one' });
  const [told, created] = await pages.take(2);
  expect(told).toMatchObject({ __CLASS: '__EventDroppedEvent', Reason: expect.stringMatching(/could not look at root\/test:Page.*no paper/) });
  expect(created).toMatchObject({ __CLASS: '__InstanceCreationEvent', TargetInstance: { id: 'a' } });
  await host.call('root/test:Raiser', 'page', { id: 'b', text: 'two' });
  expect(await pages.next()).toMatchObject({ TargetInstance: { id: 'b' } });
});

test('a first look that fails is why the watching does not begin', async () => {
  await using host = await hostWithRaiser();
  await host.call('root/test:Raiser', 'blind', { looks: 1 });
  expect(await failureOf(watch(host, "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'Page'"))).toMatchObject({ code: 'FAILED', sentence: expect.stringContaining('no paper') });
});

test('of instances, classes and namespaces in the host\'s own hands it tells itself', async () => {
  await using host = await startHost();
  await using spaces = await watch(host, 'SELECT * FROM __NamespaceCreationEvent', { namespace: 'root' });
  await host.door.request(Create, { class: 'root:__Namespace', properties: { Name: 'shop' } });
  expect(await spaces.next()).toMatchObject({ TargetNamespace: { __PATH: 'root:__Namespace.Name="shop"', Name: 'shop' } });
  await using classes = await watch(host, 'SELECT * FROM __ClassOperationEvent', { namespace: 'root/shop' });
  const definition = { name: 'Tag', key: ['id'], schema: { type: 'object', properties: { id: { type: 'string' }, text: { type: 'string' } }, required: ['id'], additionalProperties: false }, methods: {}, operations: [] } as const;
  await host.door.request(DefineClass, { namespace: 'root/shop', definition });
  expect(await classes.next()).toMatchObject({ __CLASS: '__ClassCreationEvent', TargetClass: { __CLASS: 'Tag' } });
  await host.door.request(DefineClass, { namespace: 'root/shop', definition: { ...definition, name: 'Label', superclass: 'Tag' } });
  await using family = await watch(host, "SELECT * FROM __InstanceCreationEvent WHERE TargetInstance ISA 'Tag' AND TargetInstance.__SUPERCLASS = 'Tag'");
  await host.door.request(Create, { class: 'root/shop:Label', properties: { id: 'l' } });
  expect(await family.next()).toMatchObject({ TargetInstance: { __CLASS: 'Label', id: 'l' } });
  await using tags = await watch(host, "SELECT * FROM __InstanceOperationEvent WHERE TargetInstance ISA 'Tag'");
  await host.door.request(Create, { class: 'root/shop:Tag', properties: { id: 'a' } });
  await host.door.request(Modify, { path: 'root/shop:Tag.id="a"', patch: { text: 'new' } });
  await host.door.request(Delete, { path: 'root/shop:Tag.id="a"' });
  expect((await tags.take(3)).map(({ __CLASS, TargetInstance, PreviousInstance }) => [__CLASS, TargetInstance, PreviousInstance])).toEqual([
    ['__InstanceCreationEvent', { __CLASS: 'Tag', __PATH: 'root/shop:Tag.id="a"', id: 'a' }, undefined],
    ['__InstanceModificationEvent', { __CLASS: 'Tag', __PATH: 'root/shop:Tag.id="a"', id: 'a', text: 'new' }, { __CLASS: 'Tag', __PATH: 'root/shop:Tag.id="a"', id: 'a' }],
    ['__InstanceDeletionEvent', { __CLASS: 'Tag', __PATH: 'root/shop:Tag.id="a"', id: 'a', text: 'new' }, undefined],
  ]);
});
