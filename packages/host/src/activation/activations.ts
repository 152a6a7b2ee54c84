/** All slots: one for each registration. Makes activations, watches them, writes down what happens to them, and stops them all. */
import { ProviderError, type ExitView, type UnloadReason } from '@provost/protocol';
import type { Clock } from '../clock.js';
import type { ActivationState } from '../lifecycle/activation-state.js';
import type { EndReport } from '../process/provider-process.js';
import { settlesWithin } from '../process/waiting.js';
import type { Registration } from '../registration/registration.js';
import { Activation, type ActivationLimits, type ActivationListener } from './activation.js';
import { Slot } from './slot.js';
import { Sweeper, type ClearAfterRule } from './sweeper.js';

export interface ActivationsTools {
  readonly clock: Clock;
  readonly epoch: number;
  readonly load: (activation: Activation) => Promise<void>;
  readonly nextGeneration: (provider: string) => number;
  readonly limitsOf: (registration: Registration) => ActivationLimits;
  readonly clearAfter: (registration: Registration) => ClearAfterRule;
  readonly waitingLimit: () => number;
  readonly concurrency: (registration: Registration) => number;
  /** The record of an activation goes and the event is written, in one transaction where there is a record. */
  readonly tell: (type: string, activation: Activation, facts: Record<string, unknown>, gone: boolean) => void;
}

/** What is not dead this long after the stop should have been over cannot be killed; the stop does not wait for it. */
const UNKILLABLE_AFTER_MS = 10_000;

export class Activations implements ActivationListener {
  readonly #tools: ActivationsTools;
  readonly #slots = new Map<string, Slot>();
  readonly #sweeper: Sweeper;
  /** Told of every change of state and every end, for those who wait for a state. */
  /** Set by a stop: when it must be over. */
  #stopByMs: number | undefined;
  readonly #watchers = new Set<(provider: string) => void>();

  constructor(tools: ActivationsTools) {
    this.#tools = tools;
    this.#sweeper = new Sweeper(tools.clock, (activation) => tools.clearAfter(activation.registration));
  }

  /** The slot of a registration; made when it is first asked for. */
  slot(registration: Registration): Slot {
    const known = this.#slots.get(registration.name);
    if (known !== undefined) return known;
    const slot = new Slot(registration, {
      load: (of) => this.#load(of),
      waitingLimit: this.#tools.waitingLimit,
      concurrency: this.#tools.concurrency,
      listener: this,
    });
    this.#slots.set(registration.name, slot);
    return slot;
  }

  get slots(): Iterable<Slot> {
    return this.#slots.values();
  }

  /** How many serve or are on their way to. */
  get loaded(): number {
    let loaded = 0;
    for (const slot of this.#slots.values()) if (slot.current !== undefined) loaded += 1;
    return loaded;
  }

  /** The registration is gone: what is loaded is unloaded, those who wait are told. Settles when nothing is left of it. */
  async remove(name: string, reason: ProviderError): Promise<void> {
    const slot = this.#slots.get(name);
    if (slot === undefined) return;
    this.#slots.delete(name);
    slot.close(reason);
    await slot.unload('unregistered');
  }

  /** The registration has changed: new requests wait for a process with the new one, while the old is released. */
  update(registration: Registration): void {
    const slot = this.#slots.get(registration.name);
    if (slot === undefined) return;
    slot.update(registration);
    void slot.drain('update');
  }

  /** ClearAfter was edited: what is idle is looked at anew. */
  clearAfterChanged(): void {
    const idle: Activation[] = [];
    for (const slot of this.#slots.values()) if (slot.current?.state.name === 'idle') idle.push(slot.current);
    this.#sweeper.rebase(idle);
  }

  /** Lets all of them go side by side within `timeoutMs`, half of it for requests under way; settles when every one is gone. */
  async stop(reason: ProviderError, timeoutMs: number): Promise<void> {
    const { clock } = this.#tools;
    this.#sweeper.stop();
    this.#stopByMs = clock.nowMs() + timeoutMs;
    const slots = [...this.#slots.values()];
    for (const slot of slots) slot.close(reason);
    const alive = slots.flatMap((slot) => [slot.current, slot.leaving].filter((activation) => activation !== undefined));
    const gone = alive.map(async (activation) => {
      await settlesWithin(clock, activation.atRest(), timeoutMs / 2);
      await activation.unload('shutdown');
    });
    await settlesWithin(clock, Promise.all(gone), timeoutMs + UNKILLABLE_AFTER_MS);
  }

  /** The limits of an activation, clipped by what is left of a stop. */
  #limitsOf(registration: Registration): ActivationLimits {
    const own = this.#tools.limitsOf(registration);
    const restMs = (): number => Math.max(0, (this.#stopByMs ?? Infinity) - this.#tools.clock.nowMs());
    return {
      pingTimeoutMs: own.pingTimeoutMs,
      termGraceMs: () => Math.min(own.termGraceMs(), restMs()),
      releaseTimeoutMs: () => Math.min(own.releaseTimeoutMs(), Math.max(0, restMs() - own.termGraceMs())),
    };
  }

  /** Calls `listener` after each change of any provider's state, until the returned function is called. */
  watch(listener: (provider: string) => void): () => void {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  entered(activation: Activation, from: ActivationState): void {
    this.#sweeper.entered(activation);
    const { state } = activation;
    if (from.name === 'loading' && state.name === 'idle') {
      this.#tools.tell('loaded', activation, { tookMs: Math.round(this.#tools.clock.nowMs() - from.sinceMs) }, false);
    } else if (state.name === 'releasing') {
      this.#tools.tell('releasing', activation, { reason: state.reason, ...idleOf(activation) }, false);
    }
    this.#notify(activation);
  }

  leaseEnded(activation: Activation): void {
    this.#slots.get(activation.registration.name)?.leaseEnded();
  }

  ended(activation: Activation, exit: ExitView, report: EndReport | undefined): void {
    const facts = { code: exit.code, signal: exit.signal, ...(report === undefined ? {} : { rungs: report.rungs, survivors: report.survivors }) };
    const reason = exit.reason ?? undefined;
    if (activation.wasReady && exit.cause !== 'crashed') {
      const tookMs = activation.releasedForMs;
      this.#tools.tell('unloaded', activation, { reason: reason ?? 'misbehaved', cause: exit.cause, ...idleOf(activation), tookMs, ...facts }, true);
    } else if (activation.wasReady) {
      this.#tools.tell('crashed', activation, { ...facts, lastLines: exit.lastLines.slice(-5) }, true);
    } else {
      this.#tools.tell('load-failed', activation, { cause: exit.cause, ...facts }, true);
    }
    this.#notify(activation);
  }

  /** Asks one provider to go; null when it is not loaded. */
  async unload(slot: Slot, reason: UnloadReason): Promise<ExitView | null> {
    return slot.unload(reason);
  }

  #load(slot: Slot): { activation: Activation; loaded: Promise<void> } {
    const { registration } = slot;
    const generation = this.#tools.nextGeneration(registration.name);
    const id = `${registration.name}-${this.#tools.epoch}.${generation}`;
    const activation = new Activation({ registration, generation, id }, this.#tools.clock, this.#limitsOf(registration), slot);
    this.#tools.tell('loading', activation, {}, false);
    return { activation, loaded: this.#tools.load(activation) };
  }

  #notify(activation: Activation): void {
    for (const watcher of this.#watchers) watcher(activation.registration.name);
  }
}

function idleOf(activation: Activation): { idleMs?: number } {
  return activation.idleMs === undefined ? {} : { idleMs: activation.idleMs };
}
