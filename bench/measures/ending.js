/** How long a kill takes until all are gone: a provider that has started ten others, some of them in sessions of their own and given to init. */
import { Unload } from '@provost/protocol';
import { readFileSync } from 'node:fs';
import { openPeer } from '../peers/index.js';
import { median } from '../report/statistics.js';

const TIMES = 5;

export const ending = {
  name: 'ending',
  title: 'The ten that a provider has left behind are found and killed, double forks and own sessions among them',
  rounds: { full: 3, quick: 1 },
  cells: () => [{ peer: 'host' }],
  columns: [
    { title: 'first to last gone ms, median', of: 'goneMs', digits: 2 },
    { title: 'slowest', of: 'slowestMs', digits: 2 },
    { title: 'unload until it is certain ms', of: 'unloadMs', digits: 1 },
    { title: 'left', of: 'left', digits: 0 },
  ],
  ratios: [],
  goals: (roundsOf) => {
    const gone = roundsOf('host', 'goneMs').filter((number) => number !== undefined);
    return [{ name: 'first to last of ten gone, ms', figure: gone.length === 0 ? undefined : median(gone), atMost: 5 }];
  },
};

/** One that has ended and that init has not taken note of yet runs no more. */
function runs(pid) {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** From the moment at which the first of them runs no more to that at which none does; looked for over and over, beside the host's own process. */
async function untilGone(pids) {
  let firstAt;
  for (let left = pids; ; left = left.filter(runs)) {
    if (left.length < pids.length) firstAt ??= performance.now();
    if (left.length === 0) return performance.now() - firstAt;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export async function measureInCell() {
  const { client, close } = await openPeer('client');
  const [goneMs, unloadMs] = [[], []];
  let left = 0;
  for (let time = 0; time < TIMES; time++) {
    const pids = await client.invoke('root/bench:Echo', 'breed', {});
    if (pids.length !== 10) throw new Error(`${pids.length} were started`);
    const startedAt = performance.now();
    const gone = untilGone(pids);
    await client.request(Unload, { name: 'bench', force: true });
    unloadMs.push(performance.now() - startedAt);
    left += pids.filter(runs).length;
    goneMs.push(await gone);
  }
  await close();
  return { goneMs: median(goneMs), slowestMs: Math.max(...goneMs), unloadMs: median(unloadMs), left };
}
