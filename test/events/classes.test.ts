/** What is watched while the classes change: those that come are watched too, and what has no class any more is over. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { SetSetting, Unregister, WaitFor } from '@provost/protocol';
import { hostWithRaiser, watch } from './watched.js';

const CHIMES = join(import.meta.dirname, '../../events/providers/chimes.js');

test('a class that comes while one is watched from which it derives is watched too, for as long as it is there', async () => {
  await using host = await hostWithRaiser();
  await using all = await watch(host, 'SELECT * FROM Happening');
  await host.register(CHIMES);
  await host.door.request(WaitFor, { name: 'chimes', state: 'busy' });
  await host.call('root/test:Chimes', 'strike', { n: 1 });
  expect(await all.next()).toMatchObject({ __CLASS: 'Chime', n: 1, tone: 'c' });
  await host.door.request(Unregister, { name: 'chimes' });
  expect(await all.next()).toMatchObject({ __CLASS: '__EventDroppedEvent', Reason: 'Provider "chimes" raises no such events any more.' });
  await host.call('root/test:Raiser', 'tick', { from: 2 });
  expect(await all.next()).toMatchObject({ __CLASS: 'Tick', n: 2 });
});

test('when the class that is watched goes, the watching ends with that', async () => {
  await using host = await hostWithRaiser();
  await host.register(CHIMES);
  await using chimes = await watch(host, 'SELECT * FROM Chime');
  await host.door.request(Unregister, { name: 'chimes' });
  expect(await chimes.failure()).toMatchObject({ code: 'INVALID_CLASS', sentence: expect.stringContaining('Chime') });
  expect(await host.call('root/test:Raiser', 'tick', {})).toBe(0);
});

test('events of the host that are not kept any more are counted for who resumes before them', async () => {
  await using host = await hostWithRaiser();
  await host.door.request(SetSetting, { key: 'events.kept', value: '2' });
  for (const value of ['3', '4', '3', '2']) await host.door.request(SetSetting, { key: 'events.kept', value });
  const events = await host.events();
  const oldest = events[0]!.seq;
  expect(oldest).toBeGreaterThan(2);
  await using resumed = await watch(host, 'SELECT * FROM HostLifecycleEvent', { bookmark: '1' });
  expect(await resumed.next()).toMatchObject({ __CLASS: '__EventDroppedEvent', Dropped: oldest - 2, Reason: expect.stringContaining('journal') });
  expect(await resumed.next()).toMatchObject({ seq: oldest });
});
