/**
 * The keeper itself: what it keeps, what it answers the host, and what it does when there is no host.
 * Finding the host is left to host-line.ts, a single process to kept-process.ts.
 */
import {
  Assign,
  CloseBirthPipe,
  Exited,
  Initialized,
  ListKept,
  ProviderError,
  Retire,
  Spawn,
  type AssignParams,
  type ExitedParams,
  type SpawnParams,
  type SpawnResult,
} from '@provost/protocol';
import type { Connection, IncomingRequest } from '@provost/protocol/node';
import type { Clock, Timer } from '../clock.js';
import { KeptProcess } from './kept-process.js';
import { SharedLogs } from './shared-logs.js';

/** What a provider is given to release itself after its orphan timeout, where the host did not say. */
export const RELEASE_TIMEOUT_MS = 10_000;

/** What SIGTERM is given before SIGKILL when an orphan is ended. */
const TERM_GRACE_MS = 2000;

/** How long the keeper stays with nothing kept and no host. */
export const LINGER_MS = 5000;

/** How long it stays when it could not tell any host of an exit yet. */
export const UNTOLD_LINGER_MS = 60_000;

/** How long a host may take to answer `host/exited` before it is told again. */
const TELL_TIMEOUT_MS = 10_000;

export interface KeeperOptions {
  readonly clock: Clock;
  /** Where cgroups can be made, if anywhere. */
  readonly cgroupHome?: string | undefined;
  /** Called once, when there is nothing left to do. */
  readonly onDone: () => void;
}

interface Kept {
  readonly process: KeptProcess;
  /** Set once the host has initialised it: how long it may live without a host. */
  mayOrphanMs?: number;
  orphanTimer?: Timer;
}

export class Keeper {
  readonly logs = new SharedLogs();
  readonly #clock: Clock;
  readonly #onDone: () => void;
  readonly #cgroupHome: string | undefined;
  readonly #kept = new Map<string, Kept>();
  readonly #untold = new Map<string, ExitedParams>();
  /** How many have ended of which it is not seen yet that all they started has. */
  #leftovers = 0;
  #host: Connection | undefined;
  #isRetired = false;
  #isDone = false;
  #linger: Timer | undefined;

  constructor(options: KeeperOptions) {
    this.#clock = options.clock;
    this.#onDone = options.onDone;
    this.#cgroupHome = options.cgroupHome;
    this.#considerLeaving();
  }

  /** Answers a host over a connection. Call it before the connection listens. */
  serve(connection: Connection): void {
    connection.onRequest(Spawn, (params, incoming) => this.#spawn(params, incoming));
    connection.onRequest(ListKept, () => ({ kept: [...this.#kept.values()].map(({ process }) => describe(process)) }));
    connection.onRequest(Retire, () => {
      this.retire();
      return {};
    });
    connection.onRequest(Assign, (params) => {
      this.#assign(params);
      return {};
    });
    connection.onNotification(CloseBirthPipe, ({ activation }) => this.#kept.get(activation)?.process.closeBirthPipe());
    connection.onRequest(Initialized, ({ activation, orphanAfterMs, releaseTimeoutMs }) => {
      const kept = this.#kept.get(activation);
      if (kept) kept.mayOrphanMs = orphanAfterMs + (releaseTimeoutMs ?? RELEASE_TIMEOUT_MS);
      return {};
    });
  }

  /** A host has accepted us: nothing is an orphan any more, and it is told what no host was told yet. */
  hostFound(connection: Connection): void {
    this.#host = connection;
    this.#isRetired = false; // By the host before it, perhaps; this one may want more.
    for (const kept of this.#kept.values()) this.#keepOn(kept);
    for (const exit of this.#untold.values()) void this.#tell(exit);
    this.#considerLeaving();
  }

  /** There is no host: what is not initialised ends at once, the rest when no host has come in time. Idempotent. */
  hostLost(): void {
    this.#host = undefined;
    for (const kept of this.#kept.values()) {
      if (kept.mayOrphanMs === undefined) {
        kept.process.closeBirthPipe();
        void kept.process.end(0);
      } else {
        kept.orphanTimer ??= this.#clock.after(kept.mayOrphanMs, () => void kept.process.end(TERM_GRACE_MS));
      }
    }
    this.#considerLeaving();
  }

  /** Leaves once nothing is kept and everything is told. Idempotent. */
  retire(): void {
    this.#isRetired = true;
    // One turn later, so that the answer to the request is on its way.
    setImmediate(() => this.#considerLeaving());
  }

  async #spawn(params: SpawnParams, incoming: IncomingRequest): Promise<SpawnResult> {
    if (this.#kept.has(params.activation)) {
      throw new ProviderError('ALREADY_EXISTS', {}, { message: `Activation ${params.activation} has a process already.`, remedy: 'Give every activation an id of its own.' });
    }
    const process = await KeptProcess.start(params, { log: this.logs.hold(params.log), clock: this.#clock, cgroupHome: this.#cgroupHome });
    const kept: Kept = { process };
    this.#kept.set(params.activation, kept);
    this.#linger?.cancel();
    void process.exited.then((exit) => this.#bury(kept, exit));
    if (incoming.signal.aborted) void process.end(0); // Nobody is there any more to initialise it.
    return describe(process);
  }

  #assign(params: AssignParams): void {
    const kept = this.#kept.get(params.activation);
    if (kept === undefined) throw new ProviderError('NOT_FOUND', {}, { message: `Activation ${params.activation} has no process any more.`, remedy: 'Start another.' });
    kept.process.assign(params, this.logs.hold(params.log));
  }

  /** Takes back that it will be ended. */
  #keepOn(kept: Kept): void {
    kept.orphanTimer?.cancel();
    delete kept.orphanTimer;
  }

  #bury(kept: Kept, exit: ExitedParams): void {
    this.#keepOn(kept);
    this.#kept.delete(exit.activation);
    this.#untold.set(exit.activation, exit);
    void this.#tell(exit);
    void this.#endLeftovers(kept.process);
  }

  /** Whatever a process that has ended left behind. The keeper does not leave before. */
  async #endLeftovers(process: KeptProcess): Promise<void> {
    this.#leftovers += 1;
    // Looking through all processes takes some milliseconds; whoever waits for the word on the exit is told before.
    await new Promise((resolve) => setImmediate(resolve));
    await process.end(0);
    this.#leftovers -= 1;
    this.#considerLeaving();
  }

  /** Tells the host until it has answered, or until it is gone: then the next one is told. */
  async #tell(exit: ExitedParams): Promise<void> {
    const host = this.#host;
    while (host && !host.isClosed && this.#untold.has(exit.activation)) {
      try {
        await host.request(Exited, exit, { timeoutMs: TELL_TIMEOUT_MS });
        this.#untold.delete(exit.activation);
        this.#considerLeaving();
      } catch (error) {
        if ((error as ProviderError).code !== 'OPERATION_TIMED_OUT') return;
      }
    }
  }

  #considerLeaving(): void {
    this.#linger?.cancel();
    if (this.#kept.size > 0 || this.#leftovers > 0 || this.#isDone) return;
    if (this.#host) {
      if (this.#isRetired && this.#untold.size === 0) this.#leave();
      return;
    }
    if (this.#isRetired) return this.#leave();
    this.#linger = this.#clock.after(this.#untold.size > 0 ? UNTOLD_LINGER_MS : LINGER_MS, () => this.#leave());
  }

  #leave(): void {
    this.#isDone = true;
    this.#onDone();
  }
}

function describe(process: KeptProcess): SpawnResult & { readonly activation: string; readonly provider: string } {
  const { activation, provider, pid, startTime } = process;
  return { activation, provider, pid, startTime };
}
