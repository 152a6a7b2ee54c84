/** How long the event loop of a large host stands still while a provider is loaded: its processes are started by the keeper, which is small. */
import { Load, Unload } from '@provost/protocol';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { measuredEnvironment } from '../cell/environment.js';
import { openPeer } from '../peers/index.js';
import { median } from '../report/statistics.js';

const GIB = 1024 ** 3;
const TIMES = 7;

export const stall = {
  name: 'stall',
  title: 'The longest pause of the event loop of an application that has touched 2 GiB, while it starts a process',
  rounds: { full: 3, quick: 1 },
  cells: () => [{ peer: 'spawn' }, { peer: 'host' }, { peer: 'host, small', gib: 0 }],
  columns: [
    { title: 'longest pause ms, median', of: 'pauseMs', digits: 2 },
    { title: 'slowest', of: 'slowestMs', digits: 2 },
  ],
  ratios: [],
  goals: (roundsOf) => {
    const extra = roundsOf('host', 'pauseMs').map((ms, round) => ms - roundsOf('host, small', 'pauseMs')[round]).filter(Number.isFinite);
    return [{ name: 'what 2 GiB add to the longest pause of a host that loads, ms', figure: extra.length === 0 ? undefined : Math.max(0, median(extra)), atMost: 0.5 }];
  },
};

/** The longest time between two turns of the loop until the work is done. */
async function longestPause(work) {
  let [longest, isOver] = [0, false];
  const done = work().then(() => { isOver = true; });
  for (let before = performance.now(); !isOver; ) {
    await new Promise((resolve) => setImmediate(resolve));
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
  }
  await done;
  return longest;
}

async function bySpawn() {
  return longestPause(async () => {
    await once(spawn(process.execPath, ['-e', '0'], { env: measuredEnvironment(), stdio: 'ignore' }), 'exit');
  });
}

export async function measureInCell({ peer, gib = 2 }) {
  const held = Array.from({ length: gib }, () => Buffer.alloc(GIB, 1));
  const pauses = [];
  if (peer === 'spawn') {
    for (let time = 0; time < TIMES; time++) pauses.push(await bySpawn());
  } else {
    const { door, close } = await openPeer('host', { standby: '0' });
    await door.request(Load, { name: 'bench' });
    for (let time = 0; time < TIMES; time++) {
      await door.request(Unload, { name: 'bench' });
      pauses.push(await longestPause(() => door.request(Load, { name: 'bench' })));
    }
    await close();
  }
  if (held.some((one) => one[1] !== 1)) throw new Error('the memory is gone');
  return { pauseMs: median(pauses), slowestMs: Math.max(...pauses) };
}
