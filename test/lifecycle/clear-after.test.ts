import { describe, expect, test } from '@jest/globals';
import { connect } from '@provost/client';
import { ProviderHost } from '@provost/host';
import {
  Cache, Classes, Create, Delete, Get, Invoke, List, Load, Modify, Register, SetCache, SetSetting, Settings, Unregister, WaitFor, type CacheView, type Door,
} from '@provost/protocol';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureOf, getThing, registerFixture } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';

const LAMP = fileURLToPath(new URL('../../cli/providers/lamp.js', import.meta.url));
const OBJECT = 'root:__ObjectProviderCacheControl=@';
const DEFAULTS = {
  [OBJECT]: '00000000000030.000000:000',
  'root:__PropertyProviderCacheControl=@': '00000000000030.000000:000',
  'root:__EventProviderCacheControl=@': '00000000000030.000000:000',
  'root:__EventConsumerProviderCacheControl=@': '00000000000030.000000:000',
  'root:__EventSinkCacheControl=@': '00000000000015.000000:000',
};

/** ClearAfter of all five, as objects. */
async function controls(door: Door): Promise<Record<string, unknown>> {
  const found = await Promise.all(Object.keys(DEFAULTS).map((path) => door.request(Get, { path })));
  return Object.fromEntries(found.map(({ path, instance }) => [path, instance['ClearAfter']]));
}

/** What holds for each kind and provider, with where it comes from. */
function shown({ kinds, providers }: CacheView): string[] {
  return [...kinds.map(({ kind, clearAfter, origin }) => `${kind} ${clearAfter} ${origin}`), ...providers.map(({ provider, clearAfter, origin }) => `${provider} ${clearAfter} ${origin}`)];
}

async function cacheOf(door: Door, provider: string): Promise<string[]> {
  return shown(await door.request(Cache, { provider }));
}

async function changesIn(host: TestHost): Promise<Record<string, unknown>[]> {
  return (await host.events()).filter(({ type }) => type === 'cache-changed').map(({ seq, at, type, ...facts }) => facts);
}

/** A host from its start to its stop, so that another may follow on the same state. */
async function runOn(state: string, act: (door: Door) => Promise<void>): Promise<void> {
  await using host = new ProviderHost({ state });
  await host.start();
  await act(host.door());
}

/** Loaded, and idle for as long as nothing changes. */
async function loadRaw(host: TestHost): Promise<void> {
  await host.door.request(SetCache, { kind: 'object', clearAfter: '1h' });
  await registerFixture(host, 'answers-after-cancel');
  await getThing(host, 'count');
}

describe('the five cache controls', () => {
  test('W-U10 are singletons in root that any client reads, embedded and over the socket, with WMI\'s defaults', async () => {
    await using host = await startHost();
    await using client = await connect({ state: host.state });
    expect([await controls(host.door), await controls(client)]).toEqual([DEFAULTS, DEFAULTS]);
    const listed: unknown[] = [];
    for await (const rows of client.stream(List, { class: '__EventSinkCacheControl' })) listed.push(...rows);
    expect(listed).toEqual([{ ClearAfter: '00000000000015.000000:000' }]);
    expect((await client.request(Classes, { namespace: 'root' })).classes.filter(({ name }) => name.endsWith('CacheControl')).map(({ name, provider, operations }) => [name, provider, operations.join(' ')])).toEqual(
      ['Object', 'Property', 'Event', 'EventConsumer'].map((kind) => `__${kind}ProviderCacheControl`).concat('__EventSinkCacheControl').map((name) => [name, 'host', 'get list modify']),
    );
  });

  test('W-U11 an edit of one changes that kind alone; object, setting and cache are one, and each edit is told once with who made it', async () => {
    await using host = await startHost();
    await using client = await connect({ state: host.state, name: 'editor' });
    const { instance } = await client.request(Modify, { path: 'root:__PropertyProviderCacheControl=@', patch: { ClearAfter: '90s' } });
    expect(instance).toEqual({ ClearAfter: '00000000000130.000000:000' });
    expect(await controls(host.door)).toEqual({ ...DEFAULTS, 'root:__PropertyProviderCacheControl=@': '00000000000130.000000:000' });
    expect((await client.request(Settings, { key: 'clear-after.property' })).settings[0]).toMatchObject({ value: '1m30s', origin: 'set' });
    await host.door.request(SetSetting, { key: 'clear-after.event', value: 'never' });
    expect((await client.request(Get, { path: 'root:__EventProviderCacheControl=@' })).instance).toEqual({ ClearAfter: 'never' });
    await host.door.request(SetCache, { kind: 'Event', clearAfter: 'default' });
    expect(await changesIn(host)).toEqual([
      { kind: 'property', from: '30s', to: '1m30s', by: { kind: 'client', pid: process.pid, uid: process.getuid?.(), name: 'editor' } },
      { kind: 'event', from: '30s', to: 'never', by: { kind: 'embedder', pid: process.pid } },
      { kind: 'event', from: 'never', to: '30s', by: { kind: 'embedder', pid: process.pid } },
    ]);
    expect((await host.events()).map(({ type }) => type)).not.toContain('setting-changed');
  });

  test('P11 what is no ClearAfter is refused by every road with what is allowed, and nothing changes', async () => {
    await using host = await startHost();
    const ask: (() => Promise<unknown>)[] = [
      () => host.door.request(Modify, { path: OBJECT, patch: { ClearAfter: '30' } }),
      () => host.door.request(SetCache, { kind: 'object', clearAfter: '100000000d' }),
      () => host.door.request(SetSetting, { key: 'clear-after.object', value: '-1s' }),
    ];
    const failures = await Promise.all(ask.map((one) => failureOf(one())));
    expect(failures.map(({ code, sentence }) => [code, sentence])).toEqual([
      ['INVALID_PARAMETER', 'The ClearAfter of root:__ObjectProviderCacheControl must be a duration from 0 to 99999999 days, or never; "30" is not.'],
      ['INVALID_PARAMETER', 'The ClearAfter of the kind object must be a duration from 0 to 99999999 days, or never; "100000000d" is not.'],
      ['INVALID_PARAMETER', 'The setting clear-after.object must be a duration such as 300ms, 30s or 5m, from 0s to 99999999d, or never; "-1s" is not.'],
    ]);
    expect((await failureOf(host.door.request(Modify, { path: OBJECT, patch: { ClearAfter: 30 } }))).code).toBe('TYPE_MISMATCH');
    expect([await controls(host.door), await changesIn(host)]).toEqual([DEFAULTS, []]);
  });

  test('P11 one that the host was started with holds until it stops, by every road', async () => {
    await using host = await startHost({ 'clear-after.object': '5s' });
    const sentence = 'clear-after.object was given when this host was started (5s) and holds until it stops.';
    for (const ask of [() => host.door.request(Modify, { path: OBJECT, patch: { ClearAfter: '1s' } }), () => host.door.request(SetCache, { kind: 'object', clearAfter: 'default' })]) {
      expect(await failureOf(ask())).toMatchObject({ code: 'INVALID_PARAMETER', sentence });
    }
    expect(shown(await host.door.request(Cache, { kind: 'object' }))).toEqual(['object 5s option']);
  });

  test('they cannot be made, deleted or called, and no provider may serve a class of such a name', async () => {
    await using host = await startHost();
    await using client = await connect({ state: host.state });
    expect((await failureOf(client.request(Delete, { path: OBJECT }))).code).toBe('NOT_SUPPORTED');
    expect((await failureOf(client.request(Create, { class: '__ObjectProviderCacheControl', properties: { ClearAfter: '1s' } }))).code).toBe('NOT_SUPPORTED');
    expect((await failureOf(client.request(Invoke, { path: OBJECT, method: 'reset', arguments: {} }))).code).toBe('METHOD_NOT_FOUND');
    await expect(registerFixture(host, 'takes-a-name-of-the-host')).rejects.toMatchObject({ code: 'INVALID_REGISTRATION', facts: { faults: ['class __Thing: names that begin with __ are kept for the host itself'] } });
  });
});

describe('an edit of ClearAfter', () => {
  test('W-U11 P4 acts at once on a provider that is idle already; 0 unloads at the end of each use, and the next request is served', async () => {
    await using host = await startHost();
    await loadRaw(host);
    expect((await host.door.request(Cache, { kind: 'object' })).kinds[0]).toMatchObject({ clearAfter: '1h', loaded: 1 });
    await host.door.request(Modify, { path: 'root:__EventProviderCacheControl=@', patch: { ClearAfter: '0' } });
    expect((await host.provider('raw')).state).toBe('idle');
    await host.door.request(Modify, { path: OBJECT, patch: { ClearAfter: '0' } });
    expect(await host.event('unloaded', 'raw')).toMatchObject({ reason: 'idle', generation: 1 });
    expect(await getThing(host, 'count')).toBe('0');
    await host.door.request(WaitFor, { name: 'raw', state: 'unloaded' });
    const ends = (await host.events()).filter(({ type }) => type === 'unloaded');
    expect(ends.map(({ generation, reason, cause }) => [generation, reason, cause])).toEqual([[1, 'idle', 'released'], [2, 'idle', 'released']]);
  });

  test('P4 for a single provider wins over its kinds and acts on that one alone', async () => {
    await using host = await startHost();
    await loadRaw(host);
    await host.register(LAMP);
    await host.door.request(Load, { name: 'lamp' });
    expect(shown(await host.door.request(SetCache, { provider: 'lamp', clearAfter: '0' }))).toEqual(['lamp 0s provider']);
    expect(await host.event('unloaded', 'lamp')).toMatchObject({ reason: 'idle' });
    expect((await host.provider('raw')).state).toBe('idle');
    expect((await changesIn(host)).at(-1)).toEqual({ provider: 'lamp', from: '1h', to: '0s', by: { kind: 'embedder', pid: process.pid } });
    expect((await failureOf(host.door.request(SetCache, { provider: 'lmap', clearAfter: '1s' }))).sentence).toBe('There is no provider "lmap", did you mean "lamp"?');
  });

  test('P4 is there after a restart, for a single provider after an update too; that of a provider goes with its registration', async () => {
    const state = await mkdtemp(join(tmpdir(), 'provost-test-'));
    await runOn(state, async (door) => {
      await door.request(Register, { path: LAMP });
      await door.request(Modify, { path: OBJECT, patch: { ClearAfter: '1h' } });
      await door.request(SetCache, { provider: 'lamp', clearAfter: 'never' });
      expect((await door.request(Register, { path: LAMP })).updated).toBe(true);
      expect(await cacheOf(door, 'lamp')).toEqual(['lamp never provider']);
    });
    await runOn(state, async (door) => {
      expect(await controls(door)).toEqual({ ...DEFAULTS, [OBJECT]: '00000000010000.000000:000' });
      expect(shown(await door.request(Cache, {})).slice(4)).toEqual(['eventSink 15s default', 'lamp never provider']);
      await door.request(Unregister, { name: 'lamp' });
      await door.request(Register, { path: LAMP });
      expect(await cacheOf(door, 'lamp')).toEqual(['lamp 1h kind']);
    });
    await rm(state, { recursive: true });
  });

  test('P11 must say of what: a kind or a provider', async () => {
    await using host = await startHost();
    await using client = await connect({ state: host.state });
    expect(await failureOf(client.request(SetCache, { clearAfter: '1s' }))).toMatchObject({ code: 'INVALID_PARAMETER', sentence: 'Neither a kind nor a provider is named; ClearAfter is that of one of them.' });
    expect((await failureOf(client.request(SetCache, { kind: 'object', provider: 'lamp', clearAfter: '1s' }))).sentence).toBe('Both a kind and a provider are named; ClearAfter is that of one of them.');
    expect((await failureOf(client.request(Cache, { kind: 'objects' }))).sentence).toContain('There is no kind "objects", did you mean "object"?');
  });
});
