/** Kills hosts under load, one after the other, and has all looked at after each. What is looked at is left to those who know it. */
import { connect } from '@provost/client';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { generatorOf } from '../soak/draw.mjs';
import { Clients } from './clients.mjs';
import { EventWatch } from './event-watch.mjs';
import { Journals, keepersOf, leftOf, servingNow } from './evidence.mjs';
import { HostProcess } from './host-process.mjs';
import { drawKill } from './kill-plan.mjs';
import { FOLDER, Operator } from './operator.mjs';
import { World } from './world.mjs';

/** So short that an end of the torture is seen soon; so long that a host that is slow to start finds its providers. */
const SETTINGS = { 'orphan-timeout': '4s', 'release-timeout': '2s', 'term-grace': '500ms', 'clear-after.object': '250ms', 'hold-warning': '59s', 'adopt-timeout': '5s' };
/** What lives without a host lets go within this: both of its timeouts, with the processors busy. */
const GRACE_MS = 4_000 + 2_000 + 3_000;
const RECONNECT_MS = 20_000;
const LOOK_MS = 50;
const CHECKPOINT_EVERY = 100;

export class HostTorture {
  world;
  clients;
  events;
  operator;
  kills = new Map();
  /** What the rounds took together, by what was waited for. */
  tookMs = new Map();
  hosts = 0;
  killed = 0;
  rounds = 0;
  latest = '';
  #options;
  #host;
  #state;
  #journals;
  /** Whether a keeper was killed since the last stop in order, so that some processes may have none. */
  #isKeeperless = false;
  #connected = [];

  constructor(options) {
    this.#options = options;
    this.#state = join(options.folder, 'state');
    const providers = readdirSync(FOLDER).map((name) => name.replace(/\.js$/, '')).filter((name) => name !== 'cell-of');
    this.world = new World({ state: this.#state, evidence: options.evidence, providers });
    this.clients = new Clients(this.world);
    this.#journals = new Journals(options.evidence);
  }

  async run(count, random) {
    await this.#begin();
    const background = this.#load();
    background.catch((error) => this.world.violate(error.stack));
    try {
      while (this.killed < count && this.world.violations.length === 0) {
        this.rounds += 1;
        await this.#round(drawKill(random));
        if (this.killed > 0 && this.killed % CHECKPOINT_EVERY === 0 && this.killed < count) await this.#checkpoint();
      }
      if (this.world.violations.length === 0) await this.#end();
    } finally {
      this.world.isOver = true;
      await this.#host?.kill();
    }
  }

  /** One host until it is killed, and the next one started. */
  async #round(plan) {
    const { world } = this;
    this.latest = `${plan.whom} ${plan.what}`;
    if (!plan.early) {
      if (!(await this.#timed('start', () => this.#up()))) return;
      await this.#timed('look', () => this.#look());
    }
    if (world.violations.length > 0) return;
    await this.#timed('moment', () => this.#moment(plan));
    await this.#timed('kill', () => this.#kill(plan.whom));
    this.#start();
  }

  async #timed(what, act) {
    const beganMs = performance.now();
    const done = await act();
    this.tookMs.set(what, (this.tookMs.get(what) ?? 0) + performance.now() - beganMs);
    return done;
  }

  async #begin() {
    this.#start();
    if (!(await this.#up())) return;
    this.events = new EventWatch(this.world, await this.#connect('events'));
    this.operator = new Operator(this.world, await this.#connect('operator'));
    for (const [key, value] of Object.entries(SETTINGS)) await this.operator.set(key, value);
    for (const provider of this.world.providers) await this.operator.register(provider, 0);
  }

  async #load() {
    const { seed, clients } = this.#options;
    const asking = Array.from({ length: clients }, async (_, who) => this.clients.keepAsking(await this.#connect(`client ${who}`), who, seed));
    await Promise.all([this.events.follow(), this.operator.keepOperating(generatorOf(seed + 7)), ...asking]);
  }

  #start() {
    this.hosts += 1;
    this.#host = new HostProcess(this.#state, this.#options.folder);
  }

  /** Whether the host listens; a host that ends by itself is a violation. */
  async #up() {
    if (await this.#host.ready) return true;
    const { code, signal } = await this.#host.gone;
    this.world.violate(`host ${this.#host.pid} did not start (${signal ?? `exit code ${code}`}): ${this.#host.errors}`);
    return false;
  }

  /** All that has to be right once a host is there. */
  async #look() {
    const client = await connect({ state: this.#state, name: 'look', timeoutMs: RECONNECT_MS });
    try {
      await this.operator.check(client);
      await this.events.compare(client);
      await this.events.resolved();
      this.clients.check(this.#journals);
    } finally {
      await client.close();
    }
  }

  /** Settles when it is time to kill. */
  async #moment(plan) {
    const { promise, resolve } = Promise.withResolvers?.() ?? withResolvers();
    let happened = 0;
    this.world.heed = (event) => {
      happened += 1;
      if (plan.isDue({ happened, type: event?.type })) resolve();
    };
    const timer = setTimeout(resolve, plan.afterMs);
    await Promise.race([promise, this.world.violated]);
    clearTimeout(timer);
    this.world.heed = () => {};
  }

  async #kill(whom) {
    for (const what of this.#goingOn()) this.kills.set(what, (this.kills.get(what) ?? 0) + 1);
    if (whom === 'keeper, then host') this.#killKeepers();
    if (whom === 'keeper alone, host later') {
      this.#killKeepers();
      await pause(20 + (this.killed % 30) * 10); // The host sees it, and starts another.
    }
    if (whom !== 'host') this.kills.set('with the keeper', (this.kills.get('with the keeper') ?? 0) + 1);
    const host = this.#host;
    const dying = host.kill();
    if (whom === 'host, then keeper') this.#killKeepers();
    const { code, signal } = await dying;
    if (signal !== 'SIGKILL') this.world.violate(`host ${host.pid} ended by itself (${signal ?? `exit code ${code}`}): ${host.errors}`);
    this.killed += 1;
    this.events.hostDied(host.pid, servingNow(this.#options.evidence));
  }

  #killKeepers() {
    this.world.keeperKilled();
    this.#isKeeperless = true;
    for (const pid of keepersOf(this.#state)) process.kill(pid, 'SIGKILL');
  }

  *#goingOn() {
    const states = [...this.events.states.values()];
    if (!this.#host.isReady) yield 'starting';
    else if (!this.events.isResolved) yield 'adopting';
    else {
      if (states.includes('loading')) yield 'loading';
      if (states.includes('releasing')) yield 'releasing';
      if (this.clients.open > 0) yield 'busy';
      if (this.clients.isHolding) yield 'held';
    }
  }

  /** Nobody asks, and the host is stopped in order: nothing is left. Then all goes on. */
  async #checkpoint() {
    if (!(await this.#up())) return;
    await this.#look();
    this.#options.say(`${this.killed} kills, ${this.events.adoptionsMs.length} adoptions, ${this.clients.acknowledged} acknowledged writes`);
    await this.#settle();
    await this.#stop();
    this.#isKeeperless = false;
    this.#start();
    this.world.resume();
  }

  /** Killed a last time: what lives ends within the grace. Then one more host has to see all of it, and to stop in order. */
  async #end() {
    if (!(await this.#up())) return;
    await this.#settle();
    await this.#look();
    await this.#kill('host');
    // Where a keeper was killed too, what a provider has started waits for the next host.
    const left = () => leftOf(this.#state).providers.filter((told) => !this.#isKeeperless || told.includes('runtime.js'));
    await this.#until('a host was killed and no other came', left, GRACE_MS);
    this.#start();
    if (!(await this.#up())) return;
    await this.#look();
    await this.#stop();
    this.clients.check(this.#journals);
  }

  async #settle() {
    this.world.pause();
    while (this.clients.open > 0 && this.world.violations.length === 0) await pause(LOOK_MS);
  }

  async #stop() {
    const client = await connect({ state: this.#state, name: 'stop', timeoutMs: RECONNECT_MS });
    await client.stop();
    const { code, signal } = await this.#host.gone;
    await client.close();
    if (code !== 0) this.world.violate(`host ${this.#host.pid} did not stop in order (${signal ?? `exit code ${code}`}): ${this.#host.errors}`);
    await this.#until('the host was stopped in order', () => Object.values(leftOf(this.#state)).flat(), GRACE_MS);
  }

  /** Violates where something is left after its time. */
  async #until(when, left, patienceMs) {
    const untilMs = performance.now() + patienceMs;
    while (left().length > 0 && performance.now() < untilMs) await pause(LOOK_MS);
    if (left().length > 0) this.world.violate(`${patienceMs} ms after ${when}, these are left: ${left().join(', ')}`);
  }

  async #connect(name) {
    const client = await connect({ state: this.#state, name, timeoutMs: RECONNECT_MS, reconnectMs: RECONNECT_MS });
    this.#connected.push(client);
    return client;
  }
}

function withResolvers() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
