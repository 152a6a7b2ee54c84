/**
 * `npm run torture -- deliveries [--count 10000] [--kills 40] [--seed 1]`: permanent subscriptions of a provider's events, to three consumers, while that provider, the one of the consumers and the
 * host are killed (SIGKILL) at moments drawn from the seed, alone and together. Each event that a filter wants comes to its consumer at least once, and first in its order; what comes twice is
 * counted. Ends with 1 where an event was lost or came out of its turn.
 */
import { connect } from '@provost/client';
import { DeadLetters, Providers, Subscriptions, isProviderError } from '@provost/protocol';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { generatorOf } from './soak/draw.mjs';
import { root } from './step.mjs';
import { HostProcess } from './torture/host-process.mjs';

const { values } = parseArgs({ options: { count: { type: 'string', default: '10000' }, kills: { type: 'string', default: '40' }, seed: { type: 'string', default: '1' } } });
const [count, kills, seed] = [values.count, values.kills, values.seed].map(Number);

/** By name: what is asked for, and whether a number is wanted. */
const FILTERS = { all: ['SELECT * FROM Ticked', () => true], odd: ['SELECT * FROM Ticked WHERE isOdd = TRUE', (n) => n % 2 === 1], late: [`SELECT * FROM Ticked WHERE number = 1 OR number > ${count / 2}`, (n) => n === 1 || n > count / 2] };
const VICTIMS = [['ticks'], ['collects'], ['host'], ['host', 'ticks'], ['host', 'collects', 'ticks'], ['ticks', 'collects']];
const PATIENCE_MS = 60_000;

const random = generatorOf(seed);
const folder = mkdtempSync(join(tmpdir(), 'provost-deliveries-'));
const state = join(folder, 'state');
const fileOf = (name) => join(folder, name);
const counts = { kills: 0, 'times the host was killed': 0, 'raises asked for again': 0 };

let host = new HostProcess(state, folder);
await host.ready;
const client = await connect({ state, name: 'torture' });

async function make(name, properties) {
  return (await client.create(`root/collects:${name}`, properties)).path;
}

async function prepare() {
  for (const name of ['ticks', 'collects']) await client.register({ path: join(root, `test/consumers/providers/${name}.js`) });
  for (const [name, [query]] of Object.entries(FILTERS)) {
    const consumer = await make('Collector', { Name: name, File: fileOf(name) });
    const filter = await make('__EventFilter', { Name: name, EventNamespace: 'root/ticks', Query: query });
    await make('__FilterToConsumerBinding', { Filter: filter, Consumer: consumer });
  }
}

/** The numbers that came to a consumer; it is told as well where some may be missing. */
function collected(name) {
  let text = '';
  try {
    text = readFileSync(fileOf(name), 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return text.split('\n').slice(0, -1);
}

const numbersOf = (name) => collected(name).filter((line) => /^\d+$/.test(line)).map(Number);

/** Asks until so many were raised in all: how many there are outlives the provider. */
async function raiseUpTo(wanted) {
  for (;;) {
    try {
      const raised = await client.invoke('root/ticks:Ticker', 'raise', { count: 0 });
      if (raised >= wanted) return;
      await client.invoke('root/ticks:Ticker', 'raise', { count: wanted - raised });
    } catch (error) {
      if (!isProviderError(error)) throw error;
      counts['raises asked for again'] += 1;
      await pause(error.facts.retryAfterMs ?? 20);
    }
  }
}

async function kill(victims) {
  const { providers } = await client.request(Providers, {});
  for (const { name, pid } of providers) {
    if (!victims.includes(name) || pid === null) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // It ended by itself: its host is gone, or it had been killed before.
    }
  }
  counts.kills += 1;
  if (!victims.includes('host')) return;
  counts['times the host was killed'] += 1;
  await host.kill();
  host = new HostProcess(state, folder);
  if (!(await host.ready)) throw new Error(`The next host does not come up: ${host.errors}`);
}

/** A part is raised, and before it can have come to everybody somebody is killed. */
async function run() {
  for (let round = 1; round <= kills; round++) {
    await raiseUpTo(Math.max(1, Math.floor((count * round) / kills)));
    await pause(random() * 60);
    await kill(VICTIMS[Math.floor(random() * VICTIMS.length)]);
  }
  await raiseUpTo(count);
}

/** Those that should have come and have not. */
const missing = () => Object.entries(FILTERS).flatMap(([name, [, wants]]) => {
  const there = new Set(numbersOf(name));
  return Array.from({ length: count }, (_, index) => index + 1).filter((number) => wants(number) && !there.has(number)).map((number) => `${name} was never given ${number}`);
});

async function delivered() {
  for (const untilMs = performance.now() + PATIENCE_MS; performance.now() < untilMs; await pause(100)) {
    const { subscriptions } = await client.request(Subscriptions, {});
    if (subscriptions.length === 3 && subscriptions.every(({ waiting }) => waiting === 0) && missing().length === 0) return;
  }
}

const began = performance.now();
await prepare();
while (Object.keys(FILTERS).some((name) => numbersOf(name).length === 0)) await raiseUpTo(1).then(() => pause(20)); // From the first event on there is something to resume from.
await run();
await delivered();
const seconds = (performance.now() - began) / 1_000;

const faults = missing();
let [twice, told] = [0, 0];
for (const [name, [, wants]] of Object.entries(FILTERS)) {
  const [lines, numbers] = [collected(name), numbersOf(name)];
  const first = [...new Set(numbers)];
  twice += numbers.length - first.length;
  told += lines.length - numbers.length;
  first.forEach((number, index) => { if (index > 0 && number < first[index - 1]) faults.push(`${name} was given ${number} after ${first[index - 1]}`); });
  for (const number of first) if (!wants(number)) faults.push(`${name} was given ${number}, which its filter does not want`);
}
const { letters } = await client.request(DeadLetters, {});
for (const { id, error } of letters) faults.push(`event given up as dead letter ${id}: ${error.message}`);
const deliveries = Object.keys(FILTERS).reduce((sum, name) => sum + numbersOf(name).length, 0);
await client.stop();
await host.gone;
await client.close();
rmSync(folder, { recursive: true, force: true });

const figures = { ...counts, deliveries, 'came twice': twice, 'told that some may be missing': told, 'never came or came out of turn': faults.length };
for (const [name, value] of Object.entries(figures)) process.stdout.write(`${String(value).padStart(8)} ${name}\n`);
process.stdout.write(`${faults.length === 0 ? 'Passed' : 'FAILED'}, seed ${seed} (${seconds.toFixed(0)} s).\n`);
for (const fault of faults.slice(0, 10)) process.stdout.write(`FAILED: ${fault}\n`);
if (faults.length > 0) process.exitCode = 1;
