import { expect, test } from '@jest/globals';
import { Create, DeadLetters, Delete, ExplainQuery, Modify, SetEnabled, SettleDeadLetters, Subscriptions, Unload } from '@provost/protocol';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureOf } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';
import { fixture, linesOnce, subscribe, subscriptionOf, subscriptionOnce } from './beside.js';

const numbers = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** Both providers registered, and a file to collect into. */
async function prepared(host: TestHost): Promise<string> {
  await host.register(fixture('ticks'));
  await host.register(fixture('collects'));
  return join(await mkdtemp(join(tmpdir(), 'provost-collects-')), 'collected');
}

/** Settles when the event provider is watched: from then on nothing is missed. */
const watched = (host: TestHost): Promise<unknown> => host.event('loaded', 'ticks');

async function raise(host: TestHost, count: number): Promise<void> {
  await host.call('root/ticks:Ticker', 'raise', { count });
}

test('a permanent consumer is given what its filter wants, in order, by a provider that is loaded for it', async () => {
  await using host = await startHost();
  const file = await prepared(host);
  await subscribe(host.door, { name: 'odd', query: 'SELECT * FROM Ticked WHERE isOdd = TRUE', file });
  await watched(host);
  await raise(host, 9);
  expect(await linesOnce(file, (lines) => lines.length >= 5)).toEqual(['1', '3', '5', '7', '9']);
  expect(await host.provider('collects')).toMatchObject({ kinds: ['object', 'eventConsumer'], loads: 1 });
});

test('an event that fails too often is kept aside with why, those behind it are delivered, and it can be delivered again', async () => {
  await using host = await startHost({ 'delivery-attempts': '2' });
  const file = await prepared(host);
  await subscribe(host.door, { name: 'all', query: 'SELECT * FROM Ticked', file, poison: 2 });
  await watched(host);
  await raise(host, 4);
  expect(await linesOnce(file, (lines) => lines.includes('4'))).toEqual(['1', '3', '4']);
  const { letters } = await host.door.request(DeadLetters, {});
  expect(letters).toEqual([expect.objectContaining({ attempts: 2, event: expect.objectContaining({ number: 2 }), error: expect.objectContaining({ message: '2 is poison.' }) })]);
  expect(await host.event('event-undelivered')).toMatchObject({ letter: 1, attempts: 2 });
  expect(await subscriptionOnce(host.door, 'all', ({ waiting }) => waiting === 0)).toMatchObject({ state: 'active', dead: 1 });

  await host.door.request(Modify, { path: 'root/collects:Collector="all"', patch: { Poison: 0 } });
  expect(await host.door.request(SettleDeadLetters, { id: 1 })).toEqual({ count: 1 });
  expect(await linesOnce(file, (lines) => lines.includes('2'))).toEqual(['1', '3', '4', '2']);
  expect((await failureOf(host.door.request(SettleDeadLetters, {}))).code).toBe('NOT_FOUND');
});

test('what is opened for a consumer is closed after the ClearAfter of event sinks, and opened again when it is needed; its provider goes by its own', async () => {
  await using host = await startHost({ 'clear-after.event-sink': '50ms', 'clear-after.event-consumer': '1h', 'clear-after.object': '1h' });
  const file = await prepared(host);
  await subscribe(host.door, { name: 'all', query: 'SELECT * FROM Ticked', file });
  await watched(host);
  const counts = (): Promise<unknown> => host.call('root/collects:Sink', 'opened');
  for (const [number, opened] of [[1, 1], [2, 2]] as const) {
    await raise(host, 1);
    await linesOnce(file, (lines) => lines.length === number);
    let seen = await counts();
    while ((seen as { closed: number }).closed < opened) seen = await counts(); // A turn of the loop each: another process answers.
    expect(seen).toEqual({ opened, closed: opened });
  }
  expect(await host.provider('collects')).toMatchObject({ loads: 1, crashes: 0 });
});

test('a consumer provider that cannot be asked costs no event: what waits is kept over a restart of the host', async () => {
  const host = await startHost();
  const file = await prepared(host);
  await subscribe(host.door, { name: 'all', query: 'SELECT * FROM Ticked', file });
  await watched(host);
  await host.door.request(SetEnabled, { name: 'collects', enabled: false });
  await raise(host, 3);
  const view = await subscriptionOnce(host.door, 'all', ({ waiting, state }) => waiting === 3 && state === 'failing');
  expect(view).toMatchObject({ state: 'failing', why: expect.stringContaining('PROVIDER_DISABLED'), delivered: 0, dead: 0 });
  await host.host.stop();

  await using next = await startHost({}, { state: host.state });
  expect(await subscriptionOf(next.door, 'all')).toMatchObject({ waiting: 3 });
  await next.door.request(SetEnabled, { name: 'collects', enabled: true });
  expect(await linesOnce(file, (lines) => lines.length >= 3)).toEqual(numbers(1, 3));
});

test('a binding that is deleted ends what it is for; a filter that is changed holds at once', async () => {
  await using host = await startHost();
  const file = await prepared(host);
  await subscribe(host.door, { name: 'all', query: 'SELECT * FROM Ticked WHERE number > 5', file });
  const view = await subscriptionOnce(host.door, 'all', ({ state }) => state === 'active');
  await host.door.request(Modify, { path: 'root/collects:__EventFilter="all"', patch: { Query: 'SELECT * FROM Ticked WHERE number > 1' } });
  await subscriptionOnce(host.door, 'all', ({ state }) => state === 'active');
  await raise(host, 2);
  expect(await linesOnce(file, (lines) => lines.length > 0)).toEqual(['2']);
  await host.door.request(Delete, { path: view.binding });
  expect((await host.door.request(Subscriptions, {})).subscriptions).toEqual([]);
});

test('a filter whose query cannot be read is refused when it is made and when it is changed; where its class is not there it says why, until it is', async () => {
  await using host = await startHost();
  await host.register(fixture('collects'));
  const filter = (Query: string, more: Record<string, string> = {}) => host.door.request(Create, { class: 'root/collects:__EventFilter', properties: { Name: 'all', EventNamespace: 'root/ticks', Query, ...more } });
  expect(await failureOf(filter('SELECT * FORM Ticked'))).toMatchObject({ code: 'INVALID_QUERY' });
  expect(await failureOf(filter('SELECT * FROM meta_class'))).toMatchObject({ code: 'INVALID_QUERY' });
  expect(await failureOf(filter('SELECT * FROM ProviderLoaded WHERE provder = 1', { EventNamespace: 'root' }))).toMatchObject({ code: 'INVALID_QUERY' });
  expect(await failureOf(filter('SELECT * FROM Ticked', { QueryLanguage: 'SQL' }))).toMatchObject({ code: 'INVALID_PARAMETER' });
  const file = join(await mkdtemp(join(tmpdir(), 'provost-collects-')), 'collected');
  await subscribe(host.door, { name: 'all', query: 'SELECT * FROM Ticked', file });
  expect(await failureOf(host.door.request(Modify, { path: 'root/collects:__EventFilter="all"', patch: { Query: 'SELECT' } }))).toMatchObject({ code: 'INVALID_QUERY' });
  expect((await subscriptionOnce(host.door, 'all', ({ state }) => state === 'failing')).why).toContain('root/ticks');
  const loaded = host.event('loaded', 'ticks');
  await host.register(fixture('ticks'));
  await loaded;
  await raise(host, 1);
  expect(await linesOnce(file, (lines) => lines.length > 0)).toEqual(['1']);
});

test('P12 a query of events is explained before anybody watches', async () => {
  await using host = await startHost();
  await host.register(fixture('ticks'));
  const explain = (query: string) => host.door.request(ExplainQuery, { query });
  expect(await explain('SELECT number FROM Ticked WHERE isOdd = TRUE')).toMatchObject({
    namespace: 'root/ticks', columns: ['number'],
    classes: [{ class: 'root/ticks:Ticked', provider: 'ticks', explain: ['The provider raises them, and is loaded for as long as somebody watches.', 'The host looks at each and passes on those that fit.'] }],
  });
  expect(await explain('SELECT * FROM ProviderUnloaded')).toMatchObject({ namespace: 'root', classes: [{ class: 'root:ProviderUnloaded', provider: 'host', explain: ['The host tells of them as they happen.'] }] });
});

test('what cannot be raised at the moment is told with why, and comes again as soon as it can', async () => {
  await using host = await startHost();
  const file = await prepared(host);
  await subscribe(host.door, { name: 'all', query: 'SELECT * FROM Ticked', file });
  await subscriptionOnce(host.door, 'all', ({ state }) => state === 'active');
  await raise(host, 1);
  await linesOnce(file, (lines) => lines.length === 1);
  await host.door.request(SetEnabled, { name: 'ticks', enabled: false });
  await host.door.request(Unload, { name: 'ticks', force: true });
  expect((await subscriptionOnce(host.door, 'all', ({ state }) => state === 'failing')).why).toContain('PROVIDER_DISABLED');
  await host.door.request(SetEnabled, { name: 'ticks', enabled: true });
  await subscriptionOnce(host.door, 'all', ({ state }) => state === 'active');
  await raise(host, 1);
  expect(await linesOnce(file, (lines) => lines.includes('2'))).toEqual(['1', '__EventDroppedEvent', '2']);
});

test('a binding to what is no consumer is refused, and dead letters go with their binding', async () => {
  await using host = await startHost({ 'delivery-attempts': '1' });
  const file = await prepared(host);
  await subscribe(host.door, { name: 'all', query: 'SELECT * FROM Ticked', file, poison: 1 });
  expect(await failureOf(host.door.request(Create, { class: 'root/collects:__FilterToConsumerBinding', properties: { Filter: '__EventFilter="all"', Consumer: 'root/ticks:Ticker="a"' } }))).toMatchObject({ code: 'TYPE_MISMATCH' });
  await subscriptionOnce(host.door, 'all', ({ state }) => state === 'active');
  await raise(host, 1);
  const { binding } = await subscriptionOnce(host.door, 'all', ({ dead }) => dead === 1);
  await host.door.request(Delete, { path: binding });
  expect(await host.door.request(DeadLetters, {})).toEqual({ letters: [] });
});
