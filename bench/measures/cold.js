/** The first answer of a provider that is not loaded, with a standby and without one, beside the shortest life a Node process can have: `node -e 0`. */
import { Providers, Status, Unload } from '@provost/protocol';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { measuredEnvironment } from '../cell/environment.js';
import { openPeer } from '../peers/index.js';
import { median } from '../report/statistics.js';

const WITHOUT = 'host, standby 0';
/** Longer than a standby takes to be replaced on any machine that is fit to measure on. */
const STANDBY_WITHIN_MS = 10_000;
/** From the moment at which a standby waits to the call: what it still does then is no part of the answer. */
const CALM_MS = 50;

export const cold = {
  name: 'cold',
  title: 'First answer of a provider that is not loaded: with a standby (as it ships) and without, beside a bare Node process that only ends',
  rounds: { full: 3, quick: 1 },
  cells: ({ isQuick }) => [{ peer: 'host', times: isQuick ? 7 : 15 }, { peer: WITHOUT, settings: { standby: '0' }, times: isQuick ? 7 : 15 }],
  columns: [
    { title: 'first answer ms, p50', of: 'coldMs', digits: 1 },
    { title: 'its best', of: 'coldBestMs', digits: 1 },
    { title: 'node -e 0 ms, p50', of: 'bareMs', digits: 1 },
    { title: 'its best', of: 'bareBestMs', digits: 1 },
    { title: 'ratio of p50', of: 'ratio', digits: 2 },
    { title: 'unload ms', of: 'unloadMs', digits: 1 },
  ],
  ratios: [],
  goals: (roundsOf) => {
    const middle = (peer, of) => {
      const known = roundsOf(peer, of).filter((number) => number !== undefined);
      return known.length === 0 ? undefined : median(known);
    };
    return [
      { name: 'first answer with a standby, ms', figure: middle('host', 'coldMs'), atMost: 2.5 },
      { name: 'first answer with a standby against `node -e 0`', ratio: middle('host', 'ratio'), atMost: 1 / 8 },
      { name: 'first answer without a standby against `node -e 0`', ratio: middle(WITHOUT, 'ratio'), atMost: 1.4 },
    ];
  },
};

async function took(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Spawned as a provider is: a group of its own, its output piped, the same environment. */
async function bareLife() {
  await once(spawn(process.execPath, ['-e', '0'], { env: measuredEnvironment(), detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] }), 'exit');
}

/** Settles when nothing of the last round is under way: where a standby is kept, once it waits. */
async function ready(door, isKept) {
  const { providers: [provider] } = await door.request(Providers, {});
  if (provider.state !== 'unloaded') throw new Error(`the provider is ${provider.state} before it is asked`);
  const startedAt = performance.now();
  while (isKept && (await door.request(Status, {})).standbys.length === 0) {
    if (performance.now() - startedAt > STANDBY_WITHIN_MS) throw new Error(`no standby within ${STANDBY_WITHIN_MS} ms`);
    await pause(5);
  }
  await pause(CALM_MS);
}

export async function measureInCell({ times, settings }) {
  const { door, invoke, close } = await openPeer('host', settings);
  const isKept = settings === undefined;
  await invoke('echo', { n: 0 }); // The keeper starts with the first provider; it is part of no later load.
  await door.request(Unload, { name: 'bench' });
  const coldMs = [];
  const bareMs = [];
  const unloadMs = [];
  for (let time = 0; time < times; time++) {
    await ready(door, isKept);
    bareMs.push(await took(bareLife));
    coldMs.push(await took(() => invoke('echo', { n: time })));
    unloadMs.push(await took(() => door.request(Unload, { name: 'bench' })));
  }
  const { providers } = await door.request(Providers, {});
  if (providers[0].generation < times) throw new Error(`only ${providers[0].generation} generations were loaded in ${times} rounds`);
  await close();
  const ratio = median(coldMs) / median(bareMs);
  return { coldMs: median(coldMs), coldBestMs: Math.min(...coldMs), bareMs: median(bareMs), bareBestMs: Math.min(...bareMs), ratio, unloadMs: median(unloadMs) };
}
