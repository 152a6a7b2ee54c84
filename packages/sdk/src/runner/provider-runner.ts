/**
 * The life of a provider over one connection: describe, or initialize, operations, release; one that is not pure may then live again. It needs no
 * process: the runtime drives it in one, a test in its own. What ends the process, and when, is left to them.
 */
import {
  Adopt, CloseSink, CreditToProvider, Describe, Initialize, OrphanAfter, Ping, ProviderError, Release, ReturnedFromProvider,
  type InitializeParams, type LifeReport, type NotificationMessage, type ProviderDescription, type ResultOf, type UnloadReason, type WireError,
} from '@provost/protocol';
import { CONNECTION_LIMITS, type Connection, type IncomingRequest } from '@provost/protocol/node';
import { describe } from '../define/description.js';
import type { ProviderDefinition } from '../define/provider.js';
import { Operations } from '../dispatch/operations.js';
import type { AttachedOptions } from './attached-options.js';
import type { Clock } from './clock.js';
import { EarlyOperation, afterKeeping } from './early-operation.js';
import { ExitHooks } from './exit-hooks.js';
import { HostAccess } from './host-access.js';
import { HostLine } from './host-line.js';
import { Life } from './life.js';
import { serveOperations } from './operation-messages.js';
import { outOfTurn } from './out-of-turn.js';
import type { ImportStorage } from '../store/provider-store.js';

/** What a runner runs in. */
export interface RunnerOptions {
  readonly connection: Connection;
  /** Brings the author's provider. Called once, when it is first described or initialized and not before. Rejects with a ProviderError. */
  readonly importProvider: (entry: string | undefined) => Promise<ProviderDefinition>;
  /** Called first when it is initialized, before anything of the author's is imported. What it throws, a ProviderError, is why it cannot load. */
  readonly prepare?: (params: InitializeParams) => void;
  readonly clock: Clock;
  /** Takes what the author logs, and the stacks of what was thrown. */
  readonly log: (values: readonly unknown[]) => void;
  /** Brings what opens the store of a provider that has one. By default by its package's name. */
  readonly importStorage?: ImportStorage;
  /** It has let go, and its process stays as a client of the host; the connection keeps it alive no more. Called each time. */
  readonly becameClient?: () => void;
  /** Of a program that has attached itself. */
  readonly attached?: AttachedOptions;
}

/** How it ended: described, released for good, or never begun because the load failed. */
export type RunnerEnd = 'described' | 'released' | 'failed';

/** Where a life is. Only {@link ProviderRunner.release} and the two first messages move it. */
type RunnerState =
  | { readonly name: 'waiting' }
  /** Being described, or loading: the author's file is imported. */
  | { readonly name: 'beginning'; readonly life?: Life }
  | { readonly name: 'serving'; readonly life: Life; readonly operations: Operations }
  /** Told to let go; takes no operation any more. */
  | { readonly name: 'releasing'; readonly faults: Promise<readonly WireError[]> }
  /** Not pure: it has let go, and may be initialized again. */
  | { readonly name: 'client' }
  | { readonly name: 'over' };

export class ProviderRunner {
  /** Settles when the life is over and the last answer was handed to the connection. Never rejects. */
  readonly ended: Promise<RunnerEnd>;
  /** The largest frame that the other side takes; its hello says it. */
  frameBytes = CONNECTION_LIMITS.frameBytes;
  readonly #options: RunnerOptions;
  readonly #exitHooks = new ExitHooks();
  readonly #hostAccess: HostAccess;
  readonly #line: HostLine;
  #params: InitializeParams | undefined;
  /** How long it may live without a host. */
  #orphanAfterMs = 0;
  /** Of the host that is obeyed: none of an earlier start is. */
  #epoch = 0;
  #state: RunnerState = { name: 'waiting' };
  #definition: ProviderDefinition | undefined;
  /** What has come behind the latest initialize. */
  #early: EarlyOperation | undefined;
  /** Whether another host than the one that asked for it waits for the load. */
  #isLoadInherited = false;
  #end!: (end: RunnerEnd) => void;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => (this.#end = resolve));
    this.#line = new HostLine(options.connection);
    this.#hostAccess = new HostAccess(this.#line);
    this.answer(options.connection);
  }

  /** Answers a host over a connection that does not listen yet: the first one's, or one that may adopt. */
  answer(connection: Connection): void {
    connection.onRequest(Describe, (params) => this.#describe(params.entry));
    connection.onRequest(Initialize, (params, incoming) => this.#initialize(connection, params, incoming));
    connection.onRequest(Adopt, ({ epoch }) => this.#adopt(connection, epoch));
    connection.onRequest(Ping, () => ({}));
    connection.onRequest(Release, ({ reason, deadlineMs }) => this.#vote(reason) ?? this.#answerRelease(reason, deadlineMs));
    serveOperations((message, answer) => {
      connection.onRequest(message, (params, incoming) => {
        if (this.#early?.keeps(connection) === true) return this.#early.keep(incoming, (keptMs) => answer(this.#operations(message.method), afterKeeping(params, keptMs), incoming));
        return answer(this.#operations(message.method), params, incoming);
      });
    });
    connection.onNotification(OrphanAfter, ({ orphanAfterMs }) => {
      if (connection === this.#line.current) this.#mayOrphan(orphanAfterMs);
    });
    this.#hear(connection, CreditToProvider, ({ streams }, { context, credit }) => { streams.grant(context, credit); });
    this.#hear(connection, CloseSink, ({ sinks }, params) => void sinks.close(params));
  }

  /** The host is gone: for how long another may come, which is 0 where none may. Lists and subscriptions end, as nobody takes their rows; all else goes on. */
  lostHost(): number {
    this.#early?.drop('the host was lost');
    const { name } = this.#state;
    const orphanAfterMs = name === 'beginning' || name === 'serving' || name === 'client' ? this.#orphanAfterMs : 0;
    if (this.#state.name === 'serving' && orphanAfterMs > 0) {
      this.#state.operations.abortStreams(new ProviderError('OPERATION_CANCELLED', {}, { message: 'The host was lost, and with it whoever took the rows.' }));
    }
    return orphanAfterMs;
  }

  /** No host will come any more. */
  forsaken(): void {
    this.#line.mayReturn = false;
  }

  /** Whether it has let go and its process lives on as a client, as long as the author's own handles do. */
  get isClient(): boolean {
    return this.#state.name === 'client';
  }

  /** What a release that no host asked for may take, where the host has said so. */
  get releaseTimeoutMs(): number | undefined {
    return this.#params?.releaseTimeoutMs;
  }

  /** The number of the start of the host that is obeyed. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Whether the author's code was asked to begin. Until then nothing is lost by ending the process. */
  get hasBegun(): boolean {
    return this.#state.name !== 'waiting';
  }

  /**
   * Lets go, whatever refuses: aborts what is under way, calls the author's `release`, then does what the load deferred. A second call answers as the
   * first. Never rejects.
   */
  release(reason: UnloadReason, deadlineMs: number): Promise<readonly WireError[]> {
    const state = this.#state;
    if (state.name === 'releasing') return state.faults;
    this.#early?.drop(`the provider was told to let go (reason ${reason})`);
    const faults = letGo(state, reason, deadlineMs);
    this.#state = { name: 'releasing', faults };
    return faults;
  }

  /** The process ends: what the author registered for its last moment is called, once. Synchronous; never throws. */
  runExitHooks(): void {
    const state = this.#state;
    if (state.name === 'serving' || state.name === 'beginning') state.life?.unloading.close();
    this.#exitHooks.run(this.#options.log);
  }

  async #describe(entry: string | undefined): Promise<ProviderDescription> {
    this.#begin(['waiting']);
    try {
      return describe(await this.#options.importProvider(entry));
    } finally {
      this.#finish('described');
    }
  }

  async #initialize(connection: Connection, given: InitializeParams, incoming: IncomingRequest): Promise<ResultOf<typeof Initialize>> {
    this.#begin(['waiting', 'client']);
    this.#early = new EarlyOperation(connection, incoming, this.#options.clock);
    const { clock, log, attached, importStorage = () => import('@provost/storage') } = this.#options;
    const params = attached?.complete(given) ?? given;
    const line = this.#line;
    line.ref();
    this.#mayOrphan(params.orphanAfterMs ?? 0);
    this.#params = params;
    this.#epoch = params.epoch;
    try {
      this.#options.prepare?.(params);
      this.#definition ??= await this.#options.importProvider(params.entry);
      const definition = this.#definition;
      const life = new Life(definition, params, { line, clock, log, exitHooks: this.#exitHooks, hostAccess: this.#hostAccess, importStorage, cancelled: incoming.signal, isDecoupled: attached !== undefined });
      this.#state = { name: 'beginning', life };
      await life.load();
      const operations = new Operations(definition, life.state, {
        clock, log,
        unloading: life.unloading, jobs: life.jobs, store: life.store, hostAccess: this.#hostAccess,
        frameBytes: this.frameBytes,
        notify: (message, sent) => { life.notify(message, sent); },
        get rowEncoding() { return line.rowEncoding; },
        notifyRows: (message, sent, rows) => { life.notifyRows(message, sent, rows); },
        drained: () => line.drained(),
      });
      // A release that came meanwhile has the life already.
      if (!this.#isReleasing()) this.#state = { name: 'serving', life, operations };
      if (this.#isLoadInherited) this.#line.notify(ReturnedFromProvider, { context: 'load' });
      this.#isLoadInherited = false;
      attached?.loaded();
      return { description: describe(definition) };
    } catch (thrown) {
      this.#early.drop('the provider failed to load'); // Before initialize is answered.
      if (!this.#isReleasing()) this.#finish('failed');
      attached?.loaded(thrown);
      throw thrown;
    }
  }

  #mayOrphan(orphanAfterMs: number): void {
    this.#orphanAfterMs = orphanAfterMs;
    this.#line.mayReturn = orphanAfterMs > 0;
  }

  /** Another host takes over: what is told from here on is told to it. */
  #adopt(connection: Connection, epoch: number): LifeReport {
    const state = this.#state;
    if (state.name !== 'beginning' && state.name !== 'serving' && state.name !== 'client') throw outOfTurn('provider/adopt', state.name);
    if (epoch < this.#epoch && this.#options.attached === undefined) {
      throw new ProviderError('PROTOCOL_VIOLATED', { epoch, obeyed: this.#epoch }, { message: `The provider obeys the host of start ${this.#epoch}, and takes none of an earlier start (${epoch}).` });
    }
    this.#epoch = epoch;
    this.#line.current = connection;
    if (state.name === 'client') {
      connection.unref();
      return { state: 'client', refusals: [], running: [] };
    }
    this.#isLoadInherited = state.name === 'beginning';
    return {
      state: state.name === 'serving' ? 'serving' : 'loading',
      refusals: state.life?.unloading.refused ?? [],
      running: state.name === 'serving' ? state.operations.inherit() : [],
    };
  }

  /** What a release as idle is answered when it is refused, in the turn in which it came: nothing that refuses later comes between. */
  #vote(reason: UnloadReason): ResultOf<typeof Release> | undefined {
    const state = this.#state;
    if (reason !== 'idle') return undefined;
    if (state.name === 'client') return { outcome: 'client' };
    if (state.name === 'beginning') return { outcome: 'refused', contexts: ['load'] };
    if (state.name !== 'serving') return undefined;
    const contexts = [...new Set([...state.life.unloading.refusing, ...state.operations.underWay])];
    return contexts.length > 0 ? { outcome: 'refused', contexts } : undefined;
  }

  async #answerRelease(reason: UnloadReason, deadlineMs: number): Promise<ResultOf<typeof Release>> {
    const staysAsClient = this.#state.name === 'serving' && this.#definition?.spec.pure === false && (reason === 'idle' || reason === 'operator');
    const faults = await this.release(reason, deadlineMs);
    if (staysAsClient) this.#becomeClient();
    else this.#finish('released');
    return { outcome: staysAsClient ? 'client' : 'released', ...(faults.length === 0 ? {} : { faults }) };
  }

  /** What is told of operations means nothing before and after there are any. */
  #hear<P>(connection: Connection, message: NotificationMessage<P>, act: (operations: Operations, params: P) => void): void {
    connection.onNotification(message, (params) => {
      if (this.#state.name === 'serving') act(this.#state.operations, params);
    });
  }

  #operations(what: string): Operations {
    if (this.#state.name === 'serving') return this.#state.operations;
    throw outOfTurn(what, this.#state.name);
  }

  #begin(from: readonly RunnerState['name'][]): void {
    if (!from.includes(this.#state.name)) throw outOfTurn('The first message', this.#state.name);
    this.#state = { name: 'beginning' };
  }

  #isReleasing(): boolean {
    return this.#state.name === 'releasing';
  }

  /** The answer is written after this turn; from then on the author's own handles decide how long the process lives. */
  #becomeClient(): void {
    this.#state = { name: 'client' };
    setImmediate(() => {
      if (this.#state.name !== 'client') return;
      this.#line.unref();
      this.#options.becameClient?.();
    });
  }

  /** The answer is written after this turn; whoever awaits the end finds it with the connection. */
  #finish(end: RunnerEnd): void {
    this.#state = { name: 'over' };
    this.#hostAccess.close(this.#definition?.spec.name ?? '');
    setImmediate(() => { this.#end(end); });
  }
}

function letGo(state: RunnerState, reason: UnloadReason, deadlineMs: number): Promise<readonly WireError[]> {
  if (state.name === 'serving') return state.life.release(reason, deadlineMs, state.operations);
  const life = state.name === 'beginning' ? state.life : undefined;
  return life?.release(reason, deadlineMs) ?? Promise.resolve([]);
}
