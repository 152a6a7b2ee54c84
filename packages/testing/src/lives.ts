/**
 * The host's part for one provider under test: loads it when it is needed, knows what keeps it loaded, and releases it as idle when ClearAfter has
 * passed by the test's clock. Only while a test says so: time that passes otherwise unloads nothing.
 */
import {
  JobFailedFromProvider, ProgressFromProvider, ProviderError, RefuseUnloadFromProvider, RequestUnloadFromProvider, fromWireError, toWireError,
  type Door, type UnloadReason,
} from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import type { ProviderDefinition } from '@provost/sdk/embedding';
import { Asking } from './asking.js';
import { InProcess, type InProcessOptions } from './in-process.js';
import { serveDoor } from './serve-door.js';

/** What keeps a provider loaded: one context's refusal. */
export interface Held {
  readonly context: string;
  /** What the context is at: `get of Note`, `load`, `background sync`. */
  readonly operation: string;
  readonly why?: string;
}

/** A job in the background that failed. */
export interface FailedJob {
  readonly name: string;
  readonly error: ProviderError;
}

/** Where a provider under test is. `busy`: a request is open, or a call of its own to the host; `held`: something refuses; `client`: not pure, released, and its process would stay. */
export type LoadState = 'busy' | 'held' | 'idle' | 'unloaded' | 'client';

/** What came of letting a provider be. */
export interface IdleOutcome {
  readonly state: LoadState;
  /** What kept it loaded. */
  readonly holds: readonly Held[];
  /** What went wrong when it was released meanwhile. */
  readonly faults: readonly ProviderError[];
}

export class Lives {
  readonly asking: Asking;
  readonly failedJobs: FailedJob[] = [];
  readonly #definition: ProviderDefinition;
  readonly #options: InProcessOptions;
  readonly #clearAfterMs: number;
  readonly #host: Door | undefined;
  readonly #refusals = new Map<string, Held>();
  readonly #faults: ProviderError[] = [];
  #process: InProcess | undefined;
  #isServing = false;
  #isOver = false;
  #generation = 0;
  #moving: Promise<unknown> | undefined;
  #loading: Promise<Connection> | undefined;
  #voted: readonly string[] = [];
  #openCalls = 0;
  #restingSinceMs = 0;
  #isWatched = false;
  #alarm: { cancel(): void } | undefined;

  constructor(definition: ProviderDefinition, options: InProcessOptions, clearAfterMs: number, host: Door | undefined) {
    this.#host = host;
    this.#definition = definition;
    this.#options = options;
    this.#clearAfterMs = clearAfterMs;
    this.asking = new Asking({ acquire: () => this.acquire(), ended: () => { this.#rest(); } });
  }

  /** What keeps it loaded now, besides requests that are open. */
  get holds(): Held[] {
    const refusals = [...this.#refusals.values()];
    const unheeding = this.#voted.filter((context) => !this.#refusals.has(context));
    return [...refusals, ...unheeding.map((context) => ({ context, operation: 'an operation that nobody waits for any more', why: 'it has not returned' }))];
  }

  /** A request is open, or a call of its own to the host. */
  get #isBusy(): boolean {
    return this.asking.underWay > 0 || this.#openCalls > 0;
  }

  get state(): LoadState {
    if (this.#process === undefined) return 'unloaded';
    if (!this.#isServing) return 'client';
    if (this.#isBusy) return 'busy';
    return this.holds.length > 0 ? 'held' : 'idle';
  }

  /** The connection of the provider while it serves; otherwise it is loaded, once however many ask. Rejects as the load does. */
  acquire(): Connection | Promise<Connection> {
    if (this.#isOver) return Promise.reject(new ProviderError('CONNECTION_CLOSED', {}, { message: `Provider "${this.#definition.spec.name}" was released by the test.` }));
    if (this.#isServing && this.#moving === undefined && this.#process !== undefined) return this.#process.connection;
    if (this.#loading !== undefined) return this.#loading;
    if (this.#moving !== undefined) return this.#moving.then(() => this.acquire());
    this.#loading = this.#move(() => this.#load()).finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** Moves the clock by that much, and releases on the way as a host would. */
  async idleFor(durationMs: number): Promise<IdleOutcome> {
    const { clock } = this.#options;
    this.#faults.length = 0;
    await clock.advance(0); // What the provider has said before is heard before.
    this.#isWatched = true;
    this.#watch();
    try {
      await clock.advance(durationMs);
    } finally {
      this.#isWatched = false;
      this.#alarm?.cancel();
    }
    await this.#moving;
    return { state: this.state, holds: this.holds, faults: [...this.#faults] };
  }

  /** Releases it for good. Answers what went wrong at it. Rejects with PROVIDER_BUSY, and nothing has changed, where it refuses to go as idle. */
  async end(reason: UnloadReason): Promise<readonly ProviderError[]> {
    await this.#moving;
    this.#isOver = true;
    this.#faults.length = 0;
    const answered = await this.#move(() => this.#release(reason));
    if (answered !== 'refused') {
      if (this.#process !== undefined) await this.#move(() => this.#release('shutdown'));
      return [...this.#faults];
    }
    this.#isOver = false;
    throw refused(this.#definition.spec.name, this.holds);
  }

  /** One thing at a time: a load or a release. Whoever waits only for its end is not told how it failed. */
  async #move<T>(step: () => Promise<T>): Promise<T> {
    const moving = step();
    this.#moving = moving.catch(() => undefined);
    try {
      return await moving;
    } finally {
      this.#moving = undefined;
    }
  }

  async #load(): Promise<Connection> {
    const process = (this.#process ??= this.#start());
    try {
      await process.initialize(++this.#generation);
    } catch (error) {
      this.#process = undefined;
      throw error;
    }
    this.#isServing = true;
    this.#rest();
    return process.connection;
  }

  #start(): InProcess {
    const process = new InProcess(this.#definition, this.#options);
    const { connection } = process;
    this.asking.hear(connection);
    serveDoor(connection, this.#host, {
      began: () => { this.#openCalls++; },
      ended: () => {
        this.#openCalls--;
        this.#rest();
      },
    });
    connection.onNotification(ProgressFromProvider, (progress) => {
      if (progress.context === undefined) process.loadProgressed();
      else this.asking.progressed(progress.context, progress);
    });
    connection.onNotification(RefuseUnloadFromProvider, (refusal) => { this.#refusals.set(refusal.context, refusal); });
    connection.onNotification(RequestUnloadFromProvider, ({ context }) => {
      this.#refusals.delete(context);
      this.#rest();
    });
    connection.onNotification(JobFailedFromProvider, ({ name, error }) => { this.failedJobs.push({ name, error: fromWireError(error) }); });
    return process;
  }

  async #release(reason: UnloadReason): Promise<'released' | 'client' | 'refused'> {
    const process = this.#process;
    if (process === undefined) return 'released';
    const answer = await process.release(reason).catch((unanswered: unknown) => ({ outcome: 'released' as const, faults: [toWireError(unanswered as ProviderError)] }));
    if (answer.outcome === 'refused') {
      this.#voted = answer.contexts;
      this.#rest();
      return answer.outcome;
    }
    this.#faults.push(...(answer.faults ?? []).map(fromWireError));
    this.#isServing = false;
    this.#refusals.clear();
    this.#voted = [];
    if (answer.outcome === 'released') {
      process.end();
      this.#process = undefined;
    }
    return answer.outcome;
  }

  /** The idle clock starts anew whenever something that was open is over. */
  #rest(): void {
    this.#restingSinceMs = this.#options.clock.nowMs();
    this.#watch();
  }

  #watch(): void {
    this.#alarm?.cancel();
    if (!this.#isWatched || !this.#isServing || this.#isBusy || this.#refusals.size > 0 || this.#clearAfterMs === Infinity) return;
    const dueMs = this.#restingSinceMs + this.#clearAfterMs;
    this.#alarm = this.#options.clock.after(dueMs - this.#options.clock.nowMs(), () => { this.#sweep(); });
  }

  #sweep(): void {
    const { clock } = this.#options;
    if (this.#moving !== undefined || clock.nowMs() - this.#restingSinceMs < this.#clearAfterMs) return;
    this.#voted = [];
    if (!this.#isBusy && this.#refusals.size === 0) void this.#move(() => this.#release('idle'));
  }
}

function refused(provider: string, holds: readonly Held[]): ProviderError {
  const who = holds.map(({ context, operation, why }) => `${context} (${operation}${why === undefined ? '' : `: ${why}`})`);
  return new ProviderError('PROVIDER_BUSY', { provider, holds }, {
    message: `Provider "${provider}" refused to be released as idle: it is held by ${who.join(', ')}.`,
    remedy: 'End the holds first, or release it for another reason: release(\'operator\').',
  });
}
