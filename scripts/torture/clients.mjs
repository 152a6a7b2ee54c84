/** The clients of the torture: they ask without a pause, remember what they were answered, and hold it against what the providers have written down. */
import { setTimeout as pause } from 'node:timers/promises';
import { drawWeighted, generatorOf } from '../soak/draw.mjs';

/** Longer than a load, a release and several starts of the host together. */
const LATE_MS = 30_000;
/** May be the answer to anything, at any time. */
const ALWAYS = new Set(['HOST_LOST', 'HOST_NOT_RUNNING']);
/** What an operator does to what is under way. */
const OVERRIDDEN = ['OPERATION_CANCELLED'];

const path = (provider) => `root/${provider}:Cell`;

async function drain(rows) {
  let next = 0;
  for await (const { row } of rows) if (row !== next++) throw new Error(`row ${row} came where ${next - 1} was to come`);
  return undefined;
}

/** Each with its weight, its name, whether it writes its id, and how it is asked. */
const REQUESTS = [
  [30, 'write', true, (client, { provider, id }) => client.invoke(path(provider), 'write', { id })],
  [20, 'write slowly', true, (client, { provider, id, n }) => client.invoke(path(provider), 'writeSlowly', { id, ms: 5 + (n % 80) })],
  [6, 'write by way of another', true, (client, { provider, other, id }) => client.invoke(path(other), 'ask', { id, path: path(provider) })],
  [4, 'cancelled write', true, (client, { provider, id, n }) => client.invoke(path(provider), 'writeSlowly', { id, ms: 40 }, { signal: AbortSignal.timeout(n % 60) })],
  [8, 'hold', false, (client, { provider, n }) => client.invoke(path(provider), 'hold', { ms: 20 + (n % 400) })],
  [8, 'list', false, (client, { provider }) => drain(client.list(path(provider)))],
];

export class Clients {
  open = 0;
  answers = new Map();
  /** How often holds that were taken are open still, by when they end. */
  #holdsUntilMs = [];
  #acknowledged = new Map();
  #refused = new Map();
  #latest = new Map();
  #world;
  #asked = 0;

  constructor(world) {
    this.#world = world;
  }

  get isHolding() {
    const now = performance.now();
    this.#holdsUntilMs = this.#holdsUntilMs.filter((atMs) => atMs > now);
    return this.#holdsUntilMs.length > 0;
  }

  get asked() {
    return this.#asked;
  }

  /** Asks on and on until the torture is over. */
  async keepAsking(client, who, seed) {
    const world = this.#world;
    const random = generatorOf(seed * 1_000 + who);
    while (!world.isOver) {
      await world.mayAsk();
      const pick = () => world.providers[Math.floor(random() * world.providers.length)];
      const [, name, writes, ask] = drawWeighted(random, REQUESTS);
      const [provider, n] = [pick(), Math.floor(random() * 10_000)];
      const other = world.providers.filter((one) => one !== provider)[n % (world.providers.length - 1)];
      await this.#ask(client, { name, writes, ask, of: { provider, other, n, id: `${who}-${(this.#asked += 1)}` } });
      if (random() < 0.3) await pause(random() * 20);
    }
  }

  /** Holds all that was answered against what was written. */
  check(journals) {
    journals.read();
    for (const line of journals.violations()) this.#world.violate(line);
    for (const twice of journals.twice) this.#world.violate(`written twice: ${twice}`);
    for (const [id, answer] of this.#acknowledged) {
      const found = journals.written.get(id);
      if (found === undefined) this.#world.violate(`write ${id} was acknowledged (${answer}) and is not there`);
      else if (`${found.process} ${found.count}` !== answer) this.#world.violate(`write ${id} was acknowledged as ${answer} and is there as ${found.process} ${found.count}`);
    }
    for (const [id, told] of this.#refused) if (journals.written.has(id)) this.#world.violate(`write ${id} was said not to have run (${told}) and is there`);
  }

  get acknowledged() {
    return this.#acknowledged.size;
  }

  async #ask(client, request) {
    const { name, ask, of } = request;
    const beganMs = performance.now();
    const known = new Map(this.#latest);
    const late = setTimeout(() => this.#world.violate(`${name} of ${of.provider} was not answered within ${LATE_MS} ms`), LATE_MS);
    this.open += 1;
    try {
      this.#answered(request, await ask(client, of), known);
      this.#count(name);
    } catch (error) {
      this.#failed(request, error, beganMs);
    } finally {
      clearTimeout(late);
      this.open -= 1;
      this.#world.heed();
    }
  }

  #answered({ name, writes, of: { id, n } }, answer, known) {
    if (name === 'hold') this.#holdsUntilMs.push(performance.now() + 20 + (n % 400));
    if (!writes) return;
    this.#acknowledged.set(id, answer);
    const process = answer.split(' ')[0];
    const count = Number(answer.split(' ')[1]);
    if (count <= (known.get(process) ?? 0)) this.#world.violate(`process ${process} counted ${known.get(process)} before write ${id} was asked for, and ${count} for it: it has lost what it had in memory`);
    this.#latest.set(process, Math.max(count, this.#latest.get(process) ?? 0));
  }

  #failed({ name, writes, of: { id, provider } }, error, beganMs) {
    const mayHaveRun = error.facts?.mayHaveRun === true;
    this.#count(`${name}: ${error.code}${mayHaveRun ? ', may have run' : ''}`);
    if (writes && !mayHaveRun && name !== 'cancelled write') this.#refused.set(id, `${error.code}: ${error.message}`);
    if (ALWAYS.has(error.code) || OVERRIDDEN.includes(error.code)) return;
    if (this.#world.mayFail(error, beganMs)) return;
    this.#world.violate(`${name} of ${provider} failed: ${error.stack}; facts ${JSON.stringify(error.facts)}`);
  }

  #count(what) {
    this.answers.set(what, (this.answers.get(what) ?? 0) + 1);
  }
}
