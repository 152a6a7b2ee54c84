import { expect, test } from '@jest/globals';
import { Providers } from '@provost/protocol';
import { join } from 'node:path';
import { startOwnHost, type OwnHost } from '../support/own-host.js';
import { isGone, untilGone } from '../support/pid-is-gone.js';
import { fixture, linesOnce, subscribe, subscriptionOnce } from './beside.js';

const COUNT = 10_000;

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** The process of a provider once it serves: it may just be loaded again. */
async function pidOf(own: OwnHost, name: string): Promise<number> {
  for (;;) {
    const { providers } = await own.client.request(Providers, {});
    const { pid, state } = providers.find((one) => one.name === name) ?? {};
    // One that still loads would fail whoever waits for it, the test itself too.
    if (typeof pid === 'number' && state !== 'loading' && !(await isGone(pid))) return pid;
  }
}

/** Both providers, a permanent consumer of all that is raised, and one event through it: from there on there is a bookmark to resume from. */
async function flowing(own: OwnHost): Promise<string> {
  for (const name of ['ticks', 'collects']) await own.client.register({ path: fixture(name) });
  const file = join(own.state, '..', 'collected');
  await subscribe(own.client, { name: 'all', query: 'SELECT * FROM Ticked', file });
  await own.event('loaded', ({ provider }) => provider === 'ticks');
  await own.client.invoke('root/ticks:Ticker', 'raise', { count: 1 });
  await linesOnce(file, (lines) => lines.length === 1);
  return file;
}

/** Each number came, and first in its order: what came before a crash may come again after it. */
async function expectAll(own: OwnHost, file: string): Promise<void> {
  const lines = (await linesOnce(file, (so) => so.includes(String(COUNT)))).filter((line) => !line.startsWith('__')).map(Number); // That something may have been missed is said too.
  expect([...new Set(lines)]).toEqual(numbers(1, COUNT));
  await subscriptionOnce(own.client, 'all', ({ waiting }) => waiting === 0);
  await own.client.invoke('root/ticks:Ticker', 'raise', { count: 1 });
  await linesOnce(file, (so) => so.at(-1) === String(COUNT + 1));
}

async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await untilGone(pid);
}

test.each(['collects', 'ticks'])('none of 10,000 events is lost when provider %s is killed three times as they flow', async (victim) => {
  await using own = await startOwnHost();
  const file = await flowing(own);
  await own.client.invoke('root/ticks:Ticker', 'raise', { count: COUNT - 1 });
  for (const so of [1_000, 4_000, 7_000]) {
    await linesOnce(file, (lines) => lines.length >= so);
    await kill(await pidOf(own, victim));
  }
  await expectAll(own, file);
  expect((await own.events()).filter(({ type, provider }) => type === 'crashed' && provider === victim).length).toBeGreaterThan(0);
}, 60_000);

test('none of 10,000 events is lost when the host is killed three times as they flow, alone and with all providers', async () => {
  await using own = await startOwnHost();
  const file = await flowing(own);
  await own.client.invoke('root/ticks:Ticker', 'raise', { count: COUNT - 1 });
  for (const so of [1_000, 4_000, 7_000]) {
    await linesOnce(file, (lines) => lines.length >= so);
    const others = so === 4_000 ? await Promise.all(['ticks', 'collects'].map((name) => pidOf(own, name))) : [];
    await own.kill();
    for (const pid of others) await kill(pid);
    await own.startAgain();
  }
  await expectAll(own, file);
}, 60_000);
