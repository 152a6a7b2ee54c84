/**
 * `node scripts/soak-loads.mjs [--minutes 2] [--seed N] [--clients 6] [--busy 2] [--providers quick,slow]`: loads, uses and unloads real providers from
 * several clients at a time, while other processes keep the processors busy. What each client asks is drawn from the seed. Ends by itself with a summary,
 * and with 1 when a request failed that had no reason to, when one was not answered or late, when a provider crashed, or when a process was left behind.
 * It runs what `npm run build` has made.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '@provost/client';
import { generatorOf } from './soak/draw.mjs';
import { processesOf } from './soak/processes-of.mjs';
import { TARGETS, drawRequest } from './soak/requests.mjs';
import { cleanEnvironment, root, run } from './step.mjs';

/** Longer than every limit of the host: what has no answer by then will never have one. */
const UNANSWERED_MS = 90_000;
/** Longer than all that an answer may wait for here: a release, a start and a load, with the processors busy. The 30 s of ClearAfter are not among it. */
const LATE_MS = 20_000;
/** How often a client leaves and another comes: once in that many requests. */
const REQUESTS_PER_CONNECTION = 200;
const REPORT_EVERY_MS = 15_000;
/** What ends well here ends with one of these. */
const GOOD_ENDS = new Set(['released', 'client']);

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string' },
    clients: { type: 'string', default: '6' },
    busy: { type: 'string', default: '2' },
    providers: { type: 'string', default: TARGETS.map(({ name }) => name).join(',') },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const [minutes, clients, busy] = [values.minutes, values.clients, values.busy].map(Number);
const targets = TARGETS.filter(({ name }) => values.providers.split(',').includes(name));
const state = mkdtempSync(join(tmpdir(), 'provost-soak-'));
const beganMs = performance.now();
const endsAtMs = beganMs + minutes * 60_000;

const counts = new Map();
const failures = [];
let slowest = { tookMs: 0, what: 'nothing' };
let open = 0;

const count = (what) => counts.set(what, (counts.get(what) ?? 0) + 1);
const seconds = () => ((performance.now() - beganMs) / 1_000).toFixed(1);
const say = (text) => process.stdout.write(`${seconds().padStart(7)} s  ${text}\n`);
const isOver = () => performance.now() >= endsAtMs || failures.length > 0;

function fail(what) {
  failures.push(what);
  say(`FAILED: ${what}`);
}

/** Settles as `asked` does, or rejects when that takes for ever. */
async function answered(asked) {
  let timer;
  const never = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${UNANSWERED_MS} ms`)), UNANSWERED_MS);
  });
  try {
    return await Promise.race([asked, never]);
  } finally {
    clearTimeout(timer);
  }
}

async function perform(client, { name, target, expected, ask }, who) {
  const startedMs = performance.now();
  open += 1;
  try {
    await answered(ask(client));
    count(name);
  } catch (error) {
    if (expected.includes(error.code)) count(`${name}: ${error.code}`);
    else fail(`client ${who}, ${name} of ${target}, begun at ${((startedMs - beganMs) / 1_000).toFixed(3)} s: ${error.message}`);
  } finally {
    open -= 1;
  }
  const tookMs = Math.round(performance.now() - startedMs);
  if (tookMs > LATE_MS) fail(`client ${who}, ${name} of ${target}, was answered after ${tookMs} ms only`);
  if (tookMs > slowest.tookMs) slowest = { tookMs, what: `${name} of ${target}` };
}

/** One client after the other, each with up to four requests at a time, until the time is over. */
async function keepAsking(who) {
  const random = generatorOf(seed * 1_000 + who);
  while (!isOver()) {
    const client = await connect({ state, name: `soak ${who}` });
    for (let asked = 0; asked < REQUESTS_PER_CONNECTION && !isOver(); ) {
      const together = 1 + Math.floor(random() * 4);
      await Promise.all(Array.from({ length: together }, () => perform(client, drawRequest(random, targets), who)));
      asked += together;
    }
    await client.close();
    count('connections');
  }
}

/** Counts what happens, and takes for a failure what must not: an end that nobody asked for. */
async function watchEvents(client) {
  for await (const { type, provider, reason, cause, ...rest } of client.events({ since: 0, follow: true })) {
    count(`event ${[type, reason, cause].filter((word) => word !== undefined).join(', ')}`);
    // A load that an operator's unload cuts short fails too; what its callers are told is what counts.
    const isBad = type === 'crashed' || type === 'hung' || (type === 'unloaded' && cause !== undefined && !GOOD_ENDS.has(cause));
    if (isBad) fail(`event ${type} of ${provider}: ${JSON.stringify({ reason, cause, ...rest })}`);
  }
}

/** What the host says of itself, once something has gone wrong: nothing else can be asked later. */
async function tellState() {
  const client = await connect({ state, name: 'soak report' });
  say(`providers: ${JSON.stringify(await client.providers(), null, 1)}`);
  say(`requests: ${JSON.stringify(await client.requests(), null, 1)}`);
  for await (const event of client.events({ tail: 60 })) say(`event ${JSON.stringify(event)}`);
  await client.close();
}

async function provost(...words) {
  const args = [join(root, 'packages/cli/bin/provost.js'), ...words];
  const { code, output } = await run(process.execPath, args, { quiet: true, environment: { ...cleanEnvironment(), PROVOST_STATE: state } });
  if (code !== 0) fail(`provost ${words.join(' ')} ended with ${code}: ${output}`);
}

async function soak() {
  await provost('up', '-d');
  for (const { path } of targets) await provost('register', path);
  const watcher = await connect({ state, name: 'soak watch' });
  const watching = watchEvents(watcher).catch((error) => (error.code === 'CONNECTION_CLOSED' || error.code === 'HOST_LOST' ? undefined : fail(`events: ${error.message}`)));
  const reports = setInterval(() => say(`${open} open, ${[...counts].map(([what, times]) => `${what} ${times}`).filter((text) => !text.startsWith('event')).join(', ')}`), REPORT_EVERY_MS);
  await Promise.all(Array.from({ length: clients }, (_, who) => keepAsking(who)));
  clearInterval(reports);
  if (failures.length > 0) await tellState();
  await watcher.close();
  await watching;
}

/** Nothing may be left a moment after the host has stopped. */
async function expectNothingLeft() {
  for (let look = 0; look < 50 && processesOf(state).length > 0; look += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  const left = processesOf(state);
  if (left.length > 0) fail(`left behind: ${left.join(', ')}`);
}

say(`seed ${seed}: ${clients} clients for ${minutes} minutes, ${busy} busy processes, state in ${state}`);
const busyProcesses = Array.from({ length: busy }, () => spawn(process.execPath, ['-e', 'for(;;){}'], { stdio: 'ignore' }));
try {
  await soak();
} catch (error) {
  fail(error.stack);
} finally {
  await provost('down');
  for (const child of busyProcesses) child.kill('SIGKILL');
}
await expectNothingLeft();
for (const [what, times] of [...counts].sort(([a], [b]) => a.localeCompare(b))) say(`${String(times).padStart(8)}  ${what}`);
say(`slowest answer: ${slowest.tookMs} ms, ${slowest.what}`);
say(failures.length === 0 ? `Passed, seed ${seed}.` : `Failed, seed ${seed}: ${failures.length} failures; the state is left in ${state}.`);
if (failures.length === 0) rmSync(state, { recursive: true, force: true });
process.exitCode = failures.length === 0 ? 0 : 1;
