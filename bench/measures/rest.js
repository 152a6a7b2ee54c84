/** What a host costs that does nothing: with a thousand providers registered and none loaded. */
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cpuTimeUs } from '../cell/cpu-time.js';
import { openHost } from '../cell/own-host.js';

const REST_MS = 5_000;
/** Some seconds after work V8 collects garbage by itself, a last time: 100 ms of processor that a host at rest does not go on to use. */
const SETTLE_MS = 15_000;
/** What the first ones bring in, compiled code above all, is no part of what each costs. */
const FIRST = { full: 200, quick: 40 };
const SDK = fileURLToPath(new URL('../../node_modules/@provost', import.meta.url));

export const rest = {
  name: 'rest',
  title: 'A host at rest: so many providers registered, none loaded',
  rounds: { full: 1, quick: 1 },
  cells: ({ isQuick }) => [{ peer: 'host', count: isQuick ? 40 : 1_000, first: isQuick ? FIRST.quick : FIRST.full }],
  columns: [
    { title: 'registered', of: 'count', digits: 0 },
    { title: 'memory of each, bytes', of: 'bytesEach', digits: 0 },
    { title: 'CPU, % of a core', of: 'cpuPercent', digits: 3 },
    { title: 'timers', of: 'timers', digits: 0 },
    { title: 'register ms', of: 'registerMs', digits: 1 },
  ],
  ratios: [],
  goals: (roundsOf) => [
    { name: 'a registration that is not loaded, bytes', figure: roundsOf('host', 'bytesEach')[0], atMost: 2_048 },
    { name: 'CPU of a host at rest, % of a core', figure: roundsOf('host', 'cpuPercent')[0], atMost: 0.1 },
  ],
};

/** So few that other garbage weighs more say nothing. */
const positive = (bytes) => (bytes > 0 ? bytes : undefined);

const programOf = (number) => `import { Type, defineClass, defineProvider, serve } from '@provost/sdk';
const Thing${number} = defineClass('Thing${number}', { key: 'id', properties: { id: Type.String(), text: Type.String() } });
const provider = defineProvider({ name: 'rest-${number}', namespace: 'root/rest' }).serves(Thing${number}, { get: ({ id }) => ({ id, text: 'here' }), list: () => [] });
export default provider;
serve(provider);
`;

function used() {
  for (let time = 0; time < 3; time++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}

export async function measureInCell({ count, first }) {
  const folder = await mkdtemp(join(tmpdir(), 'provost-bench-'));
  await symlink(join(SDK, '..'), join(folder, 'node_modules'));
  const { host, close } = await openHost({ state: join(folder, 'state') });
  const register = async (number) => {
    const own = join(folder, `provider-${number}`);
    await cp(fileURLToPath(new URL('../package.json', import.meta.url)), join(own, 'package.json'));
    await writeFile(join(own, 'provider.js'), programOf(number));
    await host.register({ path: join(own, 'provider.js') });
  };
  for (let number = 0; number < first; number++) await register(number);
  const before = used();
  const startedAt = performance.now();
  for (let number = 0; number < count; number += 2) await Promise.all([register(first + number), register(first + number + 1)]);
  const registerMs = (performance.now() - startedAt) / count;
  await after(1_000);
  const bytesEach = positive((used() - before) / count);
  await after(SETTLE_MS);
  const cpuBefore = cpuTimeUs([process.pid]);
  await after(REST_MS);
  const cpuPercent = (cpuTimeUs([process.pid]) - cpuBefore) / (REST_MS * 10);
  const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  await close();
  await rm(folder, { recursive: true, force: true });
  return { count, bytesEach, cpuPercent, timers, registerMs };
}
