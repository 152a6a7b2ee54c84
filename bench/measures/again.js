/** The first answer of a provider with a large module below it: as it is loaded the first time, and as it is after it was unloaded, beside `node -e 0`. */
import { Invoke, Status, Unload } from '@provost/protocol';
import { buildSync } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openPeer } from '../peers/index.js';
import { median } from '../report/statistics.js';

const STANDBY_WITHIN_MS = 10_000;
const CALM_MS = 50;

export const again = {
  name: 'again',
  title: 'First answer of a provider that needs a large CommonJS file (grpc-js in one), by a standby: compiled anew, and from what an earlier life has left',
  rounds: { full: 3, quick: 1 },
  cells: ({ isQuick }) => [{ peer: 'host', times: isQuick ? 5 : 12 }],
  columns: [
    { title: 'compiled anew ms, p50', of: 'anewMs', digits: 1 },
    { title: 'its best', of: 'anewBestMs', digits: 1 },
    { title: 'loaded again ms, p50', of: 'againMs', digits: 1 },
    { title: 'its best', of: 'againBestMs', digits: 1 },
    { title: 'again / anew', of: 'ratio', digits: 2 },
  ],
  ratios: [],
  goals: (roundsOf) => {
    const known = roundsOf('host', 'ratio').filter((number) => number !== undefined);
    return [{ name: 'loaded again from the compile cache, against compiled anew', ratio: known.length === 0 ? undefined : median(known), atMost: 0.75 }];
  },
};

/** A provider that needs all of grpc-js before it can answer. */
function largeProvider() {
  const folder = mkdtempSync(join(tmpdir(), 'provost-bench-large-'));
  buildSync({ entryPoints: [fileURLToPath(import.meta.resolve('@grpc/grpc-js'))], outfile: join(folder, 'grpc.cjs'), bundle: true, minify: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  mkdirSync(join(folder, 'node_modules', '@provost'), { recursive: true });
  symlinkSync(fileURLToPath(new URL('..', import.meta.resolve('@provost/sdk'))), join(folder, 'node_modules', '@provost', 'sdk'));
  const entry = join(folder, 'large.mjs');
  writeFileSync(entry, `import grpc from './grpc.cjs';
    import { defineClass, defineProvider, serve, Type } from '@provost/sdk';
    const Large = defineClass('Large', { key: 'id', properties: { id: Type.Integer() }, methods: { echo: { static: true, params: { n: Type.Integer() }, returns: Type.Integer() } } });
    const provider = defineProvider({ name: 'large', namespace: 'root/large' }).serves(Large, { methods: { echo: ({ n }) => n + grpc.status.OK } });
    export default provider;
    serve(provider);
  `);
  return { folder, entry };
}

async function standbyWaits(door) {
  const startedAt = performance.now();
  while ((await door.request(Status, {})).standbys.length === 0) {
    if (performance.now() - startedAt > STANDBY_WITHIN_MS) throw new Error(`no standby within ${STANDBY_WITHIN_MS} ms`);
    await pause(5);
  }
  await pause(CALM_MS);
}

export async function measureInCell({ times }) {
  const { host, door, state, close } = await openPeer('host');
  const { folder, entry } = largeProvider();
  await host.register({ path: entry });
  const life = async () => {
    await standbyWaits(door);
    const startedAt = performance.now();
    await door.request(Invoke, { path: 'root/large:Large', method: 'echo', arguments: { n: 1 } });
    const tookMs = performance.now() - startedAt;
    await door.request(Unload, { name: 'large' });
    return tookMs;
  };
  await life(); // The keeper starts with the first provider, and there is no standby to wait for before.
  const [anewMs, againMs] = [[], []];
  for (let time = 0; time < times; time++) {
    rmSync(join(state, 'cache', 'modules'), { recursive: true, force: true });
    anewMs.push(await life());
    againMs.push(await life());
  }
  await close();
  rmSync(folder, { recursive: true });
  return { anewMs: median(anewMs), anewBestMs: Math.min(...anewMs), againMs: median(againMs), againBestMs: Math.min(...againMs), ratio: median(againMs) / median(anewMs) };
}
