/** The operator of the torture: changes registrations and settings one after the other, and knows what must hold afterwards; where a host was killed meanwhile, either. */
import { SetCache } from '@provost/protocol';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { drawWeighted } from '../soak/draw.mjs';
import { root } from '../step.mjs';

export const FOLDER = join(root, 'scripts/torture/providers');
/** It is the only one that is ever taken away. */
export const COMING = 'comes-and-goes';
const AWAY = 'away';
/** What an operator may be told, besides that the host is lost. */
const EXPECTED = new Set(['PROVIDER_BUSY', 'NOT_FOUND', 'OPERATION_CANCELLED', 'SERVER_IS_SHUTTING_DOWN']);
const LOST = new Set(['HOST_LOST', 'HOST_NOT_RUNNING', 'CONNECTION_CLOSED']);

const VERBS = [
  [20, 'unload', (on, provider) => on.client.unload(provider)],
  [4, 'unload by force', (on, provider) => on.client.unload(provider, { force: true })],
  [3, 'restart', (on, provider) => on.client.restart(provider)],
  [10, 'ClearAfter', (on, _, n) => on.set('clear-after.object', ['100ms', '250ms', '500ms', '2s'][n % 4])],
  [10, 'setting', (on, _, n) => on.set('hold-warning', `${1 + (n % 59)}s`)],
  [6, 'ClearAfter of one', (on, provider, n) => on.client.request(SetCache, { provider, clearAfter: ['default', '50ms', '400ms', '2s'][n % 4] })],
  [6, 'register', (on, provider, n) => on.register(provider, n)],
  [3, 'unregister', (on) => on.unregister(COMING)],
];

export class Operator {
  counts = new Map();
  client;
  /** Key or name to the set of what it may be by now: one, unless a host was killed while it was changed. */
  #settings = new Map();
  #markers = new Map();
  #world;
  #busy = Promise.resolve();

  constructor(world, client) {
    this.#world = world;
    this.client = client;
  }

  /** Registers a provider with a marker in its configuration, anew where it is there. */
  async register(name, marker) {
    const change = () => this.client.register({ path: join(FOLDER, `${name}.js`), config: { evidence: this.#world.evidence, marker } });
    await this.#change(this.#markers, name, marker, change);
  }

  async unregister(name) {
    await this.#change(this.#markers, name, AWAY, () => this.client.unregister(name));
  }

  async set(key, value) {
    await this.#change(this.#settings, key, value, () => this.client.set(key, value));
  }

  async keepOperating(random) {
    while (!this.#world.isOver) {
      await this.#world.mayAsk();
      const [, name, act] = drawWeighted(random, VERBS);
      const [provider, n] = [this.#world.providers[Math.floor(random() * this.#world.providers.length)], Math.floor(random() * 10_000)];
      await this.#inTurn(() => this.#perform(name, () => act(this, provider, n)));
      await pause(20 + random() * 200);
    }
  }

  /** Looks by a client of this host whether all is as it was last acknowledged. Settles with whether it could. */
  check(client) {
    return this.#inTurn(() => this.#check(client));
  }

  async #check(client) {
    for (const { name } of await client.providers()) if (!this.#markers.has(name)) this.#world.violate(`${name} is registered, and never was`);
    for (const [name, allowed] of this.#markers) {
      const found = await client.describe(name).then(({ registration }) => registration.configuration.marker, (error) => {
        if (error.code === 'NOT_FOUND') return AWAY;
        throw error;
      });
      this.#hold(this.#markers, name, allowed, found);
    }
    for (const [key, allowed] of this.#settings) {
      const [{ value }] = await client.settings(key);
      this.#hold(this.#settings, key, allowed, value);
    }
  }

  #hold(kept, name, allowed, found) {
    if (!allowed.has(found)) this.#world.violate(`${name} is ${found}; acknowledged was ${[...allowed].join(' or ')}`);
    kept.set(name, new Set([found]));
  }

  async #change(kept, name, value, act) {
    const before = kept.get(name) ?? new Set();
    kept.set(name, new Set([...before, value]));
    try {
      await act();
      kept.set(name, new Set([value]));
    } catch (error) {
      if (error.facts?.mayHaveRun !== true && error.code !== 'OPERATION_CANCELLED') kept.set(name, before);
      throw error;
    }
  }

  async #perform(name, act) {
    const beganMs = performance.now();
    try {
      await act();
      this.#count(name);
    } catch (error) {
      this.#count(`${name}: ${error.code}`);
      if (EXPECTED.has(error.code) || LOST.has(error.code) || this.#world.mayFail(error, beganMs)) return;
      this.#world.violate(`${name} failed: ${error.stack}; facts ${JSON.stringify(error.facts)}`);
    }
  }

  /** One after the other: nothing is changed while it is looked at. */
  #inTurn(act) {
    const done = this.#busy.then(act);
    this.#busy = done.catch(() => {});
    return done;
  }

  #count(what) {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}
