import { expect, test } from '@jest/globals';
import { CancelRequest, Cache, Requests, SetCache, Unload, Unregister, WaitFor } from '@provost/protocol';
import { connect } from '@provost/client';
import { failureOf } from '../support/providers.js';
import { RAISER, hostWithRaiser, watch } from './watched.js';

const DROPPED = { __CLASS: '__EventDroppedEvent', TIME_CREATED: expect.any(String), Provider: 'raiser' };

test('a provider that crashes while it is watched is loaded again and asked again, and who watches is told once', async () => {
  await using host = await hostWithRaiser();
  await using ticks = await watch(host, 'SELECT * FROM Tick');
  await host.call('root/test:Raiser', 'tick', { from: 1, bookmarks: true });
  expect((await ticks.next())['n']).toBe(1);
  expect(await failureOf(host.call('root/test:Raiser', 'end', { code: 3 }))).toMatchObject({ code: 'PROVIDER_CRASHED', facts: { exitCode: 3 } });
  expect(await ticks.next()).toEqual({ ...DROPPED, Reason: expect.stringContaining('exited with code 3') });
  expect(await ticks.next()).toMatchObject({ n: 2, word: 'resumed', __BOOKMARK: '2' }); // It was given the bookmark of the last event.
  await host.call('root/test:Raiser', 'tick', { from: 5 });
  expect((await ticks.next())['n']).toBe(5);
  expect(await host.provider('raiser')).toMatchObject({ state: 'busy', inFlight: 1, crashes: 1 });
});

test('what is watched is not unloaded but by force, after which it is asked again', async () => {
  await using host = await hostWithRaiser();
  await using ticks = await watch(host, 'SELECT * FROM Tick');
  expect(await failureOf(host.door.request(Unload, { name: 'raiser' }))).toMatchObject({ code: 'PROVIDER_BUSY' });
  expect((await host.door.request(Unload, { name: 'raiser', force: true })).exit).toMatchObject({ cause: 'released', reason: 'operator' });
  expect(await ticks.next()).toMatchObject({ ...DROPPED, Reason: expect.stringContaining('unloaded (operator)') });
  await host.event('loaded', 'raiser', ({ generation }) => generation === 2);
  await host.door.request(WaitFor, { name: 'raiser', state: 'busy' });
  await host.call('root/test:Raiser', 'tick', { from: 8 });
  expect((await ticks.next())['n']).toBe(8);
});

test('an update of the registration costs who watches a word, and the next process is asked', async () => {
  await using host = await hostWithRaiser();
  await using ticks = await watch(host, 'SELECT * FROM Tick');
  await host.host.register({ path: RAISER, environment: { MARK: 'new' } });
  expect(await ticks.next()).toMatchObject(DROPPED);
  expect(await host.event('unloaded', 'raiser')).toMatchObject({ reason: 'update' });
  await host.event('loaded', 'raiser', ({ generation }) => generation === 2);
  await host.call('root/test:Raiser', 'tick', { from: 2 });
  expect((await ticks.next())['n']).toBe(2);
});

test('when the provider is unregistered, the watching of its events ends with why', async () => {
  await using host = await hostWithRaiser();
  await using ticks = await watch(host, 'SELECT * FROM Tick');
  await host.door.request(Unregister, { name: 'raiser' });
  expect(await ticks.failure()).toMatchObject({ code: expect.stringMatching(/^INVALID_(CLASS|NAMESPACE)$/) });
});

test('an operator who cancels the subscription ends what hangs on it', async () => {
  await using host = await hostWithRaiser();
  await using ticks = await watch(host, 'SELECT * FROM Tick');
  const { requests: [subscription] } = await host.door.request(Requests, {});
  await host.door.request(CancelRequest, { id: subscription!.id });
  expect(await ticks.failure()).toMatchObject({ code: 'OPERATION_CANCELLED', sentence: expect.stringContaining('operator') });
  await host.door.request(WaitFor, { name: 'raiser', state: 'idle' });
});

test('a host that stops lets its providers go at once, though they are watched, and tells who watches', async () => {
  const host = await hostWithRaiser();
  const client = await connect({ state: host.state });
  const watching = client.watch('SELECT * FROM Tick');
  await watching.ready;
  const startedMs = performance.now();
  const failed = failureOf((async () => { for await (const _ of watching) throw new Error('nothing was raised'); })());
  const { pid } = await host.provider('raiser');
  await host[Symbol.asyncDispose]();
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  expect(await failed).toMatchObject({ code: 'SERVER_IS_SHUTTING_DOWN' });
  expect(pid).toBeGreaterThan(0);
  await client.close();
});

test('an event provider is idle once the last has gone, and goes by the ClearAfter of its kinds', async () => {
  await using host = await hostWithRaiser({ 'clear-after.object': '50ms' });
  await host.door.request(SetCache, { kind: 'event', clearAfter: '1h' });
  {
    await using ticks = await watch(host, 'SELECT * FROM Tick');
    await host.call('root/test:Raiser', 'tick', {});
    await ticks.next();
    expect((await host.provider('raiser')).state).toBe('busy');
  }
  await host.door.request(WaitFor, { name: 'raiser', state: 'idle' });
  const { dueInMs } = await host.provider('raiser');
  expect(dueInMs?.max).toBeGreaterThan(3_000_000);
  expect((await host.door.request(Cache, { kind: 'event' })).kinds[0]).toMatchObject({ kind: 'event', loaded: 1 });
  await host.door.request(SetCache, { kind: 'event', clearAfter: '50ms' });
  expect(await host.event('unloaded', 'raiser')).toMatchObject({ reason: 'idle' });
});
