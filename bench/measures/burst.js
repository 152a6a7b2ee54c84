/** A hundred providers that are wanted at the same moment, some by callers who wait only for a little; and what is left of that in the host's memory. */
import { Get, Unload } from '@provost/protocol';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { openHost } from '../cell/own-host.js';
import { nameOf, pathOf, registerMany } from '../providers/many.js';
import { median } from '../report/statistics.js';

const PATIENT_MS = 60_000;
const HURRIED_MS = 5_000;
/** What the first ones bring in, compiled code above all, is no part of what is left. */
const FIRST = 10;
/** Until nothing of the last process is under way any more. */
const SETTLE_MS = 2_000;

export const burst = {
  name: 'burst',
  title: 'Many providers wanted at the same moment: most of them with a deadline of 60 s, then one in ten with one of 5 s',
  rounds: { full: 3, quick: 1 },
  cells: ({ isQuick }) => [{ peer: 'host', count: isQuick ? 20 : 100 }],
  columns: [
    { title: 'wanted', of: 'count', digits: 0 },
    { title: 'answered', of: 'answered', digits: 0 },
    { title: 'last of all ms', of: 'lastMs', digits: 0 },
    { title: 'last with 5 s, ms', of: 'hurriedMs', digits: 0 },
    { title: 'CPU ms each', of: 'cpuMsEach', digits: 1 },
    { title: 'heap left, bytes each', of: 'heapLeftEach', digits: 0 },
    { title: 'after another, bytes each', of: 'heapMoreEach', digits: 0 },
    { title: 'RSS left, MiB', of: 'rssLeftMib', digits: 1 },
  ],
  ratios: [],
  goals: (roundsOf) => {
    const middle = (of) => (roundsOf('host', of).some((one) => one === undefined) ? undefined : median(roundsOf('host', of)));
    const [count, answered, last, hurried] = ['count', 'answered', 'lastMs', 'hurriedMs'].map(middle);
    return [
      { name: 'of those wanted at once, answered within their deadlines', ratio: count === undefined ? undefined : answered / count, atLeast: 1 },
      { name: 'the last that cannot wait, of the time until the last of all', ratio: last === undefined ? undefined : hurried / last, atMost: 0.33 },
      { name: 'heap that is left of each once all are unloaded, bytes', figure: middle('heapLeftEach'), atMost: 16_384 },
      { name: 'heap that a second burst of the same leaves of each, bytes', figure: middle('heapMoreEach'), atMost: 4_096 },
    ];
  },
};

async function memory() {
  await after(SETTLE_MS);
  for (let time = 0; time < 3; time++) globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapUsed, rss };
}

export async function measureInCell({ count }) {
  const folder = await mkdtemp(join(tmpdir(), 'provost-bench-'));
  const { host, close } = await openHost({ state: join(folder, 'state') });
  const door = host.door();
  await registerMany(host, join(folder, 'providers'), count + FIRST);
  const ask = async (number, timeoutMs) => {
    await door.request(Get, { path: pathOf(number), timeoutMs });
    return performance.now();
  };
  const unload = (numbers) => Promise.all(numbers.map((number) => door.request(Unload, { name: nameOf(number) })));
  const numbered = (from, to) => Array.from({ length: to - from }, (_, index) => from + index);
  const [first, patient, hurried] = [numbered(0, FIRST), numbered(FIRST, FIRST + Math.round(count * 0.9)), numbered(FIRST + Math.round(count * 0.9), FIRST + count)];
  await Promise.all(first.map((number) => ask(number, PATIENT_MS)));
  await unload(first);
  const before = await memory();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const askAll = () => [...patient.map((number) => ask(number, PATIENT_MS)), ...hurried.map((number) => ask(number, HURRIED_MS))];
  const outcomes = await Promise.allSettled(askAll());
  const { user, system } = process.cpuUsage(cpuBefore);
  const took = (some) => Math.max(...some.map(({ value }) => (value ?? Infinity) - startedAt));
  await unload([...patient, ...hurried]);
  const left = await memory();
  await Promise.allSettled(askAll());
  await unload([...patient, ...hurried]);
  const leftAgain = await memory();
  await close();
  await rm(folder, { recursive: true, force: true });
  return {
    count, answered: outcomes.filter(({ status }) => status === 'fulfilled').length,
    lastMs: took(outcomes), hurriedMs: took(outcomes.slice(patient.length)), cpuMsEach: (user + system) / 1_000 / count,
    heapLeftEach: (left.heapUsed - before.heapUsed) / count, heapMoreEach: (leftAgain.heapUsed - left.heapUsed) / count, rssLeftMib: (leftAgain.rss - before.rss) / 2 ** 20,
  };
}
