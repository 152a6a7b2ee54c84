/**
 * One activation: one process, one connection, one generation. It carries out what its slot decides and tells the slot what happens to it;
 * when to load is the slot's affair, how it ends `leaving.ts`'s, how to start and end a process `start-process.ts`'s and the process folder's.
 */
import assert from 'node:assert';
import { TurnoverMap, type ExitView, type LifeReport, type ProviderError } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import type { Clock } from '../clock.js';
import { isServing, reasonOf, type ActivationState, type LifecycleEffect, type LifecycleEvent } from '../lifecycle/activation-state.js';
import type { EndReport, ProcessExit, ProviderProcess } from '../process/provider-process.js';
import type { Registration } from '../registration/registration.js';
import type { ActivationLimits } from './activation-limits.js';
import type { Initializing } from './early-call.js';
import { hear } from './hear.js';
import { Inherited } from './inherited.js';
import { Lease } from './lease.js';
import { Leaving } from './leaving.js';
import { forgetLeases, overrideLeases } from './overridden.js';
import { Refusals } from './refusals.js';
import { whyLost } from './why-lost.js';

/** What an activation needs of its slot. */
export interface ActivationTools {
  readonly clock: Clock;
  readonly limits: ActivationLimits;
  /** Something has happened to it: the slot decides what follows. */
  readonly enter: (event: LifecycleEvent) => void;
  /** Sends initialize to a process that is there already. */
  readonly initialize: (activation: Activation) => void;
  /** Answers what the provider itself asks of the host over its connection. */
  readonly serveCalls: (activation: Activation, connection: Connection) => void;
  /** A context has begun to refuse, or has taken it back. */
  readonly refusalsChanged: (activation: Activation, type: 'refused' | 'requested', facts: Record<string, unknown>) => void;
  /** What operators may want to know of. */
  readonly tell: (type: string, activation: Activation, facts: Record<string, unknown>) => void;
}

export class Activation {
  readonly registration: Registration;
  readonly generation: number;
  readonly id: string;
  readonly limits: ActivationLimits;
  readonly leases = new TurnoverMap<string, Lease>();
  /** The operations of earlier hosts that have not returned. */
  readonly inherited: Inherited;
  /** Who refuses to have it unloaded, and why. */
  readonly refusals = new Refusals();
  /** Settles when the activation is gone; never rejects. */
  readonly ended: Promise<ExitView>;
  /** Whether it has let go and stayed as a client, and has not been loaded again. */
  isClient = false;
  /** Whether it ever served. */
  wasReady = false;
  /** Whether an earlier host has left it and it has not obeyed this one yet. */
  wasLeft: boolean;
  /** Called when it has answered a request for the first time. */
  onFirstAnswer: (() => void) | undefined;
  /** What was found of it, where it hung. */
  hang: { readonly words: string; readonly silentMs: number; readonly report?: string | undefined } | undefined;
  /** How often it was told to load. */
  loadAttempts = 0;
  /** Called when it tells how its load is getting on. */
  onLoadProgress: () => void = () => undefined;
  /** Called when initialize has been sent to one that takes an operation behind it. */
  onInitializing: (initializing: Initializing) => void = () => undefined;
  /** What its process has said of itself in hello. */
  features: readonly string[] = [];
  /** Called when the load that an earlier host had asked for is over. */
  onLoaded: () => void = () => undefined;
  /** Settles when the load that is under way has been told of. */
  loadTold: Promise<void> = Promise.resolve();

  #state: ActivationState;
  #process: ProviderProcess | undefined;
  #connection: Connection | undefined;
  #validates = false;
  #exit: ProcessExit | undefined;
  #idleMs: number | undefined;
  #releasedAtMs: number | undefined;
  #settle!: (exit: ExitView) => void;
  readonly #whenLeft: ((exit: ExitView | null) => void)[] = [];
  readonly #tools: ActivationTools;
  readonly #leaving: Leaving;

  constructor(of: { registration: Registration; generation: number; id: string; state: ActivationState }, tools: ActivationTools) {
    this.registration = of.registration;
    this.generation = of.generation;
    this.id = of.id;
    this.limits = tools.limits;
    this.#tools = tools;
    this.#state = of.state;
    this.inherited = new Inherited(tools.clock);
    this.wasLeft = of.state.name === 'adopting';
    this.#leaving = new Leaving({ ...tools, process: () => this.#process, connection: () => this.#connection, stays: of.registration.description.pure === false });
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get state(): ActivationState {
    return this.#state;
  }

  /** Since when it is in its state, for people. */
  get stateSince(): Date {
    const { clock } = this.#tools;
    return new Date(clock.date().getTime() - (clock.nowMs() - this.#state.sinceMs));
  }

  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** Whether a request may take a lease now. */
  get isServing(): boolean {
    return isServing(this.#state);
  }

  /** Whether requests are or may be at work in it. */
  get isAtWork(): boolean {
    return this.isServing || this.#state.name === 'draining';
  }

  /** The idle age when the latest release was decided, for the events that tell of it. */
  get idleMs(): number | undefined {
    return this.#idleMs;
  }

  /** How long ago it was told to release. */
  get releasedForMs(): number {
    const { clock } = this.#tools;
    return Math.round(clock.nowMs() - (this.#releasedAtMs ?? clock.nowMs()));
  }

  /** What the end of what it started came to, where it was waited for. */
  get endReport(): EndReport | undefined {
    return this.#leaving.report;
  }

  /** Whether its process has dialled already: then it is loaded by another initialize. */
  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** The open connection of a serving activation. */
  get connection(): Connection {
    if (this.#connection === undefined) assert.fail('a serving activation has a connection');
    return this.#connection;
  }

  /** Whether its rows and results were checked at their source. */
  get validates(): boolean {
    return this.#validates;
  }

  /** The process was made; from here on its end is the activation's end. */
  attachProcess(process: ProviderProcess): void {
    this.#process = process;
    void process.exit.then((exit) => {
      this.#exit = exit;
      this.enter({ name: 'exited' });
      void this.#certify();
    });
    if (this.#state.name === 'killing') this.#leaving.endTree(); // It was told to go before there was a process to end.
  }

  /** Its process dialled and proved who it is. One that an earlier host has left is heard only once it obeys. */
  attachConnection(connection: Connection, features: readonly string[]): void {
    this.#connection = connection;
    connection.rename(`provider "${this.registration.name}" (pid ${this.pid})`);
    this.features = features;
    this.#validates = features.includes('validates');
    if (!this.wasLeft) this.#hear(connection);
    void connection.closed.then((why) => {
      if (why.code === 'PROTOCOL_VIOLATED' || why.code === 'FRAME_TOO_LARGE') this.enter({ name: 'misbehaved' });
      else this.enter({ name: 'channel-closed' });
    });
  }

  /** It has told this host where it stands. */
  inherit({ running, refusals }: LifeReport): void {
    const { clock } = this.#tools;
    const [since, sinceMs] = [clock.date(), clock.nowMs()];
    this.wasLeft = false;
    this.#hear(this.connection);
    this.inherited.begin(running);
    for (const { context, operation, why } of refusals) this.refusals.add({ context, operation, why, since, sinceMs }, this.connection.peer);
  }

  /** It could not be started at all: there is no process whose exit could be seen. */
  neverStarted(): void {
    this.#exit = { code: null, signal: null, lastLines: [] };
    this.enter({ name: 'certified' });
  }

  /** A lease for an operation. Only the slot gives them; it has counted it already. */
  lease(operationId: string): Lease {
    const lease = new Lease(this, operationId);
    this.leases.set(operationId, lease);
    return lease;
  }

  /** Called by the lease, once. */
  leaseEnded(lease: Lease): void {
    // One of a life before this one, in the same process, is counted no more.
    if (this.leases.get(lease.operationId) === lease && this.leases.delete(lease.operationId)) this.enter({ name: 'lease-ended' });
  }

  /** Something has happened to it. */
  enter(event: LifecycleEvent): void {
    this.#tools.enter(event);
  }

  /** Settles when it is gone, with its exit, or has become a client, with null. */
  left(): Promise<ExitView | null> {
    if (this.#state.name === 'client') return Promise.resolve(null);
    return Promise.race([this.ended, new Promise<ExitView | null>((resolve) => this.#whenLeft.push(resolve))]);
  }

  /** Why what it was at has failed when its channel closed: the exit says it, which is waited for. */
  lost(cause: ProviderError): Promise<ProviderError> {
    return whyLost(this, () => this.#exit as ProcessExit, cause);
  }

  /** The slot's word: it is in that state now. Effects follow. */
  moved(state: ActivationState): void {
    const from = this.#state;
    this.#state = state;
    if (state.name === from.name) return;
    const { clock } = this.#tools;
    if (isServing(state)) this.wasReady = true;
    if (state.name === 'releasing') {
      this.#releasedAtMs = clock.nowMs();
      this.#idleMs = from.name === 'idle' ? Math.round(clock.nowMs() - from.sinceMs) : undefined;
    }
    if (state.name === 'loading') this.isClient = false;
    if (state.name === 'client') {
      this.isClient = true;
      forgetLeases(this);
      this.refusals.clear();
      this.inherited.clear();
      for (const left of this.#whenLeft.splice(0)) left(null);
    }
    if (state.name === 'gone') this.#leaving.lastState = from;
  }

  carryOut(effect: LifecycleEffect): void {
    switch (effect) {
      case 'initialize':
        return this.#tools.initialize(this);
      case 'end-leases':
        return overrideLeases(this);
      case 'send-release':
        return this.#leaving.sendRelease(reasonOf(this.#state) ?? 'operator');
      case 'arm-release-timer':
        return this.#leaving.armReleaseTimer();
      case 'disarm':
        return this.#leaving.disarm();
      case 'arm-channel-timer':
        return this.#leaving.armChannelTimer();
      case 'end-tree':
        return this.#leaving.endTree();
      case 'settle':
        return; // By the slot, which tells the others first.
    }
  }

  /** The exit as it is shown. Only of one that is gone. */
  exitView(): ExitView {
    const exit = this.#exit as ProcessExit;
    return {
      code: exit.code,
      signal: exit.signal,
      ...(exit.unseen === true ? { keeperLost: true } : {}),
      cause: this.#leaving.causeOf(exit),
      reason: reasonOf(this.#leaving.lastState) ?? null,
      pid: this.pid ?? 0,
      generation: this.generation,
      at: this.#tools.clock.date().toISOString(),
      lastLines: exit.lastLines,
    };
  }

  /** The last thing that happens to it. */
  settle(exit: ExitView): void {
    this.#leaving.disarm();
    this.#settle(exit);
  }

  #hear(connection: Connection): void {
    this.#tools.serveCalls(this, connection);
    hear(this, connection, this.#tools);
  }

  async #certify(): Promise<void> {
    await this.#leaving.drained(reasonOf(this.#state) !== undefined);
    await this.loadTold;
    this.enter({ name: 'certified' });
  }
}
