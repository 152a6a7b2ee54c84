import { describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { Get, Load, Providers, SetSetting } from '@provost/protocol';
import { failureOf, getThing, listThings, registerFixture } from '../support/providers.js';
import { startHost } from '../support/start-host.js';

const CLOCK = fileURLToPath(new URL('../../../examples/clock', import.meta.url));

describe('a registered provider', () => {
  test('P1 F-R20 is not running until it is needed, and then is loaded once, however many ask at the same time', async () => {
    await using host = await startHost();
    await host.register(CLOCK);
    expect(await host.provider('clock')).toMatchObject({ state: 'unloaded', pid: null, loads: 0, rssBytes: null });

    const zones = await Promise.all(Array.from({ length: 200 }, async () => {
      return (await host.door.request(Get, { path: 'Clock="UTC"' })).instance['zone'];
    }));
    expect(new Set(zones)).toEqual(new Set(['UTC']));
    expect(await host.provider('clock')).toMatchObject({ state: 'idle', generation: 1, loads: 1, crashes: 0 });
    expect((await host.events()).filter(({ type }) => type === 'loaded')).toHaveLength(1);
  });

  test('P2 has one process, whose pid stays the same from call to call', async () => {
    await using host = await startHost();
    await registerFixture(host, 'exits-in-release');
    await getThing(host);
    const { pid } = await host.provider('raw');
    await Promise.all([getThing(host), listThings(host), getThing(host, 'y')]);
    expect((await host.provider('raw')).pid).toBe(pid);
  });

  test('P3 is unloaded when it was idle for ClearAfter to twice that, and the event says how old it was', async () => {
    await using host = await startHost({ 'clear-after.object': '200ms' });
    await host.register(CLOCK);
    await host.door.request(Load, { name: 'clock' });
    const end = await host.event('unloaded', 'clock');
    expect(end).toMatchObject({ reason: 'idle', cause: 'released', code: 0, signal: null });
    expect(end['idleMs']).toBeGreaterThanOrEqual(200);
    expect(await host.provider('clock')).toMatchObject({ state: 'unloaded', pid: null, lastExit: { cause: 'released', reason: 'idle', code: 0 } });
  });

  test('P4 an edit of ClearAfter acts at once on a provider that is idle already', async () => {
    await using host = await startHost();
    await host.register(CLOCK);
    await host.door.request(Load, { name: 'clock' });
    expect((await host.provider('clock')).dueInMs?.max).toBeGreaterThan(50_000);
    await host.door.request(SetSetting, { key: 'clear-after.object', value: '100ms' });
    expect(await host.event('unloaded', 'clock')).toMatchObject({ reason: 'idle' });
  });

  test('P6 is not unloaded while a request is open on it, however long that takes', async () => {
    await using host = await startHost({ 'clear-after.object': '20ms' });
    await registerFixture(host, 'answers-after-cancel');
    const cancel = new AbortController();
    const slow = failureOf(host.door.request(Get, { path: 'Thing="slow"' }, { signal: cancel.signal }));
    await host.event('loaded', 'raw');
    for (let round = 0; round < 5; round += 1) expect(await getThing(host, 'count')).toBe('0');
    expect((await host.events()).some(({ type }) => type === 'releasing')).toBe(false);
    cancel.abort();
    expect((await slow).code).toBe('OPERATION_CANCELLED');
    expect(await host.event('unloaded', 'raw')).toMatchObject({ reason: 'idle' });
  });

  test('P2 a request that meets a release waits for the exit and gets a fresh process; none is lost', async () => {
    await using host = await startHost({ 'clear-after.object': '0s' });
    await host.register(CLOCK);
    for (let round = 0; round < 20; round += 1) expect((await host.door.request(Get, { path: 'Clock="UTC"' })).instance['zone']).toBe('UTC');
    const events = (await host.events()).filter(({ type }) => type === 'loading' || type === 'unloaded').map(({ type }) => type);
    events.forEach((type, index) => expect(type).toBe(index % 2 === 0 ? 'loading' : 'unloaded'));
  });

  test('stopping the host releases all of them side by side, and leaves none', async () => {
    const host = await startHost();
    await host.register(CLOCK);
    await registerFixture(host, 'exits-in-release');
    await Promise.all([host.door.request(Load, { name: 'clock' }), host.door.request(Load, { name: 'raw' })]);
    const { providers } = await host.door.request(Providers, {});
    expect(providers.map(({ state }) => state)).toEqual(['idle', 'idle']);
    await host[Symbol.asyncDispose]();
  });
});
