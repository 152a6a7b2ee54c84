import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { connect } from '@provost/client';
import type { EventRow } from '@provost/protocol';
import { startOwnHost } from '../support/own-host.js';
import { startHost, type TestHost } from '../support/start-host.js';
import { generatorOf } from '../schedules/checker.js';
import { watch, type Watched } from './watched.js';

const COUNT = 10_000;
const COUNTER = join(import.meta.dirname, '../../events/providers/counter.js');

async function hostWithCounter(): Promise<TestHost> {
  const host = await startHost();
  await host.register(COUNTER);
  return host;
}

const told = (events: readonly EventRow[]): EventRow[] => events.filter(({ __CLASS }) => __CLASS === '__EventDroppedEvent');

/** Takes at least so many events, until so many deaths have been told. */
async function takenUntil(watched: Watched, deaths: number, count: number, each: (taken: number) => Promise<void> = () => Promise.resolve()): Promise<EventRow[]> {
  const events: EventRow[] = [];
  while (events.length < count || told(events).length < deaths) {
    events.push(await watched.next());
    await each(events.length);
  }
  return events;
}

/** The same, and kills the provider whenever so many have come; another is there before the next are taken. */
function killedAt(host: TestHost, watched: Watched, moments: readonly number[], count: number): Promise<EventRow[]> {
  return takenUntil(watched, moments.length, count, async (taken) => {
    if (!moments.includes(taken)) return;
    const { pid, generation } = await host.provider('counter');
    process.kill(pid!, 'SIGKILL');
    expect(await host.event('crashed', 'counter', (event) => event['pid'] === pid)).toMatchObject({ signal: 'SIGKILL' });
    await host.event('loaded', 'counter', (event) => event['generation'] === generation + 1);
  });
}

/** Each number comes once and in order, but for those of which it is told in their place how many were dropped. They begin with that one. */
function expectAccounted(events: readonly EventRow[], from = events.find(({ n }) => n !== undefined)?.['n'] as number): void {
  const [numbers, expected]: [unknown[], number[]] = [[], []];
  let next = from;
  for (const { __CLASS, n, Dropped } of events) {
    if (__CLASS === '__EventQueueOverflowEvent') next += Dropped as number;
    if (n === undefined) continue;
    numbers.push(n);
    expected.push(next++);
  }
  expect(numbers).toEqual(expected);
}

test.each([1, 2, 3])('a provider that is killed while 10,000 events flow goes on after its last bookmark: each comes once and in order, and each death is told (seed %i)', async (seed) => {
  const draw = generatorOf(seed);
  const moments = [500 + Math.floor(draw() * 3_000), 5_000 + Math.floor(draw() * 4_000)];
  await using host = await hostWithCounter();
  await using client = await connect({ state: host.state });
  await using other = await watch({ door: client }, 'SELECT * FROM Numbered');
  await using watched = await watch(host, 'SELECT * FROM Numbered');
  const [first] = await watched.take(1); // The other has begun it.
  const [events, ofOther] = await Promise.all([killedAt(host, watched, moments, COUNT), takenUntil(other, moments.length, COUNT)]);
  expectAccounted(events, (first!['n'] as number) + 1);
  expectAccounted(ofOther, 1);
  for (const all of [events, ofOther]) expect(told(all).map(({ Provider, Reason }) => [Provider, Reason])).toEqual([1, 2].map(() => ['counter', expect.stringContaining('SIGKILL')]));
  expect((await host.provider('counter')).state).toBe('busy');
}, 60_000);

test('of a provider without bookmarks what is lost with its process is not known, but that it may be is told in its place', async () => {
  await using host = await hostWithCounter();
  await using watched = await watch(host, 'SELECT * FROM Fleeting');
  const events = [...await killedAt(host, watched, [2_000], 4_000), ...await watched.take(10)];
  const at = events.findIndex(({ __CLASS }) => __CLASS === '__EventDroppedEvent');
  const [before, after] = [events.slice(0, at), events.slice(at + 1)];
  for (const part of [before, after]) expectAccounted(part.slice(part.findIndex(({ n }) => n !== undefined)));
  expect(at).toBeGreaterThanOrEqual(2_000);
  expect(before.at(-1)!['n']).not.toBe((after.find(({ n }) => n !== undefined)!['n'] as number) - 1);
}, 60_000);

test('P9 who watches is told when the host is killed, and resumes with the next one where he was: the provider has gone on living, and is asked again', async () => {
  await using host = await startOwnHost();
  await host.client.register({ path: COUNTER });
  const before = await watch({ door: host.client }, 'SELECT * FROM Numbered');
  const seen = await before.take(700);
  const { pid } = await host.event('loaded', ({ provider }) => provider === 'counter');
  await host.kill();
  let failure: unknown;
  for (let event: EventRow | undefined = seen.at(-1); event !== undefined;) {
    event = await before.next().catch((error: unknown) => void (failure = error));
    if (event !== undefined) seen.push(event);
  }
  expect(failure).toMatchObject({ code: 'HOST_LOST' });
  await host.startAgain();
  expect(await host.event('adopted', ({ provider }) => provider === 'counter')).toMatchObject({ pid, was: 'serving' });
  await using after = await watch({ door: host.client }, 'SELECT * FROM Numbered', { bookmark: seen.at(-1)!.__BOOKMARK! });
  expectAccounted([...seen, ...(await after.take(700))], 1);
}, 60_000);
