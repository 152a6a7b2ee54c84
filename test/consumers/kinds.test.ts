import { expect, test } from '@jest/globals';
import { Create, Delete, Load, Modify, Subscriptions } from '@provost/protocol';
import { TestClock } from '@provost/testing';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixture as ofObjects } from '../objects/beside.js';
import { startHost, type TestHost } from '../support/start-host.js';
import { fixture, linesOnce } from './beside.js';

/** By kind: a provider of that kind alone, and where its ClearAfter stands. */
const KINDS = [
  { kind: 'object', provider: 'family', control: '__ObjectProviderCacheControl', path: ofObjects('family') },
  { kind: 'property', provider: 'gauges', control: '__PropertyProviderCacheControl', path: ofObjects('gauges') },
  { kind: 'event', provider: 'raises-only', control: '__EventProviderCacheControl', path: fixture('raises-only') },
  { kind: 'eventConsumer', provider: 'consumes-only', control: '__EventConsumerProviderCacheControl', path: fixture('consumes-only') },
] as const;

const SINKS = '__EventSinkCacheControl';

/** Each is asked for nothing for an hour, unless its kind says otherwise. */
async function startIdle(clock: TestClock): Promise<TestHost> {
  const host = await startHost({}, { clock });
  for (const { path } of KINDS) await host.register(path);
  for (const control of [...KINDS.map((one) => one.control), SINKS]) await edit(host, control, '1h');
  return host;
}

const edit = (host: TestHost, control: string, ClearAfter: string): Promise<unknown> => host.door.request(Modify, { path: `root:${control}=@`, patch: { ClearAfter } });

const statesOf = (host: TestHost): Promise<string[]> => Promise.all(KINDS.map(async ({ provider }) => (await host.provider(provider)).state));

test('W-U11 P4 each kind of provider is unloaded by its own ClearAfter: an edit of one unloads that one, and the others stay', async () => {
  const clock = new TestClock();
  await using host = await startIdle(clock);
  for (const { provider, kind } of KINDS) {
    await host.door.request(Load, { name: provider });
    expect((await host.provider(provider)).kinds).toEqual([kind]);
  }
  for (const { provider, control } of KINDS) {
    const before = await statesOf(host);
    await edit(host, control, '10s');
    for (let seconds = 0; seconds < 20 && (await host.provider(provider)).state === 'idle'; seconds += 1) await clock.advance('1s');
    expect(await host.event('unloaded', provider)).toMatchObject({ reason: 'idle', cause: 'released' });
    expect(await statesOf(host)).toEqual(before.map((state, index) => (KINDS[index]?.provider === provider ? 'unloaded' : state)));
  }
});

test('W-U11 P4 what is open for a consumer goes by the ClearAfter of event sinks, and is found again when it is needed; its provider stays', async () => {
  const clock = new TestClock();
  await using host = await startIdle(clock);
  const file = join(await mkdtemp(join(tmpdir(), 'provost-sinks-')), 'lines');
  const put = async (name: string, properties: Record<string, string>): Promise<string> => (await host.door.request(Create, { class: `root/lines:${name}`, properties })).path;
  const consumer = await put('Line', { Name: 'one', File: file });
  const filter = await put('__EventFilter', { Name: 'pings', EventNamespace: 'root/pings', Query: 'SELECT * FROM Pinged' });
  const bind = (): Promise<string> => put('__FilterToConsumerBinding', { Filter: filter, Consumer: consumer });
  const binding = await bind();
  expect(await linesOnce(file, (lines) => lines.length === 2)).toEqual(['open', '1']);
  await edit(host, SINKS, '10s');
  await clock.advance('9s');
  await host.door.request(Delete, { path: binding });
  await bind(); // Raised and delivered once more: it is in use again.
  expect(await linesOnce(file, (lines) => lines.length === 3)).toEqual(['open', '1', '1']);
  while ((await host.door.request(Subscriptions, {})).subscriptions[0]?.waiting !== 0) await new Promise((resolve) => setImmediate(resolve));
  await clock.advance('9s');
  expect(await linesOnce(file, () => true)).toEqual(['open', '1', '1']);
  await clock.advance('10s');
  expect(await linesOnce(file, (lines) => lines.length === 4)).toEqual(['open', '1', '1', 'close']);
  expect(await host.provider('consumes-only')).toMatchObject({ state: 'idle', loads: 1 });
});
