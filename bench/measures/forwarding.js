/** Rows from a provider to a client by way of a host in a process of its own: handed on as they are, and through a query, for which the host reads each and writes it anew. */
import { List, Query } from '@provost/protocol';
import { cpuTimeUs, processFamily } from '../cell/cpu-time.js';
import { openPeer } from '../peers/index.js';
import { medianRatio } from '../report/statistics.js';

const ROWS_AT_ONCE = 100_000;

export const forwarding = {
  name: 'forwarding',
  title: 'Rows to a client by way of a host in a process of its own: handed on, and read by the host',
  rounds: { full: 3, quick: 1 },
  cells: ({ isQuick }) =>
    ['dense', 'json'].flatMap((encoding) => ['handed on', 'read'].map((how) => ({ peer: `${encoding}, ${how}`, encoding, isRead: how === 'read', times: isQuick ? 2 : 10 }))),
  columns: [
    { title: 'rows/s', of: 'rowsPerSecond', digits: 0 },
    { title: 'CPU us/row, host', of: 'hostUsPerRow', digits: 2 },
    { title: 'all three', of: 'cpuUsPerRow', digits: 2 },
  ],
  ratios: [{ title: 'host CPU / json, read', of: 'hostUsPerRow', against: 'json, read' }],
  goals: (roundsOf) => [
    { name: 'CPU of the host for a row that is handed on, dense, against one that is read, JSON', ratio: medianRatio(roundsOf('dense, handed on', 'hostUsPerRow'), roundsOf('json, read', 'hostUsPerRow')), atMost: 0.4 },
  ],
};

async function read(batches) {
  let rows = 0;
  for await (const batch of batches) rows += batch.length;
  if (rows !== ROWS_AT_ONCE) throw new Error(`received ${rows} rows, not ${ROWS_AT_ONCE}`);
}

export async function measureInCell({ encoding, isRead, times }) {
  const { client, hostPid, close } = await openPeer('client', { 'row-encoding': encoding });
  const ask = () => (isRead ? client.stream(Query, { query: 'SELECT * FROM Page WHERE sizeBytes > 0' }) : client.stream(List, { class: 'root/bench:Page' }));
  await read(ask());
  const family = processFamily();
  const before = [cpuTimeUs(family), cpuTimeUs([hostPid])];
  const startedAt = performance.now();
  for (let left = times; left > 0; left--) await read(ask());
  const count = times * ROWS_AT_ONCE;
  const rowsPerSecond = (count / (performance.now() - startedAt)) * 1000;
  const [cpuUsPerRow, hostUsPerRow] = [cpuTimeUs(family), cpuTimeUs([hostPid])].map((us, index) => (us - before[index]) / count);
  await close();
  return { rowsPerSecond, hostUsPerRow, cpuUsPerRow };
}
