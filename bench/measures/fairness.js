/** What a small call waits for while 64 MB of rows stream over the same connection of a client. */
import { List } from '@provost/protocol';
import { openPeer } from '../peers/index.js';
import { median, percentile } from '../report/statistics.js';

/** Some 64 MB of JSON. */
const ROWS = 300_000;
/** Calls before the first that counts; where the host is to be warm, until compiling them takes no processor from anybody any more. */
const FEW_CALLS = 2_000;
const MANY_CALLS = 20_000;

export const fairness = {
  name: 'fairness',
  title: 'Small calls of a client beside a stream of 64 MB on its connection',
  rounds: { full: 3, quick: 1 },
  cells: () => [{ peer: 'alone' }, { peer: 'beside a stream' }, { peer: 'beside the first stream of a new host' }],
  columns: [
    { title: 'p50 ms', of: 'p50Ms', digits: 2 },
    { title: 'p99 ms', of: 'p99Ms', digits: 2 },
    { title: 'slowest', of: 'slowestMs', digits: 2 },
    { title: 'calls', of: 'calls', digits: 0 },
  ],
  ratios: [],
  goals: (roundsOf) => {
    const p99 = roundsOf('beside a stream', 'p99Ms').filter((number) => number !== undefined);
    return [{ name: 'small calls beside a stream of 64 MB, p99 ms', figure: p99.length === 0 ? undefined : median(p99), atMost: 5 }];
  },
};

async function drain(client) {
  let rows = 0;
  for await (const batch of client.stream(List, { class: 'root/bench:Row', query: { limit: ROWS } })) rows += batch.length;
  if (rows !== ROWS) throw new Error(`asked for ${ROWS} rows, received ${rows}`);
}

/** How long each of the calls took that were made one after the other until something was done. */
async function callsDuring(done, call) {
  const tookMs = [];
  let isOver = false;
  void done.then(() => { isOver = true; });
  while (!isOver) {
    const before = performance.now();
    await call(tookMs.length);
    tookMs.push(performance.now() - before);
  }
  await done;
  return tookMs;
}

export async function measureInCell({ peer }) {
  const { call, client, close } = await openPeer('client');
  const isNew = peer.endsWith('new host');
  for (let n = 0; n < (isNew ? FEW_CALLS : MANY_CALLS); n++) await call(n);
  if (!isNew) await callsDuring(drain(client), call);
  const tookMs = await callsDuring(peer === 'alone' ? new Promise((resolve) => setTimeout(resolve, 1_000)) : drain(client), call);
  await close();
  tookMs.sort((one, other) => one - other);
  return { p50Ms: percentile(tookMs, 0.5), p99Ms: percentile(tookMs, 0.99), slowestMs: tookMs.at(-1), calls: tookMs.length };
}
