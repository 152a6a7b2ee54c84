import { expect, test } from '@jest/globals';
import { Create, Delete, Get, Invoke, Modify, Query, Settings, Watch, type JsonObject } from '@provost/protocol';
import { attachedProgram } from '../support/program.js';
import { startHost, type TestHost } from '../support/start-host.js';
import { fixture, rowsOf } from './beside.js';

const REGISTRATION = 'root:ProviderRegistration';
const registered = (name: string): string => `${REGISTRATION}.name="${name}"`;
const loaded = (name: string): string => `root:LoadedProvider.name="${name}"`;

async function create(host: TestHost, properties: JsonObject): Promise<JsonObject> {
  return (await host.door.request(Create, { class: REGISTRATION, properties })).instance;
}

async function get(host: TestHost, path: string): Promise<JsonObject> {
  return (await host.door.request(Get, { path })).instance;
}

async function change(host: TestHost, path: string, patch: JsonObject): Promise<JsonObject | undefined> {
  return (await host.door.request(Modify, { path, patch })).instance;
}

async function queried(host: TestHost, query: string): Promise<JsonObject[]> {
  const rows: JsonObject[] = [];
  for await (const batch of host.door.stream(Query, { query })) rows.push(...batch);
  return rows;
}

test('to create a registration registers the provider, to delete it unregisters it, and neither loads it', async () => {
  await using host = await startHost();
  expect(await create(host, { path: fixture('machines'), environment: { COLOUR: 'red' } })).toMatchObject({
    name: 'machines', path: fixture('machines'), enabled: true, config: {}, link: false, namespace: 'root/works', kinds: ['object', 'property'], classes: ['Machine', 'Pump'], environmentNames: ['COLOUR'], credentialNames: [],
  });
  expect(await get(host, registered('machines'))).not.toHaveProperty('environment');
  expect(await queried(host, `SELECT name FROM ProviderRegistration WHERE namespace = 'root/works'`)).toEqual([{ name: 'machines' }]);
  expect(await rowsOf(host, 'root:LoadedProvider')).toEqual([]);
  expect((await host.provider('machines')).loads).toBe(0);
  expect(await host.door.request(Delete, { path: registered('machines') })).toEqual({});
  await expect(get(host, registered('machines'))).rejects.toMatchObject({ code: 'NOT_FOUND', sentence: `There is no ${registered('machines')}.` });
  await expect(host.door.request(Delete, { path: registered('machines') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await host.events()).map(({ type }) => type)).toEqual(['host-started', 'registered', 'unregistered']);
});

test('P11 a registration that does not fit is refused as provost register refuses it, and one that is there is not registered again', async () => {
  await using host = await startHost();
  await expect(create(host, { path: '/nowhere/at/all' })).rejects.toMatchObject({ code: 'INVALID_REGISTRATION', sentence: '/nowhere/at/all cannot be registered: there is no such file or folder.' });
  await expect(create(host, { path: 'machines.js' })).rejects.toMatchObject({ code: 'INVALID_PARAMETER', sentence: '"machines.js" is not absolute, and the host has a working directory of its own.' });
  await expect(create(host, { path: fixture('machines'), config: { most: 1 } })).rejects.toMatchObject({ code: 'INVALID_REGISTRATION' });
  await expect(create(host, { name: 'machines' })).rejects.toMatchObject({ code: 'TYPE_MISMATCH', facts: { faults: ['path must be given, and is missing'] } });
  await expect(create(host, { path: fixture('machines'), kinds: ['event'] })).rejects.toMatchObject({ code: 'INVALID_PARAMETER', sentence: 'root:ProviderRegistration.kinds is read-only: the host sets it.' });
  await create(host, { path: fixture('machines'), enabled: false });
  for (const again of [{}, { name: 'machines' }, { enabled: true }]) {
    await expect(create(host, { path: fixture('machines'), ...again })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', sentence: `A provider "machines" is registered already, from ${fixture('machines')}.` });
  }
  expect(await get(host, registered('machines'))).toMatchObject({ enabled: false });
});

test('of a registration what may be edited is edited, registered anew where it must be, and nothing is changed where that is refused', async () => {
  await using host = await startHost();
  await create(host, { path: fixture('machines'), environment: { COLOUR: 'red' }, link: true });
  expect(await change(host, registered('machines'), { environment: { SIZE: '1' } })).toMatchObject({ environmentNames: ['SIZE'], link: true, enabled: true });
  expect(await change(host, registered('machines'), { enabled: false })).toMatchObject({ enabled: false, environmentNames: ['SIZE'] });
  await expect(change(host, registered('machines'), { enabled: true, config: { most: 1 } })).rejects.toMatchObject({ code: 'INVALID_REGISTRATION' });
  await expect(change(host, registered('machines'), { name: 'engines' })).rejects.toMatchObject({ code: 'INVALID_PARAMETER', sentence: `${REGISTRATION}.name is of the key, which does not change: an instance of another key is another one.` });
  await expect(change(host, registered('engines'), { enabled: true })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await get(host, registered('machines'))).toMatchObject({ enabled: false, config: {} });
  expect((await host.events()).map(({ type }) => type)).toEqual(['host-started', 'registered', 'updated', 'disabled']);
});

test('what is loaded is shown with what it was asked for, and looking loads nothing', async () => {
  await using host = await startHost();
  await host.register(fixture('machines'));
  await host.register(fixture('stock'));
  await host.door.request(Create, { class: 'root/works:Machine', properties: { name: 'lathe' } });
  await expect(get(host, loaded('machines'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await host.door.request(Get, { path: 'Machine="lathe"' });
  const { pid } = await host.provider('machines');
  expect(await get(host, loaded('machines'))).toMatchObject({ pid, state: 'idle', generation: 1, lives: 1, loads: 1, crashes: 0, requestsServed: 1, requestsFailed: 0, operations: { get: 1 } });
  expect(await queried(host, 'SELECT name FROM LoadedProvider WHERE operations.get > 0 AND requestsFailed = 0')).toEqual([{ name: 'machines' }]);
  expect((await rowsOf(host, 'root:LoadedProvider')).map(({ name }) => name)).toContain('machines');
  expect((await host.provider('machines')).loads).toBe(1);
});

test('a provider is loaded and unloaded by the methods of its object, and one that is at work only by force', async () => {
  await using host = await startHost();
  await host.register(fixture('machines'));
  const first = await host.call(registered('machines'), 'Load');
  const { pid } = await host.provider('machines');
  expect(first).toEqual({ pid, generation: 1 });
  expect(await host.call(loaded('machines'), 'UnLoad')).toEqual({ pid });
  expect(await host.event('unloaded', 'machines')).toMatchObject({ reason: 'operator', cause: 'released', pid });
  expect(await host.call(loaded('machines'), 'UnLoad')).toEqual({});
  await expect(host.call(loaded('nobody'), 'Load')).rejects.toMatchObject({ code: 'NOT_FOUND', sentence: 'There is no provider "nobody".' });
  await expect(host.call(loaded('machines'), 'Load', { force: true })).rejects.toMatchObject({ code: 'TYPE_MISMATCH' });
  expect(await host.call(loaded('machines'), 'Load')).toMatchObject({ generation: 2 });
});

test('a provider that is suspended is unloaded, and its requests are refused until it is resumed', async () => {
  await using host = await startHost();
  await host.register(fixture('machines'));
  await host.door.request(Create, { class: 'root/works:Machine', properties: { name: 'lathe' } });
  await host.call(registered('machines'), 'Load');
  const { pid } = await host.provider('machines');
  expect(await host.call(registered('machines'), 'Suspend')).toEqual({ pid });
  await expect(host.door.request(Get, { path: 'Machine="lathe"' })).rejects.toMatchObject({ code: 'PROVIDER_DISABLED' });
  await expect(host.call(registered('machines'), 'Load')).rejects.toMatchObject({ code: 'PROVIDER_DISABLED' });
  expect(await get(host, registered('machines'))).toMatchObject({ enabled: false });
  expect(await host.call(registered('machines'), 'Resume')).toBeUndefined();
  expect((await host.provider('machines')).loads).toBe(1);
  expect((await host.door.request(Get, { path: 'Machine="lathe"' })).instance).toMatchObject({ heat: 5 });
});

test('P6 a provider that is at work is neither suspended nor unloaded, and nothing has changed', async () => {
  await using host = await startHost();
  await host.register(fixture('foreman'));
  await expect(host.call('root/works:Foreman', 'order', { name: 'foreman', method: 'Suspend' })).rejects.toThrow('failed with PROVIDER_BUSY, which its class does not declare: Provider "foreman"');
  await expect(host.call('root/works:Foreman', 'order', { name: 'foreman', method: 'UnLoad' })).rejects.toThrow('failed with PROVIDER_BUSY, which its class does not declare: Provider "foreman"');
  expect(await host.provider('foreman')).toMatchObject({ enabled: true, state: 'idle', generation: 1 });
});

test('a provider looks after the host through its own context: what is loaded, what is registered, and who is suspended', async () => {
  await using host = await startHost();
  await host.register(fixture('foreman'));
  expect(await host.call('Foreman', 'loaded')).toEqual(['foreman']);
  expect(await host.call('Foreman', 'hire', { path: fixture('machines') })).toBe(registered('machines'));
  await host.call('Foreman', 'order', { name: 'machines', method: 'Load' });
  expect(await host.call('Foreman', 'loaded')).toEqual(['foreman', 'machines']);
  await host.call('Foreman', 'order', { name: 'machines', method: 'Suspend' });
  expect(await host.provider('machines')).toMatchObject({ enabled: false, state: 'unloaded' });
  await host.call('Foreman', 'dismiss', { name: 'machines' });
  expect((await rowsOf(host, REGISTRATION)).map(({ name }) => name)).toEqual(['foreman']);
  await expect(host.call('Foreman', 'hire', { path: '/nowhere/at/all' })).rejects.toThrow('failed with INVALID_REGISTRATION, which its class does not declare: /nowhere/at/all cannot be registered');
});

test('a program that has attached itself is among them: it can be suspended, and is neither loaded nor unloaded nor unregistered', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state);
  const path = 'root/lab:Gauge.id="a"';
  await get(host, path);
  expect(await get(host, loaded('gauge'))).toMatchObject({ pid: program.pid, state: 'decoupled', operations: { get: 1 } });
  expect(await get(host, registered('gauge'))).toMatchObject({ decoupled: true, enabled: true, classes: ['Gauge'] });
  for (const method of ['Load', 'UnLoad']) await expect(host.call(loaded('gauge'), method)).rejects.toMatchObject({ code: 'NOT_SUPPORTED', facts: { provider: 'gauge', state: 'decoupled' } });
  await expect(change(host, registered('gauge'), { config: {} })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  await expect(host.door.request(Delete, { path: registered('gauge') })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  expect(await host.call(loaded('gauge'), 'Suspend')).toEqual({});
  await expect(get(host, path)).rejects.toMatchObject({ code: 'PROVIDER_DISABLED' });
  await host.call(loaded('gauge'), 'Resume');
  expect(await get(host, path)).toMatchObject({ pid: program.pid });
});

test('settings are read and changed as objects, as a person writes them and with the same event', async () => {
  await using host = await startHost({ 'call-depth': '5' });
  expect(await rowsOf(host, 'root:HostSetting')).toHaveLength((await host.door.request(Settings, {})).settings.length);
  expect(await get(host, 'root:HostSetting.key="retry-delay"')).toMatchObject({ value: '250ms', unit: 'duration', default: '250ms', origin: 'default', live: true });
  expect(await change(host, 'HostSetting="retry-delay"', { value: '1s' })).toMatchObject({ value: '1s', origin: 'set' });
  expect(await host.event('setting-changed')).toMatchObject({ key: 'retry-delay', value: '1s' });
  expect(await change(host, 'HostSetting="clear-after.object"', { value: '5s' })).toMatchObject({ value: '5s' });
  expect(await host.event('cache-changed')).toMatchObject({ kind: 'object', from: '30s', to: '5s' });
  expect(await get(host, 'root:__ObjectProviderCacheControl=@')).toEqual({ ClearAfter: '00000000000005.000000:000' });
  expect(await change(host, 'HostSetting="retry-delay"', { value: 'default' })).toMatchObject({ value: '250ms', origin: 'default' });
  await expect(change(host, 'HostSetting="retry-delay"', { value: 'soon' })).rejects.toMatchObject({ code: 'INVALID_PARAMETER', facts: { setting: 'retry-delay', given: 'soon' } });
  await expect(change(host, 'HostSetting="call-depth"', { value: '6' })).rejects.toMatchObject({ code: 'INVALID_PARAMETER' });
  await expect(change(host, 'HostSetting="retry-dely"', { value: '1s' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('the host itself is an object', async () => {
  await using host = await startHost();
  expect(await get(host, 'root:HostProcess=@')).toMatchObject({ pid: process.pid, embedded: true, registrations: 0, loaded: 0, state: host.state, stopping: false });
  await expect(change(host, 'root:HostProcess=@', {})).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  await expect(host.door.request(Invoke, { path: 'root:HostProcess=@', method: 'Stop', arguments: {} })).rejects.toMatchObject({ code: 'METHOD_NOT_FOUND' });
});

test('what becomes of the objects of the host is watched like that of any others', async () => {
  await using host = await startHost();
  const leave = new AbortController();
  const seen = host.door.stream(Watch, { query: `SELECT * FROM __InstanceCreationEvent WITHIN 0.1 WHERE TargetInstance ISA 'ProviderRegistration'` }, { signal: leave.signal })[Symbol.asyncIterator]();
  expect(await seen.next()).toEqual({ value: [], done: false }); // It has begun.
  await create(host, { path: fixture('machines') });
  expect((await seen.next()).value).toMatchObject([{ __CLASS: '__InstanceCreationEvent', TargetInstance: { name: 'machines' } }]);
  leave.abort();
  expect(await seen.next()).toEqual({ value: undefined, done: true });
});
