import { expect, test } from '@jest/globals';
import { List, Load, Query, Unload } from '@provost/protocol';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';
import { hostWithRaiser, watch } from './watched.js';

test('what happens to a provider is watched as events of a class in root', async () => {
  await using host = await hostWithRaiser();
  await using unloaded = await watch(host, "SELECT * FROM ProviderUnloaded WHERE provider='raiser'");
  await using all = await watch(host, 'SELECT * FROM HostLifecycleEvent', { namespace: 'root' });
  await host.door.request(Load, { name: 'raiser' });
  await host.door.request(Unload, { name: 'raiser' });
  expect(await unloaded.next()).toMatchObject({ __CLASS: 'ProviderUnloaded', TIME_CREATED: expect.any(String), __BOOKMARK: expect.stringMatching(/^\d+$/), provider: 'raiser', reason: 'operator', generation: 1 });
  expect((await all.take(4)).map(({ __CLASS, provider, reason }) => [__CLASS, provider, reason])).toEqual([
    ['ProviderLoading', 'raiser', undefined], ['ProviderLoaded', 'raiser', undefined], ['ProviderReleasing', 'raiser', 'operator'], ['ProviderUnloaded', 'raiser', 'operator'],
  ]);
});

test('from a bookmark on nothing that happened to the host is missed', async () => {
  await using host = await hostWithRaiser();
  await host.door.request(Load, { name: 'raiser' });
  const [registered] = (await host.events()).filter(({ type }) => type === 'registered');
  await using since = await watch(host, 'SELECT * FROM HostLifecycleEvent', { bookmark: String(registered!.seq) });
  const [loading, loaded] = await since.take(2);
  expect([loading!.__CLASS, loading!.__BOOKMARK, loaded!.__CLASS]).toEqual(['ProviderLoading', String(registered!.seq + 1), 'ProviderLoaded']);
  expect(await failureOf(watch(host, 'SELECT * FROM HostLifecycleEvent', { bookmark: '999999' }))).toMatchObject({ code: 'INVALID_PARAMETER' });
});

test('who resumes from a bookmark of a provider is given a start of his own, beside that of all others', async () => {
  await using host = await hostWithRaiser();
  await using all = await watch(host, 'SELECT * FROM Tick');
  await using resumed = await watch(host, 'SELECT * FROM Tick', { bookmark: '41' });
  expect(await resumed.next()).toMatchObject({ n: 42, __BOOKMARK: '42' });
  expect(await host.call('root/test:Raiser', 'starts')).toMatchObject({ started: 2, stopped: 0, bookmark: '41' });
  await host.call('root/test:Raiser', 'tick', { from: 50 });
  expect((await all.next())['n']).toBe(50);
  expect((await resumed.next())['n']).toBe(50);
});

test('who lists or queries a class of events is told what it is, and how to watch it, in words that can be typed', async () => {
  await using host = await startHost();
  const asked = (rows: AsyncIterable<unknown>): Promise<unknown> => failureOf((async () => { for await (const _ of rows); })());
  expect(await asked(host.door.stream(List, { class: 'root:ProviderLoaded' }))).toMatchObject({
    code: 'NOT_SUPPORTED', sentence: 'root:ProviderLoaded does not serve list; it has neither instances nor methods to ask for, as classes of events have not.',
  });
  expect(await asked(host.door.stream(Query, { query: "SELECT * FROM ProviderLoaded WHERE provider = 'notes'" }))).toMatchObject({
    code: 'INVALID_QUERY', remedy: 'Watch it: provost watch "SELECT * FROM ProviderLoaded WHERE provider = \'notes\'".',
  });
  expect(await asked(host.door.stream(Query, { query: 'SELECT kye FROM HostSetting' }))).toMatchObject({ code: 'INVALID_QUERY', remedy: 'See which it has: provost schema HostSetting.' });
});
