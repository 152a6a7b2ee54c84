/** A million rows of some 200 bytes through the host, to a reader that takes them as they come and to one that takes its time. */
import { List } from '@provost/protocol';
import { setTimeout as after } from 'node:timers/promises';
import { cpuTimeUs, processFamily } from '../cell/cpu-time.js';
import { openPeer } from '../peers/index.js';
import { median } from '../report/statistics.js';

const MIB = 1024 * 1024;
const PAUSE_AFTER_ROWS = 1000;
const PAUSE_MS = 5;

export const rows = {
  name: 'rows',
  title: 'A million rows through the host (a slow reader pauses 5 ms after each 1000)',
  rounds: { full: 3, quick: 1 },
  cells: ({ isQuick }) => [
    { peer: 'host', count: isQuick ? 200_000 : 1_000_000, pauseMs: 0 },
    { peer: 'host, slow reader', count: isQuick ? 200_000 : 1_000_000, pauseMs: PAUSE_MS },
  ],
  columns: [
    { title: 'rows', of: 'count', digits: 0 },
    { title: 'rows/s', of: 'rowsPerSecond', digits: 0 },
    { title: 'host growth MiB', of: 'growthMiB', digits: 1 },
    { title: 'first row ms', of: 'firstRowMs', digits: 1 },
    { title: 'CPU us/row', of: 'cpuUsPerRow', digits: 2 },
  ],
  ratios: [],
  goals: (roundsOf) =>
    ['host', 'host, slow reader'].map((reader) => {
      const growth = roundsOf(reader, 'growthMiB').filter((number) => number !== undefined);
      return { name: `memory growth of the host while rows stream, MiB (${reader})`, figure: growth.length === 0 ? undefined : median(growth), atMost: 70 };
    }),
};

/** Reads all rows; `seen` is told of each batch. */
async function read(door, count, pauseMs, seen) {
  let received = 0;
  let sinceParse = 0;
  for await (const batch of door.stream(List, { class: 'root/bench:Row', query: { limit: count }, timeoutMs: 60_000 })) {
    received += batch.length;
    sinceParse += batch.length;
    seen();
    for (; pauseMs > 0 && sinceParse >= PAUSE_AFTER_ROWS; sinceParse -= PAUSE_AFTER_ROWS) await after(pauseMs);
  }
  if (received !== count) throw new Error(`asked for ${count} rows, received ${received}`);
}

export async function measureInCell({ count, pauseMs }) {
  const { door, close } = await openPeer('host');
  await read(door, 5000, 0, () => {});
  globalThis.gc();
  const family = processFamily();
  const baseline = process.memoryUsage.rss();
  const cpuBefore = cpuTimeUs(family);
  const startedAt = performance.now();
  let peak = baseline;
  let firstRowMs;
  await read(door, count, pauseMs, () => {
    firstRowMs ??= performance.now() - startedAt;
    peak = Math.max(peak, process.memoryUsage.rss());
  });
  const tookMs = performance.now() - startedAt;
  const cpuUsPerRow = (cpuTimeUs(family) - cpuBefore) / count;
  await close();
  return { count, rowsPerSecond: (count / tookMs) * 1000, growthMiB: (peak - baseline) / MIB, firstRowMs, cpuUsPerRow };
}
