import { expect, test } from '@jest/globals';
import { Create, Delete, DescribeProvider, HostObjects, Modify, ProviderError, Requests, WaitFor, type Watching } from '@provost/protocol';
import { connect } from '@provost/client';
import { failureOf } from '../support/providers.js';
import { hostWithRaiser, watch } from './watched.js';

test('the events that a provider raises reach who watches, in their order and with their class and time', async () => {
  await using host = await hostWithRaiser();
  await using ticks = await watch(host, 'SELECT * FROM Tick');
  expect(await host.call('root/test:Raiser', 'tick', { count: 3, word: 'go' })).toBe(3);
  const events = await ticks.take(3);
  expect(events.map(({ __CLASS, n, word }) => [__CLASS, n, word])).toEqual([['Tick', 1, 'go'], ['Tick', 2, 'go'], ['Tick', 3, 'go']]);
  expect(events.every(({ TIME_CREATED }) => !Number.isNaN(Date.parse(TIME_CREATED)))).toBe(true);
});

test('events reach a client over the socket, as an iterable that is left by break', async () => {
  await using host = await hostWithRaiser();
  await using client = await connect({ state: host.state });
  const seen: unknown[] = [];
  const watching = client.watch('SELECT * FROM Tick WHERE n > 1', { namespace: 'root/test' });
  await watching.ready;
  await host.call('root/test:Raiser', 'tick', { count: 3 });
  for await (const { n } of watching) {
    seen.push(n);
    if (seen.length === 2) break;
  }
  expect(seen).toEqual([2, 3]);
  await host.door.request(WaitFor, { name: 'raiser', state: 'idle' });
  expect(await host.door.request(DescribeProvider, { name: 'raiser' })).toMatchObject({ requestsServed: 1, requestsFailed: 0 }); // One call; to leave is no failure.
});

test('the typed face of a provider gives its events in the author\'s values', async () => {
  await using host = await hostWithRaiser();
  const face = new HostObjects(host.door).of() as unknown as { readonly Tick: { watch(options?: object): Watching<Record<string, unknown>> } };
  const leaving = new AbortController();
  const watching = face.Tick.watch({ where: 'n = 2', signal: leaving.signal });
  await watching.ready;
  await host.call('root/test:Raiser', 'tick', { count: 2 });
  for await (const event of watching) {
    expect(event).toEqual({ n: 2, due: new Date(2), TIME_CREATED: expect.any(Date), __CLASS: 'Tick' });
    break;
  }
});

test('a query of a class takes the events of those that derive from it, and ISA and __CLASS tell them apart', async () => {
  await using host = await hostWithRaiser();
  await using all = await watch(host, 'SELECT * FROM Happening');
  await using tocks = await watch(host, 'SELECT n FROM Happening WHERE __CLASS = "Tock"');
  await using isTick = await watch(host, 'SELECT * FROM Happening WHERE __this ISA "Tick"');
  await host.call('root/test:Raiser', 'tick', { from: 7 });
  expect(await all.next()).toMatchObject({ __CLASS: 'Tick', n: 7 });
  await host.call('root/test:Raiser', 'tock', { n: 8 });
  expect(await all.next()).toMatchObject({ __CLASS: 'Tock', n: 8 });
  expect(await tocks.next()).toEqual({ __CLASS: 'Tock', TIME_CREATED: expect.any(String), n: 8 });
  expect(await isTick.next()).toMatchObject({ __CLASS: 'Tick', n: 7 });
});

test('the instances of a provider that tells of them are watched without looking', async () => {
  await using host = await hostWithRaiser();
  await using notes = await watch(host, "SELECT * FROM __InstanceOperationEvent WHERE TargetInstance ISA 'Note'");
  await using modified = await watch(host, "SELECT * FROM __InstanceModificationEvent WHERE TargetInstance ISA 'Note' AND PreviousInstance.text = 'ONE' AND TargetInstance.text LIKE 't%'");
  await host.door.request(Create, { class: 'root/test:Note', properties: { id: 'a', text: 'one' } });
  await host.door.request(Modify, { path: 'root/test:Note.id="a"', patch: { text: 'two' } });
  await host.door.request(Delete, { path: 'root/test:Note.id="a"' });
  const path = { __CLASS: 'Note', __PATH: 'root/test:Note.id="a"', id: 'a' };
  const at = { TIME_CREATED: expect.any(String) };
  expect(await notes.take(3)).toEqual([
    { __CLASS: '__InstanceCreationEvent', ...at, TargetInstance: { ...path, text: 'one' } },
    { __CLASS: '__InstanceModificationEvent', ...at, TargetInstance: { ...path, text: 'two' }, PreviousInstance: { ...path, text: 'one' } },
    { __CLASS: '__InstanceDeletionEvent', ...at, TargetInstance: { ...path, text: 'two' } },
  ]);
  expect(await modified.next()).toMatchObject({ __CLASS: '__InstanceModificationEvent' });
});

test('one subscription serves all who watch: begun with the first, told of every query, ended after the last', async () => {
  await using host = await hostWithRaiser();
  const starts = async (): Promise<unknown> => host.call('root/test:Raiser', 'starts');
  {
    await using first = await watch(host, 'SELECT * FROM Tick');
    {
      await using second = await watch(host, 'SELECT * FROM Tick WHERE n > 5');
      expect(await starts()).toEqual({ started: 1, stopped: 0, queries: ['SELECT * FROM Tick', 'SELECT * FROM Tick WHERE n > 5'] });
      const { requests } = await host.door.request(Requests, { name: 'raiser' });
      expect(requests.map(({ operation, target, deadlineInMs, caller }) => [operation, target, deadlineInMs, caller?.kind])).toEqual([['subscribe', 'root/test:Tick', null, 'host']]);
      const { state, inFlight } = await host.provider('raiser');
      expect([state, inFlight]).toEqual(['busy', 1]);
      await host.call('root/test:Raiser', 'tick', { from: 6 });
      expect((await second.next())['n']).toBe(6);
      expect((await first.next())['n']).toBe(6);
    }
    expect(await starts()).toEqual({ started: 1, stopped: 0, queries: ['SELECT * FROM Tick'] });
  }
  await host.door.request(WaitFor, { name: 'raiser', state: 'idle' });
  expect(await starts()).toMatchObject({ started: 1, stopped: 1 });
  await using again = await watch(host, 'SELECT * FROM Tick');
  expect(await starts()).toMatchObject({ started: 2, stopped: 1 });
  await host.call('root/test:Raiser', 'tick', { from: 3 });
  expect((await again.next())['n']).toBe(3);
});

test('a provider is told the conditions that hold for all that a query wants', async () => {
  await using host = await hostWithRaiser();
  await using _one = await watch(host, "SELECT * FROM Tick WHERE 5 < n AND word = 'go' AND (n = 6 OR n = 7) AND NOT word = 'no' AND due IS NOT NULL AND word LIKE 'g%' AND __CLASS = 'Tick'");
  await using _all = await watch(host, 'SELECT * FROM Tick');
  expect(JSON.parse((await host.call('root/test:Raiser', 'wanted')) as string)).toEqual([
    [{ property: 'n', operator: '>', value: 5 }, { property: 'word', operator: '=', value: 'go' }, { property: 'due', operator: 'isNotNull' }, { property: 'word', operator: 'like', value: 'g%' }],
    [],
  ]);
});

test('what a provider says against a new query is told to who asks it, and the others watch on', async () => {
  await using host = await hostWithRaiser();
  await using tocks = await watch(host, 'SELECT * FROM Tock');
  expect(await failureOf(watch(host, 'SELECT * FROM Tock WHERE n = 13'))).toMatchObject({ code: 'NOT_SUPPORTED', sentence: 'There is no 13th hour.' });
  await using later = await watch(host, 'SELECT * FROM Tock WHERE n = 12');
  await host.call('root/test:Raiser', 'tock', { n: 12 });
  expect([(await tocks.next())['n'], (await later.next())['n']]).toEqual([12, 12]);
});

test('a subscription takes no place of its provider\'s concurrency', async () => {
  await using host = await hostWithRaiser({ concurrency: '1' });
  await using ticks = await watch(host, 'SELECT * FROM Tick');
  await using tocks = await watch(host, 'SELECT * FROM Tock');
  expect(await host.call('root/test:Raiser', 'tick', { from: 4 })).toBe(1);
  expect((await ticks.next())['n']).toBe(4);
  await host.call('root/test:Raiser', 'tock', { n: 5 });
  expect((await tocks.next())['n']).toBe(5);
});

test('an event that does not fit its class is told to the author, and reaches nobody', async () => {
  await using host = await hostWithRaiser();
  await using ticks = await watch(host, 'SELECT * FROM Tick');
  expect(await host.call('root/test:Raiser', 'misfit')).toBe('INVALID_RESULT');
  await host.call('root/test:Raiser', 'tick', { from: 9 });
  expect((await ticks.next())['n']).toBe(9);
});

test('what a provider cannot begin to raise is told to who watches, and it serves on', async () => {
  await using host = await hostWithRaiser();
  const error = await failureOf(watch(host, 'SELECT * FROM Broken'));
  expect(error).toMatchObject({ code: 'FAILED', sentence: expect.stringContaining('Broken') });
  expect(await host.call('root/test:Raiser', 'starts')).toMatchObject({ started: 0 });
});

test.each([
  ['SELECT * FROM Note', 'INVALID_QUERY', 'class of what there is'],
  ["SELECT * FROM __InstanceCreationEvent WHERE TargetInstance ISA 'Page'", 'INVALID_QUERY', 'WITHIN 5'],
  ['SELECT * FROM __InstanceCreationEvent', 'NOT_SUPPORTED', 'TargetInstance'],
  ['SELECT * FROM Tack', 'INVALID_CLASS', 'Tack'],
  ['SELECT * FROM Tick WHERE m = 1', 'INVALID_QUERY', 'no property "m"'],
  ['SELECT * FROM meta_class', 'INVALID_QUERY', 'Only what happens'],
])('%s cannot be watched, and why is said: %s', async (query, code, words) => {
  await using host = await hostWithRaiser();
  const error = (await failureOf(watch(host, query, { namespace: 'root/test' }))) as ProviderError;
  expect(error.code).toBe(code);
  expect(`${error.sentence} ${error.remedy}`).toContain(words);
  expect((await host.provider('raiser')).state).toBe('unloaded');
});
