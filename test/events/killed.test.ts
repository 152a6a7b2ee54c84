import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { connect } from '@provost/client';
import type { EventRow } from '@provost/protocol';
import { startOwnHost } from '../support/own-host.js';
import { startHost, type TestHost } from '../support/start-host.js';
import { generatorOf } from '../schedules/checker.js';
import { watch, type Watched } from './watched.js';

const COUNT = 10_000;
/** However slow this process is, nothing is dropped for want of room. */
const ROOMY = { events: 50_000, bytes: 64 * 1024 * 1024 };

const COUNTER = join(import.meta.dirname, '../../events/providers/counter.js');

async function hostWithCounter(): Promise<TestHost> {
  const host = await startHost();
  await host.register(COUNTER);
  return host;
}

/** Kills the provider whenever so many events have come, and waits until the host has seen it dead. Answers with all that came. */
async function killedAfter(host: TestHost, watched: Watched, moments: readonly number[], isEnough: (events: readonly EventRow[]) => boolean): Promise<EventRow[]> {
  const events: EventRow[] = [];
  const deaths: Promise<unknown>[] = [];
  while (!isEnough(events)) {
    events.push(await watched.next());
    if (events.length !== moments[deaths.length]) continue;
    const { pid } = await host.provider('counter');
    process.kill(pid!, 'SIGKILL');
    deaths.push(host.event('crashed', 'counter', (event) => event['pid'] === pid));
  }
  for (const death of await Promise.all(deaths)) expect(death).toMatchObject({ signal: 'SIGKILL' });
  return events;
}

const told = (events: readonly EventRow[]): EventRow[] => events.filter(({ __CLASS }) => __CLASS === '__EventDroppedEvent');

test.each([1, 2, 3])('a provider that is killed while 10,000 events flow goes on after its last bookmark: each comes once and in order, and each death is told (seed %i)', async (seed) => {
  const draw = generatorOf(seed);
  const moments = [500 + Math.floor(draw() * 3_000), 5_000 + Math.floor(draw() * 4_000)];
  await using host = await hostWithCounter();
  await using client = await connect({ state: host.state });
  await using other = await watch({ door: client }, 'SELECT * FROM Numbered', { queue: ROOMY });
  await using watched = await watch(host, 'SELECT * FROM Numbered', { queue: ROOMY });
  const [first] = await watched.take(1); // The other has begun it.
  const events = await killedAfter(host, watched, moments, (all) => all.length === COUNT);
  const numbers = events.filter(({ __CLASS }) => __CLASS === 'Numbered').map(({ n }) => n);
  expect(numbers).toEqual(numbers.map((_, index) => (first!['n'] as number) + 1 + index));
  expect(told(events).map(({ Provider, Reason }) => [Provider, Reason])).toEqual([1, 2].map(() => ['counter', expect.stringContaining('SIGKILL')]));
  const ofOther = await other.take(COUNT);
  expect(ofOther.filter(({ n }) => n !== undefined).map(({ n }) => n)).toEqual(Array.from({ length: COUNT - 2 }, (_, index) => index + 1));
  expect(told(ofOther)).toHaveLength(2);
  expect((await host.provider('counter')).state).toBe('busy');
}, 60_000);

test('of a provider without bookmarks what is lost with its process is not known, but that it may be is told in its place', async () => {
  await using host = await hostWithCounter();
  await using watched = await watch(host, 'SELECT * FROM Fleeting', { queue: ROOMY });
  const events = await killedAfter(host, watched, [2_000], (all) => all.length > 2_000 && told(all).length === 1 && all.length > 4_000);
  const at = events.findIndex(({ __CLASS }) => __CLASS === '__EventDroppedEvent');
  for (const part of [events.slice(0, at), events.slice(at + 1)]) {
    const [from] = part;
    expect(part.map(({ n }) => n)).toEqual(part.map((_, index) => (from!['n'] as number) + index));
  }
  expect(at).toBeGreaterThanOrEqual(2_000);
  expect(events[at + 1]!['n']).not.toBe((events[at - 1]!['n'] as number) + 1);
}, 60_000);

test('P9 who watches is told when the host is killed, and resumes with the next one where he was: the provider has gone on living, and is asked again', async () => {
  await using host = await startOwnHost();
  await host.client.register({ path: COUNTER });
  const before = await watch({ door: host.client }, 'SELECT * FROM Numbered', { queue: ROOMY });
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
  await using after = await watch({ door: host.client }, 'SELECT * FROM Numbered', { bookmark: seen.at(-1)!.__BOOKMARK!, queue: ROOMY });
  const numbers = [...seen, ...(await after.take(700))].map(({ n }) => n);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
}, 60_000);
