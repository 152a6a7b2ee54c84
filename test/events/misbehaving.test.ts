/** Providers that break the rules of events, spoken by hand: who watches is told what is wrong, nobody else notices, and the next request is served. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { SetSetting, Unload, Watch, type EventRow } from '@provost/protocol';
import { failureOf, getThing } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';
import { watch, type Watched } from './watched.js';

/** A host with a program that speaks for itself. */
async function hostWith(name: string, ...words: string[]): Promise<TestHost> {
  const host = await startHost();
  const folder = await mkdtemp(join(host.state, 'fixture-'));
  await writeFile(join(folder, 'provost.json'), JSON.stringify({ command: [process.execPath, join(import.meta.dirname, '../../events/providers', `${name}.js`), ...words] }));
  await host.register(folder);
  return host;
}

/** The next event that is about events. */
async function told(watched: Watched): Promise<EventRow> {
  for (;;) {
    const event = await watched.next();
    if (event.__CLASS.startsWith('__')) return event;
  }
}

test('one that raises more than it was granted is ended, who watches is told, and it is asked again no faster than one that crashes', async () => {
  await using host = await hostWith('overdraws-events');
  await using alarms = await watch(host, 'SELECT * FROM Alarm');
  expect((await alarms.next())['hour']).toBe(0);
  expect(await told(alarms)).toMatchObject({ __CLASS: '__EventDroppedEvent', Reason: expect.stringMatching(/"raw" \(pid \d+\) sent more batches of rows than its credit of 2 allowed/) });
  expect(await host.event('unloaded', 'raw')).toMatchObject({ reason: 'misbehaved', cause: 'killed', survivors: [] });
  expect(await host.event('backing-off', 'raw')).toMatchObject({ failures: 2, forMs: expect.any(Number) });
});

test.each([
  ['type', 'hour must be a whole number, and is "six"'], ['class', 'Alert'], ['nameless', '__CLASS'], ['instance', '__InstanceCreationEvent'], ['bookmark', '1024 characters'],
])('an event whose %s is wrong ends the watching with what is wrong, after those that came before', async (sin, words) => {
  await using host = await hostWith('raises-misfits', sin);
  await using alarms = await watch(host, 'SELECT * FROM Alarm');
  expect(await alarms.next()).toMatchObject({ __CLASS: 'Alarm', hour: 1, TIME_CREATED: expect.any(String) });
  expect(await alarms.failure()).toMatchObject({ code: 'INVALID_RESULT', sentence: expect.stringContaining(words) });
  expect(await getThing(host)).toBe('raw');
});

test('who watches is told at once what is wrong, though the provider goes on with what it was told to end', async () => {
  await using host = await hostWith('raises-misfits', 'type', 'for-ever');
  await host.door.request(SetSetting, { key: 'stop-timeout', value: '1s' });
  await using alarms = await watch(host, 'SELECT * FROM Alarm');
  await alarms.next();
  expect(await alarms.failure()).toMatchObject({ code: 'INVALID_RESULT' });
  expect(await host.provider('raw')).toMatchObject({ state: 'busy', inFlight: 1 });
  expect(await getThing(host)).toBe('raw');
});

test('one that ends its events by itself has them ended for who watches, who is told so', async () => {
  await using host = await hostWith('ends-its-events');
  await using alarms = await watch(host, 'SELECT * FROM Alarm');
  expect((await alarms.next())['hour']).toBe(1);
  expect(await alarms.failure()).toMatchObject({ code: 'FAILED', sentence: expect.stringContaining('ended the events of Alarm by itself') });
  expect(await getThing(host)).toBe('raw');
});

test('one that never says that it has begun leaves who watches waiting, who may leave; it is unloaded all the same', async () => {
  await using host = await hostWith('never-is-ready');
  const leaving = new AbortController();
  const waiting = host.door.stream(Watch, { query: 'SELECT * FROM Alarm' }, { signal: leaving.signal })[Symbol.asyncIterator]().next();
  await host.event('loaded', 'raw');
  expect(await getThing(host)).toBe('raw');
  leaving.abort();
  expect(await waiting).toMatchObject({ done: true });
  expect((await host.door.request(Unload, { name: 'raw', force: true })).exit).toMatchObject({ reason: 'operator' });
});

test('one that does not answer of new queries costs who has come an error in time, and nobody else anything', async () => {
  await using host = await hostWith('ignores-queries');
  await using first = await watch(host, 'SELECT * FROM Alarm');
  expect((await first.next())['hour']).toBe(1);
  await host.door.request(SetSetting, { key: 'operation-timeout', value: '50ms' });
  expect(await failureOf(watch(host, 'SELECT * FROM Alarm WHERE hour = 2'))).toMatchObject({ code: 'OPERATION_TIMED_OUT' });
  expect((await host.provider('raw')).state).toBe('busy');
});
