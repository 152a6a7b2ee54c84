import { expect, test } from '@jest/globals';
import { Create, Get, Load, Modify } from '@provost/protocol';
import { TestClock } from '@provost/testing';
import { startHost } from '../support/start-host.js';
import { fixture } from './beside.js';

test('W-U11 P4 a property provider goes by the ClearAfter of its kind, whose edit leaves a provider of objects where it is; one of both kinds stays as long as either', async () => {
  const clock = new TestClock();
  await using host = await startHost({}, { clock });
  for (const name of ['gauges', 'family', 'machines']) await host.register(fixture(name));
  await host.door.request(Create, { class: 'Gauge', properties: { name: 'boiler' } });
  expect(await host.door.request(Get, { path: 'Gauge="boiler"' })).toMatchObject({ instance: { reading: 6 } });
  for (const name of ['family', 'machines']) await host.door.request(Load, { name });
  expect((await host.provider('gauges')).kinds).toEqual(['property']);

  await host.door.request(Modify, { path: 'root:__PropertyProviderCacheControl=@', patch: { ClearAfter: '10s' } });
  expect((await host.provider('gauges')).dueInMs).toEqual({ min: 10_000, max: 20_000 });
  for (const name of ['family', 'machines']) expect((await host.provider(name)).dueInMs).toEqual({ min: 30_000, max: 60_000 });
  const idleOut = async (name: string, seconds: number): Promise<void> => {
    for (; seconds > 0 && (await host.provider(name)).state === 'idle'; seconds -= 1) await clock.advance('1s');
  };
  await idleOut('gauges', 20);
  expect(await host.event('unloaded', 'gauges')).toMatchObject({ reason: 'idle', cause: 'released' });
  for (const name of ['family', 'machines']) expect(await host.provider(name)).toMatchObject({ state: 'idle', loads: 1 });

  await host.door.request(Modify, { path: 'root:__PropertyProviderCacheControl=@', patch: { ClearAfter: '90s' } });
  await host.door.request(Modify, { path: 'root:__ObjectProviderCacheControl=@', patch: { ClearAfter: '5s' } });
  await idleOut('family', 10);
  expect(await host.event('unloaded', 'family')).toMatchObject({ reason: 'idle', cause: 'released' });
  expect((await host.provider('machines')).dueInMs?.min).toBeGreaterThan(0);
  expect(await host.door.request(Get, { path: 'Gauge="boiler"' })).toMatchObject({ instance: { reading: 6 } });
});
