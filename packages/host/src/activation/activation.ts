/**
 * One activation: one process, one connection, one generation. It owns the state and carries out what the lifecycle decides;
 * when to load is the slot's affair, how to start and end a process is `start-process.ts`'s and the process folder's.
 */
import assert from 'node:assert';
import { Release, type ExitView, type UnloadReason } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import type { Clock, Timer } from '../clock.js';
import { isServing, type ActivationState, type LifecycleEffect, type LifecycleEvent } from '../lifecycle/activation-state.js';
import { transition } from '../lifecycle/transition.js';
import type { EndReport, ProcessExit, ProviderProcess } from '../process/provider-process.js';
import type { Registration } from '../registration/registration.js';
import { Lease } from './lease.js';
import { overridden } from './overridden.js';
import { hearUnasked } from './unasked-words.js';

/** A process whose channel is gone is given this long to be seen to end before it is killed. */
const CHANNEL_GRACE_MS = 1_000;

export interface ActivationLimits {
  readonly releaseTimeoutMs: () => number;
  readonly termGraceMs: () => number;
  readonly pingTimeoutMs: () => number;
}

export interface ActivationListener {
  /** The state has changed. */
  entered(activation: Activation, from: ActivationState): void;
  /** One request fewer is at work in it. */
  leaseEnded(activation: Activation): void;
  /** The exit was seen and the channel is drained. Called once. */
  ended(activation: Activation, exit: ExitView, report: EndReport | undefined): void;
}

export class Activation {
  readonly registration: Registration;
  readonly generation: number;
  readonly id: string;
  readonly limits: ActivationLimits;
  readonly leases = new Map<string, Lease>();
  /** Settles when the activation is gone; never rejects. */
  readonly ended: Promise<ExitView>;
  /** The wall clock's word on the current state, for people. */
  stateSince: Date;
  /** The idle age when release was decided, for the event that tells of it. */
  idleMs: number | undefined;
  /** Whether it ever served. */
  wasReady = false;

  #state: ActivationState;
  #process: ProviderProcess | undefined;
  #connection: Connection | undefined;
  #validates = false;
  #released = false;
  #killed: EndReport | undefined;
  #treeEnded: Promise<EndReport> | undefined;
  #ending = false;
  #reason: UnloadReason | null = null;
  #timer: Timer | undefined;
  #leftAtMs: number | undefined;
  readonly #restful: (() => void)[] = [];
  readonly #clock: Clock;
  readonly #listener: ActivationListener;
  #settle!: (exit: ExitView) => void;
  #exit: ProcessExit | undefined;

  constructor(of: { registration: Registration; generation: number; id: string }, clock: Clock, limits: ActivationLimits, listener: ActivationListener) {
    this.registration = of.registration;
    this.generation = of.generation;
    this.id = of.id;
    this.#clock = clock;
    this.limits = limits;
    this.#listener = listener;
    this.#state = { name: 'loading', sinceMs: clock.nowMs() };
    this.stateSince = clock.date();
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get state(): ActivationState {
    return this.#state;
  }

  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** Whether a request may take a lease now. */
  get isServing(): boolean {
    return isServing(this.#state);
  }

  /** How long it has been leaving. */
  get releasedForMs(): number {
    return Math.round(this.#clock.nowMs() - (this.#leftAtMs ?? this.#clock.nowMs()));
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
      void this.#certify();
    });
    if (this.#state.name === 'killing') this.#endTree(); // It was told to go before there was a process to end.
  }

  /** Its process dialled and proved who it is. What it says about an operation goes to that operation's lease; a late word goes nowhere. */
  attachConnection(connection: Connection, features: readonly string[], loadProgressed: () => void): void {
    this.#connection = connection;
    this.#validates = features.includes('validates');
    hearUnasked(connection, {
      progressed: (context, progress) => {
        if (context === undefined) loadProgressed();
        else this.leases.get(context)?.progressed(progress);
      },
      warned: (context, message) => this.leases.get(context)?.warned(message),
      arrived: (context, rows) => this.leases.get(context)?.arrived(rows),
    });
    void connection.closed.then((why) => {
      if (why.code === 'PROTOCOL_VIOLATED' || why.code === 'FRAME_TOO_LARGE') this.enter({ name: 'misbehaved' });
      else this.enter({ name: 'channel-closed' });
    });
  }

  /** It could not be started at all: there is no process whose exit could be seen. */
  neverStarted(): void {
    this.#exit = { code: null, signal: null, lastLines: [] };
    this.enter({ name: 'certified' });
  }

  /** Settles when nothing is at work in it: at once when nothing is. */
  atRest(): Promise<void> {
    if (this.#state.name !== 'busy') return Promise.resolve();
    return new Promise((resolve) => this.#restful.push(resolve));
  }

  /** Takes a lease for an operation. Only on a serving activation. */
  lease(operationId: string): Lease {
    this.enter({ name: 'lease-taken' });
    const lease = new Lease(this, operationId);
    this.leases.set(operationId, lease);
    return lease;
  }

  /** Called by the lease, once. */
  leaseEnded(lease: Lease): void {
    this.leases.delete(lease.operationId);
    this.enter({ name: 'lease-ended' });
    this.#listener.leaseEnded(this);
  }

  /** Asks it to go, for that reason. Settles when it is gone; the second call joins the first. */
  unload(reason: UnloadReason): Promise<ExitView> {
    this.enter({ name: 'unload-asked', reason });
    return this.ended;
  }

  /** How the process ended, with code and signal; waits for it. */
  async exit(): Promise<ProcessExit> {
    await this.ended;
    return this.#exit as ProcessExit;
  }

  /** The only writer of the state. The state changes first, and what follows from it is done after. */
  enter(event: LifecycleEvent): void {
    const from = this.#state;
    const { state, effects } = transition(from, event, this.#clock.nowMs());
    if (state === from && effects.length === 0) return;
    this.#state = state;
    if (state.name !== from.name) {
      if (from.name === 'busy') for (const rest of this.#restful.splice(0)) rest();
      this.stateSince = this.#clock.date();
      if (state.name === 'releasing' || (state.name === 'killing' && state.reason !== undefined)) this.#reason ??= state.reason as UnloadReason;
      if (from.name === 'loading' && state.name === 'idle') this.wasReady = true;
      if (!isServing(state) && isServing(from)) this.#leftAtMs = this.#clock.nowMs();
      if (state.name === 'releasing' && from.name === 'idle') this.idleMs = Math.round(this.#clock.nowMs() - from.sinceMs);
      this.#listener.entered(this, from);
    }
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: LifecycleEffect): void {
    switch (effect) {
      case 'admit':
        return; // The slot admits those who wait, from its own listener.
      case 'end-leases':
        return this.#endLeases();
      case 'send-release':
        return this.#sendRelease();
      case 'arm-release-timer':
        return this.#arm(this.limits.releaseTimeoutMs(), { name: 'release-timed-out' });
      case 'arm-channel-timer':
        return this.#armKill(CHANNEL_GRACE_MS);
      case 'end-tree':
        return this.#endTree();
      case 'settle':
        return this.#settleNow();
    }
  }

  /** Whoever is still at work is told now; an activation that crashed lets its leases wait for the exit instead. */
  #endLeases(): void {
    if (this.#state.name === 'gone') return;
    const reason = this.#reason;
    for (const lease of this.leases.values()) lease.cancel(overridden(this, reason));
  }

  #sendRelease(): void {
    const reason = this.#reason ?? 'operator';
    const deadlineMs = this.limits.releaseTimeoutMs();
    const connection = this.#connection;
    if (connection === undefined) return;
    // Only the exit counts; the answer tells that the provider left by its own will.
    connection.send(Release, { reason, deadlineMs }, deadlineMs).result.then(
      (answer) => {
        this.#released = answer.outcome === 'released';
      },
      () => undefined, // No answer: the release timer or the exit decides.
    );
  }

  #arm(delayMs: number, event: LifecycleEvent): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(delayMs, () => this.enter(event));
  }

  #armKill(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(delayMs, () => this.#endTree());
  }

  #endTree(): void {
    if (this.#ending || this.#process === undefined) return;
    this.#ending = true;
    this.#timer?.cancel();
    this.#connection?.close();
    this.#treeEnded = this.#process.end(this.limits.termGraceMs());
  }

  /**
   * Exit and drained channel make the certificate, and with them the end of what it started. What was said before death is heard
   * before it is told. After a crash the callers are told first: what it has left behind is ended beside that.
   */
  async #certify(): Promise<void> {
    this.#timer?.cancel();
    const connection = this.#connection;
    if (connection !== undefined && !connection.isClosed) {
      const giveUp = this.#clock.after(CHANNEL_GRACE_MS, () => connection.close());
      await connection.closed;
      giveUp.cancel();
    }
    this.#treeEnded ??= this.#process?.end(0);
    if (this.#reason !== null || this.#ending) this.#killed = await this.#treeEnded;
    this.enter({ name: 'certified' });
  }

  #settleNow(): void {
    this.#timer?.cancel();
    const exit = this.#exit as ProcessExit;
    const view: ExitView = {
      code: exit.code,
      signal: exit.signal,
      cause: this.#causeOfEnd(),
      reason: this.#reason,
      pid: this.#process?.pid ?? 0,
      generation: this.generation,
      at: this.#clock.date().toISOString(),
      lastLines: exit.lastLines,
    };
    this.#listener.ended(this, view, this.#killed);
    this.#settle(view);
  }

  #causeOfEnd(): ExitView['cause'] {
    if (this.#process === undefined) return 'failed';
    if (this.#ending) return 'killed';
    return this.#released || this.#reason !== null ? 'released' : 'crashed';
  }
}
