/** How long a kill takes until all are gone: a provider that has started ten others, some of them in sessions of their own and given to init. */
import { Events, Unload } from '@provost/protocol';
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
    { title: 'kill to all gone ms, median', of: 'goneMs', digits: 2 },
    { title: 'slowest', of: 'slowestMs', digits: 2 },
    { title: 'left', of: 'left', digits: 0 },
  ],
  ratios: [],
  goals: (roundsOf) => {
    const gone = roundsOf('host', 'goneMs').filter((number) => number !== undefined);
    return [{ name: 'kill to all gone, ten descendants, ms', figure: gone.length === 0 ? undefined : median(gone), atMost: 5 }];
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

async function lastUnload(door) {
  let last;
  for await (const rows of door.stream(Events, { since: 0 })) for (const event of rows) if (event.type === 'unloaded') last = event;
  return last;
}

export async function measureInCell() {
  const { door, invoke, close } = await openPeer('host');
  const goneMs = [];
  let left = 0;
  for (let time = 0; time < TIMES; time++) {
    const pids = await invoke('breed', {});
    if (pids.length !== 10) throw new Error(`${pids.length} were started`);
    await door.request(Unload, { name: 'bench', force: true });
    left += pids.filter(runs).length;
    const killing = (await lastUnload(door)).rungs.filter(({ rung }) => rung !== 'sigterm');
    goneMs.push(killing.reduce((sum, { tookMs }) => sum + tookMs, 0));
  }
  await close();
  return { goneMs: median(goneMs), slowestMs: Math.max(...goneMs), left };
}
