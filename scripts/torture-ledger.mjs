/**
 * `npm run torture -- ledger [--count 1000] [--seed 1] [--transfers 8]`: the provider of examples/ledger under a real host is killed (SIGKILL) again and again while transfers are under way, now and
 * then once more while it loads. Each caller asks again with its operation id until it is answered. After each kill the sum holds, each answered transfer is there exactly once and no other is, and there
 * is one receipt for each. Prints the counts; ends with 1 where something was wrong.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ProviderHost } from '@provost/host';
import { Create, DescribeProvider, Invoke, List, Logs, Providers, isErrorOf } from '@provost/protocol';
import { generatorOf } from './soak/draw.mjs';
import { root } from './step.mjs';

const { values } = parseArgs({ options: { count: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' }, transfers: { type: 'string', default: '8' } } });
const [count, seed, transfers] = [values.count, values.seed, values.transfers].map(Number);

const ACCOUNTS = 10;
const BALANCE = 1_000;
/** How often a provider that loads is killed as well. */
const AGAIN = 0.25;
/** What a caller is told that may ask again. */
const mayAskAgain = (error) => ['PROVIDER_CRASHED', 'PROVIDER_LOAD_FAILED', 'PROVIDER_BACKING_OFF'].some((code) => isErrorOf(error, code));

const random = generatorOf(seed);
const state = mkdtempSync(join(tmpdir(), 'provost-torture-'));
const host = new ProviderHost({ state, settings: { 'healthy-after': '0ms' } });
await host.start();
const door = host.door();
await host.register({ path: join(root, 'examples/ledger') });

const pick = () => `a${Math.floor(random() * ACCOUNTS)}`;
/** The answer to each operation id. */
const answers = new Map();
const faults = [];
const counts = { kills: 0, 'kills while loading': 0, transfers: 0, refused: 0, 'asked again': 0, 'not answered at first': 0 };
let burstMs = 50;

async function ledger() {
  const { providers } = await door.request(Providers, {});
  return providers.find(({ name }) => name === 'ledger');
}

/** Also what only reads may have been sent to a process that was about to die. */
async function rows(name) {
  const found = [];
  try {
    for await (const batch of door.stream(List, { class: `root/bank:${name}` })) found.push(...batch);
  } catch (error) {
    if (!mayAskAgain(error)) throw error;
    await pause(error.facts.retryAfterMs ?? 0);
    return rows(name);
  }
  return found;
}

/** Asks until there is an answer, each time with the same id. */
async function transfer(operationId, from, to, amount) {
  for (let asked = 1; ; asked++) {
    try {
      const { value } = await door.request(Invoke, { path: `root/bank:Account.id="${from}"`, method: 'transfer', arguments: { to, amount }, operationId });
      answers.set(operationId, value);
      counts.transfers += 1;
      return;
    } catch (error) {
      if (isErrorOf(error, 'Insufficient')) return void (counts.refused += 1);
      if (!mayAskAgain(error)) return void faults.push(`${operationId}: ${error.message}`);
      if (asked === 1) counts['not answered at first'] += 1;
      counts['asked again'] += 1;
      await pause(error.facts.retryAfterMs ?? 0);
    }
  }
}

/** `isOver` says whether nobody asks any more, so that no process comes after this one. */
async function kill(isOver) {
  const { pid } = await ledger();
  if (pid === null) return;
  process.kill(pid, 'SIGKILL');
  counts.kills += 1;
  if (random() >= AGAIN || counts.kills >= count) return;
  const loadMs = random() * 150;
  let next = await ledger();
  for (; next.pid === pid || next.pid === null; next = await ledger()) {
    if (isOver()) return;
    await nextTurn();
  }
  await pause(loadMs);
  const { pid: now, state: at } = await ledger();
  if (now !== next.pid) return;
  process.kill(now, 'SIGKILL');
  counts.kills += 1;
  if (at === 'loading') counts['kills while loading'] += 1;
}

/** A burst of transfers with a kill somewhere in it. */
async function round(number) {
  const began = performance.now();
  const asked = Array.from({ length: transfers }, (_, index) => {
    const [from, to] = [pick(), pick()];
    return from === to ? undefined : transfer(`${seed}-${number}-${index}`, from, to, 1 + Math.floor(random() * 300));
  });
  let answeredMs;
  const answered = Promise.all(asked).then(() => { answeredMs = performance.now() - began; });
  await pause(random() * burstMs);
  await kill(() => answeredMs !== undefined);
  await answered;
  burstMs = Math.min(Math.max(0.9 * burstMs + 0.1 * Math.min(answeredMs, 200), 10), 150);
}

async function check(number) {
  const [accounts, found] = [await rows('Account'), await rows('Transfer')];
  const sum = accounts.reduce((total, { balance }) => total + balance, 0);
  const say = (fault) => faults.push(`after round ${number}, ${counts.kills} kills: ${fault}`);
  if (sum !== ACCOUNTS * BALANCE) say(`the sum is ${sum}, not ${ACCOUNTS * BALANCE}`);
  const [there, told] = [new Set(found.map(({ id }) => id)), new Set(answers.values())];
  if (told.size !== answers.size) say(`${answers.size} transfers were answered by ${told.size} ids`);
  for (const id of told) if (!there.has(id)) say(`transfer ${id} was answered and is not there`);
  for (const id of there) if (!told.has(id)) say(`transfer ${id} is there and was nobody's answer`);
  const { dataDirectory } = await door.request(DescribeProvider, { name: 'ledger' });
  const receipts = new Set(readdirSync(join(dataDirectory, 'receipts')).map((name) => name.replace(/\.txt$/, '')));
  for (const id of there) if (!receipts.has(id)) say(`transfer ${id} has no receipt`);
  for (const id of receipts) if (!there.has(id)) say(`receipt ${id} has no transfer`);
}

async function takenBack() {
  let lines = 0;
  for await (const batch of door.stream(Logs, { name: 'ledger' })) lines += batch.filter(({ text }) => text.startsWith('Took back')).length;
  return lines;
}

for (let number = 0; number < ACCOUNTS; number++) await door.request(Create, { class: 'root/bank:Account', properties: { id: `a${number}`, balance: BALANCE } });
const began = performance.now();
for (let number = 1; counts.kills < count && faults.length === 0; number++) {
  await round(number);
  await check(number);
  if (number % 100 === 0) process.stdout.write(`${number} rounds, ${counts.kills} kills, ${counts.transfers} transfers\n`);
}
const seconds = (performance.now() - began) / 1_000;
const undone = await takenBack();
await host.stop();
rmSync(state, { recursive: true, force: true });
for (const [name, value] of Object.entries({ ...counts, 'effects taken back at a load': undone, seed })) process.stdout.write(`${String(value).padStart(8)} ${name}\n`);
process.stdout.write(`${faults.length === 0 ? 'The sum held each time, each answered transfer was there once, and each had its receipt' : 'FAILED'} (${seconds.toFixed(0)} s).\n`);
for (const fault of faults.slice(0, 10)) process.stdout.write(`FAILED: ${fault}\n`);
if (faults.length > 0) process.exitCode = 1;
