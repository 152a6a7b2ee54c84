/**
 * `npm run torture -- power [--count 50] [--seed N] [--torn]`: the power goes off under a host and a provider with a store, that many times, on a small file
 * system in a file, of which only what was flushed is kept. The next host has to find every setting, registration and row that was acknowledged; events
 * may be fewer than were told, without a gap. It takes root and loop devices; without them ends with 2. With `--torn` it takes neither: the state directory
 * is copied file by file while it is written to, which no disk would do, and the copy has to be whole or refused in a sentence, never empty.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connect } from '@provost/client';
import { generatorOf } from './soak/draw.mjs';
import { processesOf } from './soak/processes-of.mjs';
import { root } from './step.mjs';
import { CrashImage } from './torture/crash-image.mjs';
import { keepersOf, startTimeOf } from './torture/evidence.mjs';
import { HostProcess } from './torture/host-process.mjs';

const { values } = parseArgs({ options: { count: { type: 'string', default: '50' }, seed: { type: 'string' }, torn: { type: 'boolean', default: false } } });
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const count = Number(values.count);
const random = generatorOf(seed);
const folder = mkdtempSync(join(tmpdir(), 'provost-power-'));
const beganMs = performance.now();
const say = (text) => process.stdout.write(`${((performance.now() - beganMs) / 1_000).toFixed(1).padStart(7)} s  ${text}\n`);
const LOOK_MS = 5;

const violations = [];
const counts = { whole: 0, refused: 0, 'rows acknowledged': 0, 'settings acknowledged': 0, 'events told and not kept': 0, 'rounds with such': 0 };
/** Each has what it may be: what was acknowledged last, and what was under way. */
const allowed = { setting: new Set(), history: new Set() };
const rows = new Set();
let lastSeq = 0;
let written = 0;
let isOff = false;

/** Changes settings and adds rows, one after the other, until the host is gone. */
async function write(client, withRows) {
  while (!isOff) {
    written += 1;
    const value = `${1 + (written % 59)}s`;
    allowed.setting.add(value);
    allowed.history.add(value);
    await client.set('hold-warning', value);
    allowed.setting = new Set([value]);
    counts['settings acknowledged'] += 1;
    if (!withRows) continue;
    const id = String(written);
    await client.create('root/app:Note', { id, text: `note ${id}` });
    rows.add(id);
    counts['rows acknowledged'] += 1;
    if (random() > 0.4) continue;
    await client.unload('notes');
    await pause(random() * 200); // What is told of that is not synced.
  }
}

const until = async (gone) => {
  while (!gone()) await pause(LOOK_MS);
};
const running = (state) => [...processesOf(state), ...keepersOf(state)].filter((pid) => startTimeOf(pid) !== undefined);
const signalAll = (pids, signal) => {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch { /* It has ended meanwhile. */ }
  }
};

async function follow(client) {
  for await (const { seq } of client.events({ since: 0, follow: true })) lastSeq = seq;
}

/** Writes for a moment, then everybody is stopped where it stands, the disk is kept, and everybody is gone. */
async function powerOff(image, state) {
  const host = new HostProcess(state, folder);
  if (!(await host.ready)) return violations.push(`the host did not start: ${host.errors}`);
  const client = await connect({ state, reconnectMs: 0 });
  await look(client);
  isOff = false;
  const ended = Promise.all([write(client, true), follow(client)].map((act) => act.catch((error) => {
    if (!['HOST_LOST', 'HOST_NOT_RUNNING'].includes(error.code)) violations.push(error.stack);
  })));
  const enough = written + 2 + Math.floor(random() * 6);
  await until(() => written >= enough || violations.length > 0);
  await pause(random() * 500);
  const pids = [host.pid, ...running(state)];
  signalAll(pids, 'SIGSTOP');
  image.take();
  isOff = true;
  signalAll([...pids, ...running(state)], 'SIGKILL');
  await host.gone;
  await ended;
  await client.close();
  await until(() => running(state).length === 0);
  image.restore();
}

/** What was acknowledged is there. */
async function look(client) {
  counts.whole += 1;
  const [{ value }] = await client.settings('hold-warning');
  if (!allowed.setting.has(value)) violations.push(`hold-warning is ${value}; acknowledged was ${[...allowed.setting].join(' or ')}`);
  allowed.setting = new Set([value]);
  const found = new Set();
  for await (const { id } of client.list('root/app:Note')) found.add(id);
  for (const id of rows) if (!found.has(id)) violations.push(`note ${id} was acknowledged and is not there`);
  let [first, last] = [undefined, undefined];
  const before = lastSeq;
  for await (const event of client.events({ since: 0 })) {
    if (last !== undefined && event.seq !== last + 1) violations.push(`after event ${last} came ${event.seq}`);
    if (event.type === 'host-started' && event.pid === client.host.pid) first = event.seq;
    last = event.seq;
  }
  if (process.env.DBG) say(`before ${before} first ${first} last ${last}`);
  const lost = Math.max(0, before - (first - 1));
  counts['events told and not kept'] += lost;
  if (lost > 0) counts['rounds with such'] += 1;
  lastSeq = last;
}

async function offAndOn() {
  let image;
  try {
    image = new CrashImage(folder);
  } catch (error) {
    process.stderr.write(`npm run torture -- power needs root, loop devices and mkfs.ext4 (${error.message}); without them: --torn\n`);
    process.exit(2);
  }
  const state = join(image.mount, 'state');
  await prepare(state);
  for (let round = 1; round <= count && violations.length === 0; round += 1) await powerOff(image, state);
  image.remove();
}

async function prepare(state) {
  const host = new HostProcess(state, folder);
  await host.ready;
  const client = await connect({ state });
  await client.set('hold-warning', '59s');
  allowed.setting.add('59s');
  allowed.history.add('59s');
  await client.register({ path: join(root, 'examples/notes') });
  await client.stop();
  await host.gone;
  await client.close();
}

/** Copies that no moment of a disk was ever like. */
async function torn() {
  const state = join(folder, 'state');
  await prepare(state);
  const host = new HostProcess(state, folder);
  await host.ready;
  const client = await connect({ state, reconnectMs: 0 });
  const writing = write(client, false).catch(() => {});
  for (let round = 1; round <= count && violations.length === 0; round += 1) {
    await pause(random() * 30);
    const copy = join(folder, `copy-${round}`);
    cpSync(state, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') && !path.includes('/cache') });
    await openCopy(copy);
    rmSync(copy, { recursive: true, force: true });
  }
  isOff = true;
  await host.kill();
  await writing;
  await client.close();
}

async function openCopy(state) {
  const host = new HostProcess(state, folder);
  if (!(await host.ready)) {
    counts.refused += 1;
    if (!/STORE_FAILED/.test(host.errors) || /\n\s+at /.test(host.errors)) violations.push(`a copy was refused, and not in a sentence: ${host.errors}`);
    return;
  }
  const client = await connect({ state });
  try {
    const { name } = (await client.providers())[0] ?? {};
    const [{ value }] = await client.settings('hold-warning');
    if (name !== 'notes') violations.push('a copy has lost its registration without a word');
    if (!allowed.history.has(value)) violations.push(`a copy has hold-warning ${value}, which it never was`);
    counts.whole += 1;
  } catch (error) {
    counts.refused += 1;
    if (error.code !== 'STORE_FAILED') violations.push(`a copy was refused with ${error.stack}`);
  }
  await client.stop();
  await client.close();
  await host.gone;
}

say(`seed ${seed}: ${count} ${values.torn ? 'torn copies' : 'times without power'}, in ${folder}`);
await (values.torn ? torn() : offAndOn());
say(Object.entries(counts).map(([what, times]) => `${what} ${times}`).join(', '));
for (const violation of violations.slice(0, 10)) say(`VIOLATION, seed ${seed}: ${violation}`);
say(violations.length === 0 ? `Passed, seed ${seed}: 0 violations.` : `Failed, seed ${seed}: what there was is left in ${folder}.`);
if (violations.length === 0) rmSync(folder, { recursive: true, force: true });
process.exit(violations.length === 0 ? 0 : 1);
