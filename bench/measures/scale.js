/**
 * Whether the book-keeping of a host stays as quick, however many providers are registered and loaded. Registrations lie in a real repository; the loaded
 * ones are the host's own activations with processes that are made up.
 */
import { Providers, SchemaOf } from '@provost/protocol';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHost } from '../cell/own-host.js';
import { Repository } from '../../packages/host/dist/repository/repository.js';
import { madeUpActivations } from '../../packages/host/dist-test/activation/made-up-activations.js';
import { MadeUpClock } from '../../packages/host/dist-test/made-up-clock.js';
import { medianRatio } from '../report/statistics.js';

const COUNTS = [1_000, 10_000, 100_000];
/** One in so many is loaded. */
const LOADED = 10;
/** The requests are for so many of them: what is used lies in the processor's cache, and is not what is measured. */
const BUSY = 100;
const TIMES = 2_000;
const PAGE = 500;
const PAGES = 30;
const CLEAR_AFTER_MS = 30_000;
/** Beyond what pings wait for, so that no timer of the loads is left. */
const QUIET_MS = 20_000;

const nameOfPeer = (count) => count.toLocaleString('en-US');
const [fewest, most] = [COUNTS[0], COUNTS.at(-1)].map(nameOfPeer);
const FLAT = { acquireNs: 'a request for a loaded provider', sweepNs: 'a sweep, for each idle one', classUs: 'to find a class', pageUs: 'a page of five hundred of ls', startUs: 'to start a host, for each registration' };

export const scale = {
  name: 'scale',
  title: 'The book-keeping: so many providers registered, one in ten of so many loaded',
  rounds: { full: 3, quick: 1 },
  cells: ({ isQuick }) => COUNTS.slice(0, isQuick ? 2 : 3).map((count) => ({ peer: nameOfPeer(count), count })),
  columns: [
    { title: 'request ns', of: 'acquireNs', digits: 0 },
    { title: 'sweep ns of each', of: 'sweepNs', digits: 0 },
    { title: 'class us', of: 'classUs', digits: 1 },
    { title: 'ls page us', of: 'pageUs', digits: 0 },
    { title: 'start us of each', of: 'startUs', digits: 1 },
    { title: 'heap of each, bytes', of: 'bytesEach', digits: 0 },
  ],
  ratios: Object.entries({ acquireNs: 'request', classUs: 'class', pageUs: 'page' }).map(([of, title]) => ({ title: `${title} / ${fewest}`, of, against: fewest })),
  goals: (roundsOf) => [
    ...Object.entries(FLAT).map(([of, what]) => ({ name: `${what}, with ${most} registered against ${fewest}`, ratio: medianRatio(roundsOf(most, of), roundsOf(fewest, of)), atMost: 2 })),
    { name: `a registration that is not loaded, of ${most}, bytes`, figure: roundsOf(most, 'bytesEach')[0], atMost: 1_024 },
  ],
};

function registrationOf(number) {
  const [name, path] = [`rest-${number}`, `/srv/providers/provider-${number}/provider.js`];
  return {
    name, path, link: false, enabled: true, config: {}, environment: {}, credentials: {}, node: process.execPath, hostsNode: true, registeredAt: new Date(0).toISOString(),
    description: { name, namespace: 'root/rest', kinds: ['object'], classes: [{
      name: `Thing${number}`, key: ['id'], methods: {}, operations: ['get', 'list'],
      schema: { type: 'object', properties: { id: { type: 'string' }, text: { type: 'string' } }, required: ['id', 'text'], additionalProperties: false },
    }] },
    target: { kind: 'node', entry: path, root: `/srv/providers/provider-${number}`, runtime: '/srv/sdk/runtime.cjs', single: true },
    filesHash: number.toString(16).padStart(64, '0'), files: [['provider.js', number.toString(16).padStart(16, '0')]],
  };
}

async function usForEach(times, act) {
  for (let time = 0; time < times; time++) await act(time); // Once, so that it is compiled.
  const startedAt = performance.now();
  for (let time = 0; time < times; time++) await act(time);
  return ((performance.now() - startedAt) * 1_000) / times;
}

function used() {
  for (let time = 0; time < 4; time++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}

async function registered(state, count) {
  const first = await openHost({ state });
  await first.close();
  const repository = await Repository.open(join(state, 'repository'));
  const table = repository.table('registrations');
  repository.transaction(() => { for (let number = 0; number < count; number++) table.put(`rest-${number}`, registrationOf(number)); });
  await repository.close();
}

async function measureRegistrations(folder, count) {
  const state = join(folder, 'state');
  await registered(state, count);
  const before = used();
  const startedAt = performance.now();
  const { host, close } = await openHost({ state });
  const startUs = ((performance.now() - startedAt) * 1_000) / count;
  const bytesEach = (used() - before) / count;
  const door = host.door();
  const spread = (time) => Math.floor((time * 7_919) % count);
  const classUs = await usForEach(TIMES, (time) => door.request(SchemaOf, { class: `root/rest:Thing${spread(time)}` }));
  const pageUs = await usForEach(PAGES, () => door.request(Providers, { after: 'rest-1', limit: PAGE }));
  await close();
  return { startUs, bytesEach, classUs, pageUs };
}

async function measureLoaded(count) {
  const clock = new MadeUpClock();
  const { load, use } = madeUpActivations({ clock, clearAfterMs: CLEAR_AFTER_MS });
  const registrations = Array.from({ length: count }, (_, number) => registrationOf(number));
  for (const registration of registrations) await load(registration);
  clock.advance(QUIET_MS);
  const acquireNs = 1_000 * await usForEach(TIMES * 10, (time) => use(registrations[time % BUSY]));
  const startedAt = performance.now();
  clock.advance(2 * CLEAR_AFTER_MS); // All are due by then.
  return { acquireNs, sweepNs: ((performance.now() - startedAt) * 1e6) / count };
}

export async function measureInCell({ count }) {
  const folder = await mkdtemp(join(tmpdir(), 'provost-bench-'));
  const figures = { ...await measureRegistrations(folder, count), ...await measureLoaded(count / LOADED) };
  await rm(folder, { recursive: true, force: true });
  return figures;
}
