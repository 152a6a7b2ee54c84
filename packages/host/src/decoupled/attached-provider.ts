/**
 * One program that has attached itself: it gives leases as a slot does, over the connection that the program made. It comes and goes by itself;
 * nothing here starts, unloads or ends it. Whether it may attach, and what others are told of it, is left to `attached-providers.ts`.
 */
import { Adopt, Initialize, ProviderError, TurnoverMap, type InitializeParams } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import { Lease } from '../activation/lease.js';
import type { LeaseSource, ServingPeer } from '../activation/lease-source.js';
import { circular, refuseBeyond } from '../activation/slot-errors.js';
import { Waiters } from '../activation/waiters.js';
import type { LifecycleEvent } from '../lifecycle/activation-state.js';
import type { Registration } from '../registration/registration.js';
import { brokeProtocol, programDisabled, vanished } from './attach-faults.js';

export interface AttachedLimits {
  /** How many requests may be at work in it. */
  readonly concurrency: () => number;
  /** How many may wait for it. */
  readonly waiting: () => number;
}

/** Who has attached, over what. */
export interface Attachment {
  readonly registration: Registration;
  readonly connection: Connection;
  readonly pid: number;
  readonly generation: number;
  readonly validates: boolean;
  readonly since: Date;
}

/** What the host keeps of a deadline itself, the connection's own must not be shorter; a load of a program's own takes what it takes. */
const NEVER_MS = 2 ** 31 - 1;

export class AttachedProvider implements LeaseSource, ServingPeer {
  /** With what an operator has said of it. */
  registration: Registration;
  readonly connection: Connection;
  readonly pid: number;
  readonly generation: number;
  readonly validates: boolean;
  readonly since: Date;
  readonly leases = new TurnoverMap<string, Lease>();
  onFirstAnswer: (() => void) | undefined;
  readonly #limits: AttachedLimits;
  readonly #waiters = new Waiters();
  #waiting = 0;
  #isReady = false;
  #closed: ProviderError | undefined;
  #whenDrained: (() => void)[] = [];
  #whenLoaded: () => void = () => undefined;

  constructor({ registration, connection, pid, generation, validates, since }: Attachment, limits: AttachedLimits) {
    this.registration = registration;
    this.connection = connection;
    this.pid = pid;
    this.generation = generation;
    this.validates = validates;
    this.since = since;
    this.#limits = limits;
  }

  get state(): { readonly name: 'loading' | 'busy' | 'idle' | 'draining' } {
    return { name: this.#closed !== undefined ? 'draining' : !this.#isReady ? 'loading' : this.leases.size > 0 ? 'busy' : 'idle' };
  }

  get isServing(): boolean {
    return this.#isReady && this.#closed === undefined;
  }

  get lives(): Iterable<ServingPeer> {
    return [this];
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Initializes it, or adopts one that has kept what it loaded; settles when it serves. Rejects with why it does not. */
  async begin(how: { readonly initialize: InitializeParams } | { readonly epoch: number }): Promise<void> {
    if ('initialize' in how) await this.connection.send(Initialize, how.initialize, NEVER_MS).result;
    else await this.#adopt(how.epoch);
    this.#isReady = true;
    this.#admit();
  }

  /** Its load, which an earlier host had asked for, is over. */
  loaded(): void {
    this.#whenLoaded();
  }

  acquire(operationId: string, through?: ServingPeer): Lease | Promise<Lease> {
    if (this.#closed !== undefined) throw this.#closed;
    if (!this.registration.enabled) throw programDisabled(this);
    if (through !== undefined) return this.#reEnter(operationId, through);
    if (this.isServing && this.#waiting === 0 && this.#hasRoom) return this.#lease(operationId);
    refuseBeyond(this.#limits.waiting(), this);
    this.#waiting += 1;
    return this.#waiters.take(operationId, () => undefined);
  }

  giveUp(operationId: string, reason: ProviderError): void {
    if (this.#waiters.giveUp(operationId, reason)) this.#waiting -= 1;
  }

  leaseEnded(lease: Lease): void {
    this.leases.delete(lease.operationId);
    this.#admit();
    if (this.leases.size === 0) for (const drained of this.#whenDrained.splice(0)) drained();
  }

  /** Of all that can happen to a life only a breach of the protocol means anything to one whose life is its own: the connection is closed. */
  enter({ name }: LifecycleEvent): void {
    if (name === 'misbehaved') this.connection.close(new ProviderError('PROTOCOL_VIOLATED', {}, { message: `${this.connection.peer} broke the protocol. The connection to it was closed.` }));
  }

  lost(cause: ProviderError): Promise<ProviderError> {
    return Promise.resolve(cause.code === 'CONNECTION_CLOSED' ? vanished(this, cause) : brokeProtocol(this, cause));
  }

  /** Takes no further request; those who wait are told. What is at work goes on. Idempotent: the first reason counts. */
  close(reason: ProviderError): void {
    this.#closed ??= reason;
    this.#waiting = 0;
    this.#waiters.failAll(reason);
  }

  /** Whoever is still at work for somebody is told to cancel, and those who wait for it that it may have run. */
  cancelAll(reason: ProviderError): void {
    for (const lease of this.leases.values()) lease.cancel(reason);
  }

  /** Settles when nothing is at work any more. */
  drained(): Promise<void> {
    return this.leases.size === 0 ? Promise.resolve() : new Promise((resolve) => void this.#whenDrained.push(resolve));
  }

  get #hasRoom(): boolean {
    return this.leases.size < this.#limits.concurrency();
  }

  async #adopt(epoch: number): Promise<void> {
    const isLoaded = new Promise<void>((resolve) => { this.#whenLoaded = resolve; });
    const report = await this.connection.send(Adopt, { epoch }, NEVER_MS).result;
    if (report?.state !== 'loading') return;
    await Promise.race([isLoaded, this.connection.closed.then((why) => { throw why; })]);
  }

  #reEnter(operationId: string, through: ServingPeer): Lease {
    if (through !== this || !this.isServing) throw circular(through);
    return this.#lease(operationId);
  }

  #admit(): void {
    while (this.isServing && this.#waiting > 0 && this.#hasRoom) {
      this.#waiting -= 1;
      this.#waiters.admit(1, (operationId) => this.#lease(operationId));
    }
  }

  #lease(operationId: string): Lease {
    const lease = new Lease(this, operationId);
    this.leases.set(operationId, lease);
    return lease;
  }
}
