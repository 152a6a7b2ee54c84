/** A million rows of some 200 bytes through an embedded host, densely and as JSON, to a reader that takes them as they come and to one that takes its time; beside lines of JSON over a bare socket. */
import { List } from '@provost/protocol';
import { setTimeout as after } from 'node:timers/promises';
import { cpuTimeUs, processFamily } from '../cell/cpu-time.js';
import { openPeer } from '../peers/index.js';
import { median, medianRatio } from '../report/statistics.js';

const MIB = 1024 * 1024;
const PAUSE_AFTER_ROWS = 1000;
const PAUSE_MS = 5;
/** So many rows until the compiler has seen enough, of whoever sends them. What memory they take counts. */
const WARM_UP_ROWS = 200_000;
/** What the memory of the host may grow by. */
const MOST_MIB = { dense: 35, json: 70 };

const cellsOf = (encoding, isQuick) => {
  const count = isQuick ? 200_000 : 1_000_000;
  const cells = [{ peer: encoding, encoding, count, pauseMs: 0 }, { peer: `${encoding}, slow reader`, encoding, count, pauseMs: PAUSE_MS }];
  return isQuick ? cells : [...cells, { peer: `${encoding}, 3,000,000`, encoding, count: 3_000_000, pauseMs: 0 }];
};

export const rows = {
  name: 'rows',
  title: 'A million rows through the host (a slow reader pauses 5 ms after each 1000), beside lines of JSON over a bare socket',
  rounds: { full: 3, quick: 1 },
  cells: ({ isQuick }) => [{ peer: 'ndjson', count: isQuick ? 200_000 : 1_000_000, pauseMs: 0 }, ...cellsOf('dense', isQuick), ...cellsOf('json', isQuick)],
  columns: [
    { title: 'rows', of: 'count', digits: 0 },
    { title: 'rows/s', of: 'rowsPerSecond', digits: 0 },
    { title: 'host growth MiB', of: 'growthMiB', digits: 1 },
    { title: 'first row ms', of: 'firstRowMs', digits: 1 },
    { title: 'CPU us/row', of: 'cpuUsPerRow', digits: 2 },
    { title: 'its reader', of: 'readerUsPerRow', digits: 2 },
  ],
  ratios: [{ title: 'rows/s / ndjson', of: 'rowsPerSecond', against: 'ndjson' }],
  goals: (roundsOf) => {
    const speed = (encoding, atLeast) => ({ name: `rows a second, ${encoding}, against lines of JSON over a bare socket`, ratio: medianRatio(roundsOf(encoding, 'rowsPerSecond'), roundsOf('ndjson', 'rowsPerSecond')), atLeast });
    const growth = (cell, atMost) => {
      const grown = roundsOf(cell, 'growthMiB').filter((number) => number !== undefined);
      return grown.length === 0 ? [] : [{ name: `memory growth of the host while rows stream, MiB (${cell})`, figure: median(grown), atMost }];
    };
    return [
      speed('json', 0.9), speed('dense', 1.1),
      ...Object.entries(MOST_MIB).flatMap(([encoding, atMost]) => ['', ', slow reader', ', 3,000,000'].flatMap((kind) => growth(`${encoding}${kind}`, atMost))),
    ];
  },
};

/** Opens who sends rows: `read` gives so many in batches. */
async function openSource(encoding) {
  if (encoding === undefined) return openPeer('ndjson');
  const { door, close } = await openPeer('host', { 'row-encoding': encoding });
  return { read: (count) => door.stream(List, { class: 'root/bench:Row', query: { limit: count }, timeoutMs: 60_000 }), close };
}

/** Reads all rows; `seen` is told of each batch. */
async function read(batches, count, pauseMs, seen) {
  let received = 0;
  let sincePause = 0;
  for await (const batch of batches) {
    received += batch.length;
    sincePause += batch.length;
    seen();
    for (; pauseMs > 0 && sincePause >= PAUSE_AFTER_ROWS; sincePause -= PAUSE_AFTER_ROWS) await after(pauseMs);
  }
  if (received !== count) throw new Error(`asked for ${count} rows, received ${received}`);
}

export async function measureInCell({ encoding, count, pauseMs }) {
  const source = await openSource(encoding);
  await read(source.read(5000), 5000, 0, () => {});
  globalThis.gc();
  const family = processFamily();
  const baseline = process.memoryUsage.rss();
  let peak = baseline;
  const look = () => { peak = Math.max(peak, process.memoryUsage.rss()); };
  await read(source.read(WARM_UP_ROWS), WARM_UP_ROWS, 0, look);
  const cpuBefore = cpuTimeUs(family);
  const ownBefore = cpuTimeUs([process.pid]);
  const startedAt = performance.now();
  let firstRowMs;
  await read(source.read(count), count, pauseMs, () => {
    firstRowMs ??= performance.now() - startedAt;
    look();
  });
  const tookMs = performance.now() - startedAt;
  const cpuUsPerRow = (cpuTimeUs(family) - cpuBefore) / count;
  const readerUsPerRow = (cpuTimeUs([process.pid]) - ownBefore) / count;
  await source.close();
  return { count, rowsPerSecond: (count / tookMs) * 1000, growthMiB: (peak - baseline) / MIB, firstRowMs, cpuUsPerRow, readerUsPerRow };
}
