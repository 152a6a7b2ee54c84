/** Follows the events of all hosts of a state directory as one client sees them, and knows from them where each provider stands. */
import { EventEmitter, once } from 'node:events';

/** What was told of an event is compared with what a later host tells of it. */
const REMEMBERED = 200;
const STATE_AFTER = { loading: 'loading', loaded: 'serving', adopted: 'serving', releasing: 'releasing', 'unload-refused': 'serving', 'client-ended': undefined, unloaded: undefined, crashed: undefined, lost: undefined, 'load-failed': undefined };
const ENDS = new Set(['unloaded', 'crashed', 'lost', 'load-failed', 'client-ended']);
const PATIENCE_MS = 12_000;

export class EventWatch extends EventEmitter {
  last = 0;
  /** Provider to where it stands: `loading`, `serving` or `releasing`. */
  states = new Map();
  counts = new Map();
  /** From the host's own word that it listens to its word that it has adopted, one for each that was. */
  adoptionsMs = [];
  #remembered = new Map();
  #generations = new Map();
  #host = { pid: 0, atMs: 0 };
  /** Pid to the host at whose death it served. */
  #unresolved = new Map();
  #world;
  #client;

  constructor(world, client) {
    super();
    this.setMaxListeners(0);
    this.#world = world;
    this.#client = client;
  }

  /** Settles when the client is closed. */
  async follow() {
    while (!this.#world.isOver) {
      try {
        for await (const event of this.#client.events({ since: this.last, follow: true })) this.#take(event);
      } catch (error) {
        if (!['HOST_LOST', 'HOST_NOT_RUNNING', 'CONNECTION_CLOSED', 'SERVER_IS_SHUTTING_DOWN'].includes(error.code)) this.#world.violate(`events could not be read: ${error.message}`);
      }
    }
  }

  /** That host is dead, and these served: each has to be adopted or to be told of by a later one. */
  hostDied(hostPid, serving) {
    for (const { pid, provider } of serving) this.#unresolved.set(pid, { hostPid, provider });
    this.states = new Map([...this.states].map(([provider]) => [provider, 'left']));
  }

  get isResolved() {
    return this.#unresolved.size === 0;
  }

  /** Settles when all that served at the deaths of hosts were adopted or told of. Violates when they are not in time. */
  async resolved() {
    const tooLate = AbortSignal.timeout(PATIENCE_MS);
    while (!this.isResolved && !this.#world.isOver) {
      await once(this, 'event', { signal: tooLate }).catch(() => {
        const left = [...this.#unresolved].map(([pid, { provider }]) => `${provider} (pid ${pid})`).join(', ');
        if (!this.isResolved) this.#world.violate(`served when their host was killed, and ${PATIENCE_MS} ms after the start of the next were neither adopted nor told of: ${left}`);
      });
    }
  }

  /** Compares what this host has kept with what was told before, and looks that nothing is missing or there twice. */
  async compare(client) {
    const from = Math.max(0, this.last - REMEMBERED);
    let expected = from + 1;
    for await (const event of client.events({ since: from })) {
      if (event.seq !== expected) this.#world.violate(`event ${expected} was to follow, and ${event.seq} did`);
      expected = event.seq + 1;
      const told = this.#remembered.get(event.seq);
      if (told !== undefined && told !== JSON.stringify(event)) this.#world.violate(`event ${event.seq} was told as ${told}, and is kept as ${JSON.stringify(event)}`);
    }
  }

  /** The latest events, for a report. */
  get tail() {
    return [...this.#remembered.values()].slice(-60);
  }

  #take(event) {
    const { seq, type, provider, pid } = event;
    if (seq !== this.last + 1) this.#world.violate(`after event ${this.last} came ${seq}`);
    this.last = seq;
    this.#remembered.set(seq, JSON.stringify(event));
    this.#remembered.delete(seq - REMEMBERED);
    const name = type === 'unloaded' ? `unloaded, ${event.reason}, ${event.cause}` : type;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    if (type === 'host-started') this.#host = { pid, atMs: Date.parse(event.at) };
    if (provider !== undefined && type in STATE_AFTER) this.#move(provider, STATE_AFTER[type]);
    if (type === 'adopted') this.#adopted(event);
    else if (pid !== undefined && ENDS.has(type)) {
      this.#resolve(pid);
      if (event.staysAs === undefined) this.#generations.delete(pid); // The next of that pid is another.
    } else if (pid !== undefined && event.generation !== undefined) this.#generations.set(pid, event.generation);
    this.#world.heed(event);
    this.emit('event', event);
  }

  #move(provider, state) {
    if (state === undefined) this.states.delete(provider);
    else this.states.set(provider, state);
  }

  #adopted({ provider, pid, generation, at }) {
    this.adoptionsMs.push(Date.parse(at) - this.#host.atMs);
    const before = this.#generations.get(pid);
    if (before !== undefined && before !== generation) this.#world.violate(`${provider} (pid ${pid}) was adopted as generation ${generation}, and was ${before}`);
    this.#resolve(pid);
  }

  /** What an event of the host that has died itself says counts for nothing: it was told late. */
  #resolve(pid) {
    if (this.#unresolved.get(pid)?.hostPid !== this.#host.pid) this.#unresolved.delete(pid);
  }
}
