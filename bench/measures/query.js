/** A hundred thousand objects of a provider, listed whole, and looked through by a query that the provider evaluates nothing of. */
import { List, Query } from '@provost/protocol';
import { cpuTimeUs, processFamily } from '../cell/cpu-time.js';
import { openPeer } from '../peers/index.js';
import { median, medianRatio } from '../report/statistics.js';

const COUNT = 100_000;
/** One row in five. */
const WHERE = "sizeBytes >= 4096 AND path LIKE '%program-[1-2]%' AND isActive = TRUE";

export const query = {
  name: 'query',
  title: 'A hundred thousand objects, listed and queried (the host filters)',
  rounds: { full: 5, quick: 2 },
  cells: () => [{ peer: 'list' }, { peer: 'query' }],
  columns: [
    { title: 'objects/s', of: 'objectsPerSecond', digits: 0 },
    { title: 'rows', of: 'rows', digits: 0 },
    { title: 'first row ms', of: 'firstRowMs', digits: 1 },
    { title: 'CPU us/object', of: 'cpuUsPerObject', digits: 2 },
  ],
  ratios: [{ title: 'objects/s / list', of: 'objectsPerSecond', against: 'list' }],
  goals: (roundsOf) => {
    const later = roundsOf('query', 'firstRowMs').map((ms, round) => ms - roundsOf('list', 'firstRowMs')[round]);
    return [
      { name: 'objects a second, a filter query against a list', ratio: medianRatio(roundsOf('query', 'objectsPerSecond'), roundsOf('list', 'objectsPerSecond')), atLeast: 0.5 },
      { name: 'first row of a query after the first of a list, ms', figure: later.some(Number.isNaN) ? undefined : median(later), atMost: 20 },
    ];
  },
};

async function read(stream) {
  const startedAt = performance.now();
  let rows = 0;
  let firstRowMs;
  for await (const batch of stream) {
    firstRowMs ??= performance.now() - startedAt;
    rows += batch.length;
  }
  return { rows, firstRowMs, tookMs: performance.now() - startedAt };
}

export async function measureInCell({ peer }) {
  const { door, close } = await openPeer('host');
  const list = () => door.stream(List, { class: 'root/bench:Page', timeoutMs: 60_000 });
  const select = (text) => door.stream(Query, { query: text, timeoutMs: 60_000 });
  const ask = peer === 'list' ? list : () => select(`SELECT * FROM Page WHERE ${WHERE}`);
  await read(ask());
  globalThis.gc();
  const family = processFamily();
  const cpuBefore = cpuTimeUs(family);
  const { rows, firstRowMs, tookMs } = await read(ask());
  const cpuUsPerObject = (cpuTimeUs(family) - cpuBefore) / COUNT;
  await close();
  return { objectsPerSecond: (COUNT / tookMs) * 1000, rows, firstRowMs, cpuUsPerObject };
}
