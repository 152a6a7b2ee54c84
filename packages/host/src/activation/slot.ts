/**
 * The one place of a registration: its current activation, the one that is leaving, and those who wait.
 * One load however many ask at once; nothing is sent to an activation that is leaving; a request is never lost.
 */
import { ProviderError, isProviderError, type ExitView, type UnloadReason } from '@provost/protocol';
import type { ActivationState } from '../lifecycle/activation-state.js';
import type { EndReport } from '../process/provider-process.js';
import type { Registration } from '../registration/registration.js';
import type { Activation, ActivationListener } from './activation.js';
import type { Lease } from './lease.js';

/** A request that waits for its lease. */
interface Waiter {
  readonly operationId: string;
  readonly admit: (lease: Lease) => void;
  readonly fail: (error: ProviderError) => void;
}

export interface SlotTools {
  /** Makes the next activation and starts to load it; `loaded` settles when it serves or has failed. */
  readonly load: (slot: Slot) => { activation: Activation; loaded: Promise<void> };
  readonly waitingLimit: () => number;
  readonly concurrency: (registration: Registration) => number;
  /** What the rest of the host is to know. */
  readonly listener: ActivationListener;
}

export class Slot implements ActivationListener {
  registration: Registration;
  current: Activation | undefined;
  leaving: Activation | undefined;
  loads = 0;
  crashes = 0;
  exits: ExitView[] = [];
  /** Those who wait, oldest first. A Map, so that one who gives up leaves at once. */
  readonly #waiting = new Map<string, Waiter>();
  readonly #tools: SlotTools;
  #closed: ProviderError | undefined;
  /** Settles when the latest load has succeeded or failed. Never rejects. */
  #outcome: Promise<void> = Promise.resolve();
  /** The load under way: until its outcome has been told, no other is begun. */
  #loading: Activation | undefined;

  constructor(registration: Registration, tools: SlotTools) {
    this.registration = registration;
    this.#tools = tools;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** The activation that is alive in any way, serving or leaving. */
  get alive(): Activation | undefined {
    return this.current ?? this.leaving;
  }

  /** A lease at once where the provider serves and has room, else a promise of one. */
  acquire(operationId: string): Lease | Promise<Lease> {
    if (this.#closed !== undefined) throw this.#closed;
    if (!this.registration.enabled) throw new ProviderError('PROVIDER_DISABLED', { provider: this.registration.name });
    if (this.current !== undefined && this.#hasRoom(this.current) && this.#waiting.size === 0) return this.current.lease(operationId);
    return this.#wait(operationId);
  }

  /** One who waits no longer does, and is told why. Nothing if it has its lease. */
  giveUp(operationId: string, reason: ProviderError): void {
    const waiter = this.#waiting.get(operationId);
    this.#waiting.delete(operationId);
    waiter?.fail(reason);
  }

  /** Takes no further request: those who wait are told. */
  close(reason: ProviderError): void {
    this.#closed = reason;
    this.#failWaiting(reason);
  }

  /** Loads without a request. Settles when it serves. */
  async load(): Promise<Activation> {
    const lease = await this.acquire(`load-${this.registration.name}`);
    lease.end();
    return lease.activation;
  }

  /** Asks what is there to go and waits until it is gone; null when nothing was. Those who wait get the next one. */
  async unload(reason: UnloadReason): Promise<ExitView | null> {
    const { alive } = this;
    return alive === undefined ? null : alive.unload(reason);
  }

  /** What is loaded finishes what it is at, takes nothing new and is then released; those who come meanwhile wait for the next. */
  async drain(reason: UnloadReason): Promise<void> {
    await this.#outcome;
    const activation = this.current;
    if (activation === undefined) return;
    this.current = undefined;
    this.leaving = activation;
    await activation.atRest();
    await activation.unload(reason);
  }

  entered(activation: Activation, from: ActivationState): void {
    const { name } = activation.state;
    if (activation === this.current && name !== 'loading' && !activation.isServing) {
      this.current = undefined;
      if (name !== 'gone') this.leaving = activation;
    }
    this.#tools.listener.entered(activation, from);
    if (activation.isServing) this.#admit();
  }

  ended(activation: Activation, exit: ExitView, report: EndReport | undefined): void {
    if (this.current === activation) this.current = undefined;
    if (this.leaving === activation) this.leaving = undefined;
    this.exits = [exit, ...this.exits].slice(0, 10);
    if (exit.cause === 'crashed') this.crashes += 1;
    this.#tools.listener.ended(activation, exit, report);
    if (this.#waiting.size > 0) this.#ensureLoading();
  }

  /** A lease has ended: there may be room for one who waits. */
  leaseEnded(): void {
    if (this.#waiting.size > 0) this.#admit();
  }

  /** Takes a changed registration over; what is loaded keeps the one it was loaded with. */
  update(registration: Registration): void {
    this.registration = registration;
  }

  #wait(operationId: string): Promise<Lease> {
    const limit = this.#tools.waitingLimit();
    if (this.#waiting.size >= limit) {
      throw new ProviderError('SERVER_LIMITS_EXCEEDED', { provider: this.registration.name, limit: 'waiting-limit', value: limit }, {
        message: `${limit} requests wait for provider "${this.registration.name}" already (waiting-limit).`,
      });
    }
    const lease = new Promise<Lease>((admit, fail) => {
      this.#waiting.set(operationId, { operationId, admit, fail });
    });
    this.#ensureLoading();
    return lease;
  }

  #ensureLoading(): void {
    if (this.current !== undefined || this.#loading !== undefined || this.#closed !== undefined) return;
    if (this.leaving !== undefined && this.registration.description.overlap !== true) return; // Its end loads the next.
    this.loads += 1;
    const { activation, loaded } = this.#tools.load(this);
    this.current = activation;
    this.#loading = activation;
    const told = (): void => {
      this.#loading = undefined;
      if (this.#waiting.size > 0) this.#ensureLoading();
    };
    this.#outcome = loaded.then(told, (error: unknown) => {
      this.#loadFailed(activation, error);
      told();
    });
  }

  /** Everyone who waited for this load is told why it failed; a later request tries anew. */
  #loadFailed(activation: Activation, error: unknown): void {
    if (!isProviderError(error)) throw error;
    this.#failWaiting(error);
    if (activation.pid === null) activation.neverStarted();
    else activation.enter({ name: 'load-failed' });
  }

  #failWaiting(error: ProviderError): void {
    const waiters = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiter of waiters) waiter.fail(error);
  }

  #admit(): void {
    for (const [operationId, waiter] of this.#waiting) {
      if (this.current === undefined || !this.#hasRoom(this.current)) return;
      this.#waiting.delete(operationId);
      waiter.admit(this.current.lease(operationId));
    }
  }

  #hasRoom(activation: Activation): boolean {
    return activation.isServing && activation.leases.size < this.#tools.concurrency(this.registration);
  }
}
