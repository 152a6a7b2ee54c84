import { expect, test } from '@jest/globals';
import { Requests, Watch, type EventRow } from '@provost/protocol';
import { connect } from '@provost/client';
import { failureOf } from '../support/providers.js';
import { hostWithRaiser, watch } from './watched.js';

const numbers = (events: readonly EventRow[]): unknown[] => events.map(({ n }) => n);

test.each([
  ['dropOldest', [['over', 6], 7, 8, 9, 10]],
  ['dropNewest', [1, 2, 3, 4, ['over', 6]]],
] as const)('a queue of four that is full holds what %s says, and tells how many are missing in their place', async (whenFull, expected) => {
  await using host = await hostWithRaiser();
  const reader = host.door.stream(Watch, { query: 'SELECT * FROM Tick', queue: { events: 4, whenFull } })[Symbol.asyncIterator]();
  expect(await reader.next()).toMatchObject({ value: [] });
  await using all = await watch(host, 'SELECT * FROM Tick');
  await host.call('root/test:Raiser', 'tick', { count: 10 });
  await all.take(10); // By then the other has been offered all of them.
  const { value } = await reader.next();
  expect((value as EventRow[]).map(({ __CLASS, n, Dropped }) => (__CLASS === '__EventQueueOverflowEvent' ? ['over', Dropped] : n))).toEqual(expected);
  await host.call('root/test:Raiser', 'tick', { from: 11 });
  expect(numbers((await reader.next()).value as EventRow[])).toEqual([11]);
  await reader.return?.();
});

test('a queue that is to end when it is full ends, with its limits, and nobody else notices', async () => {
  await using host = await hostWithRaiser();
  const reader = host.door.stream(Watch, { query: 'SELECT * FROM Tick', queue: { events: 2, whenFull: 'disconnect' } })[Symbol.asyncIterator]();
  await reader.next();
  await using all = await watch(host, 'SELECT * FROM Tick');
  await host.call('root/test:Raiser', 'tick', { count: 3 });
  expect(numbers(await all.take(3))).toEqual([1, 2, 3]);
  expect(numbers((await reader.next()).value as EventRow[])).toEqual([1, 2]);
  await expect(reader.next()).rejects.toMatchObject({ code: 'SERVER_LIMITS_EXCEEDED', facts: { limit: 'queue', events: 2 } });
  expect((await host.door.request(Requests, {})).requests).toHaveLength(1);
});

test('nobody gets a queue without bounds: what asks for one is refused with the most there is', async () => {
  await using host = await hostWithRaiser();
  await using client = await connect({ state: host.state });
  for (const queue of [{ events: 100_001 }, { bytes: 2 ** 40 }]) {
    const error = await failureOf(client.watch('SELECT * FROM Tick', { queue }).ready);
    expect([error.code, error.sentence]).toEqual(['INVALID_PARAMETER', expect.stringMatching(/queue\.\w+.*(100000|134217728)/)]);
  }
  expect((await host.provider('raiser')).state).toBe('unloaded');
});

test('of 20 who watch one takes nothing: the other 19 get 3,000 events in their order, and it is told what it has lost', async () => {
  await using host = await hostWithRaiser();
  const count = 3_000;
  const stuck = host.door.stream(Watch, { query: 'SELECT * FROM Tick' })[Symbol.asyncIterator]();
  await stuck.next();
  const others = await Promise.all(Array.from({ length: 19 }, () => watch(host, 'SELECT * FROM Tick')));
  const raised = host.call('root/test:Raiser', 'tick', { count, waits: true });
  const received = await Promise.all(others.map((one) => one.take(count)));
  expect(await raised).toBe(count);
  const inOrder = Array.from({ length: count }, (_, index) => index + 1);
  for (const events of received) expect(numbers(events)).toEqual(inOrder);
  const first = (await stuck.next()).value as EventRow[];
  expect(first[0]).toMatchObject({ __CLASS: '__EventQueueOverflowEvent', Dropped: count - 1_000, QueueSize: 1_000 });
  expect(first[1]).toMatchObject({ n: count - 1_000 + 1 });
  await stuck.return?.();
  await Promise.all(others.map((one) => one[Symbol.asyncDispose]()));
}, 60_000);

test('what a provider raises faster than it is taken finds no room, and everybody is told how much', async () => {
  await using host = await hostWithRaiser();
  await using ticks = await watch(host, 'SELECT * FROM Tick');
  const taken = (await host.call('root/test:Raiser', 'tick', { count: 5_000 })) as number;
  expect(taken).toBe(1_000); // In one turn of the provider nothing can be sent.
  const events = await ticks.take(1_001);
  expect(numbers(events.slice(0, 1_000))).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  expect(events[1_000]).toMatchObject({ __CLASS: '__EventQueueOverflowEvent', Dropped: 4_000 });
});
