/** All slots: one for each registration. Makes activations, watches them, writes down what happens to them, and stops them all. */
import type { ExitView, ProviderError } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import type { Clock } from '../clock.js';
import { isServing, refusalsOf, type ActivationState, type LifecycleEvent } from '../lifecycle/activation-state.js';
import type { Registration } from '../registration/registration.js';
import type { ActivationRecord } from '../repository/activation-records.js';
import { Supervision, type SupervisionTools } from '../supervision/supervision.js';
import type { ActivationLimits } from './activation-limits.js';
import { Activation } from './activation.js';
import type { Admission } from './admission.js';
import { Heartbeats, type HeartbeatTools } from './heartbeats.js';
import { HeldLong } from './held-long.js';
import { RefusalNews } from './refusal-news.js';
import { refuseBeyond } from './slot-errors.js';
import { stopSlots } from './stop-slots.js';
import { Slot, type SlotListener, type SlotTools } from './slot.js';
import { Sweeper, type ClearAfterRule } from './sweeper.js';

export interface ActivationsTools {
  readonly clock: Clock;
  readonly epoch: number;
  readonly load: (activation: Activation) => Promise<void>;
  /** Whose turn it is to be loaded. */
  readonly admission: Admission;
  /** Takes over what an earlier host has left. */
  readonly adopt: (activation: Activation, found: ActivationRecord) => Promise<void>;
  readonly nextGeneration: (provider: string) => number;
  readonly limitsOf: (registration: Registration) => ActivationLimits;
  readonly clearAfter: (registration: Registration) => ClearAfterRule;
  readonly waitingLimit: () => number;
  readonly concurrency: (registration: Registration) => number;
  /** The age past which a refusal is worth a warning. */
  readonly heldLongMs: () => number;
  readonly heartbeats: HeartbeatTools;
  /** How its providers are supervised: what each has of its own is given by the rest. */
  readonly supervision: (registration: () => Registration) => Omit<SupervisionTools, 'provider' | 'clock' | 'changed'>;
  /** Answers what a provider itself asks of the host over its connection. */
  readonly serveCalls: (activation: Activation, connection: Connection) => void;
  /** The event is written; where it is the one of its end, in one transaction with the exit and the end of its record. */
  readonly tell: (type: string, activation: Activation, facts: Record<string, unknown>, exit?: ExitView) => void;
  /** It is registered no more. */
  readonly forgetExits: (provider: string) => void;
}

export class Activations implements SlotListener {
  readonly #tools: ActivationsTools;
  readonly #slots = new Map<string, Slot>();
  /** Of registrations that are gone, until nothing is left of them. */
  readonly #removed = new Set<Slot>();
  readonly #slotTools: SlotTools;
  readonly #sweeper: Sweeper;
  readonly #heldLong: HeldLong;
  readonly #refusalNews: RefusalNews;
  readonly #heartbeats: Heartbeats;
  /** Set by a stop: what whoever asks is told, also of a provider that nobody has asked for before; and when it must be over. */
  #stopping: { readonly reason: ProviderError; byMs: number } | undefined;
  /** Told of every change of state and every end, for those who wait for a state. */
  readonly #watchers = new Set<(provider: string) => void>();

  constructor(tools: ActivationsTools) {
    this.#tools = tools;
    this.#slotTools = this.#toolsOfSlots();
    const { clock } = tools;
    this.#sweeper = new Sweeper(clock, (activation) => tools.clearAfter(activation.registration));
    this.#heldLong = new HeldLong(clock, tools.heldLongMs, (activation, facts) => tools.tell('held-long', activation, facts));
    this.#heartbeats = new Heartbeats(clock, tools.heartbeats, (type, activation, facts) => tools.tell(type, activation, facts));
    this.#refusalNews = new RefusalNews(clock, (type, activation, facts) => tools.tell(type, activation, facts));
  }

  /** The slot of a registration; made when it is first asked for. */
  slot(registration: Registration): Slot {
    const known = this.#slots.get(registration.name);
    if (known !== undefined) return known;
    const slot = new Slot(registration, this.#slotTools);
    if (this.#stopping !== undefined) slot.close(this.#stopping.reason);
    this.#slots.set(registration.name, slot);
    return slot;
  }

  /** The slot of that name, where somebody has asked for the provider since the host was started. */
  peek(name: string): Slot | undefined {
    return this.#slots.get(name);
  }

  /** As {@link peek}; one whose quarantine was kept has a slot too, which knows of that. */
  known(registration: Registration): Slot | undefined {
    const { name } = registration;
    const isHeldOff = (): boolean => this.#tools.supervision(() => registration).kept.get(name) !== undefined;
    return this.#slots.get(name) ?? (isHeldOff() ? this.slot(registration) : undefined);
  }

  /** How long a provider that is at work has not answered pings; null where it does. */
  silentMs({ current }: Slot): number | null {
    return this.#heartbeats.silentMs(current);
  }

  get slots(): Iterable<Slot> {
    return this.#slots.values();
  }

  /** How many serve. */
  get loaded(): number {
    let loaded = 0;
    for (const slot of this.#slots.values()) if (slot.current?.isServing === true) loaded += 1;
    return loaded;
  }

  /** The registration is gone: what is loaded is unloaded, those who wait are told. Settles when nothing is left of it. */
  async remove(name: string, reason: ProviderError): Promise<void> {
    const slot = this.#slots.get(name);
    if (slot === undefined) return this.#tools.forgetExits(name);
    this.#slots.delete(name);
    this.#removed.add(slot);
    slot.close(reason);
    await slot.unload('unregistered');
    this.#removed.delete(slot);
    slot.supervision.forget();
    this.#tools.forgetExits(name);
  }

  /** The registration has changed: new requests wait for a process with the new one, while the old finishes what it is at and is released. */
  update(registration: Registration): void {
    this.#slots.get(registration.name)?.update(registration);
  }

  /** A setting or a registration has changed that concerns no process. */
  refresh(registration: Registration): void {
    this.#slots.get(registration.name)?.refresh(registration);
  }

  /** ClearAfter was edited: what is idle is looked at anew, and its window counts from now. */
  clearAfterChanged(concerns: (registration: Registration) => boolean = () => true): void {
    const idle = [...this.#slots.values()].flatMap(({ current }) => (current?.state.name === 'idle' && concerns(current.registration) ? [current] : []));
    for (const activation of idle) this.#sweeper.forget(activation); // All of them before any is looked at again: with the first the sweep is planned anew.
    this.#sweeper.forgetRules();
    for (const activation of idle) {
      activation.enter({ name: 'clear-after-edited' });
      this.#sweeper.entered(activation);
    }
  }

  /** Lets all of them go side by side within `timeoutMs`, `patienceMs` of it for requests under way; settles when every one is gone. */
  async stop(reason: ProviderError, { timeoutMs, patienceMs }: { readonly timeoutMs: number; readonly patienceMs: number }): Promise<void> {
    const { clock } = this.#tools;
    this.#stopPolicy(reason, clock.nowMs() + timeoutMs);
    await stopSlots(clock, this.#all, reason, { timeoutMs, patienceMs });
  }

  /** Leaves all of them as they are: nothing is asked of them any more. */
  leave(reason: ProviderError): void {
    this.#stopPolicy(reason, Infinity);
    for (const slot of this.#all) {
      for (const activation of slot.lives) this.#tools.tell('orphaned', activation, {});
      slot.leave(reason);
      slot.supervision.stop();
    }
  }

  /** A stop that is under way has no more time: what is still at work is ended. */
  hurry(): void {
    if (this.#stopping !== undefined) this.#stopping.byMs = this.#tools.clock.nowMs();
    for (const slot of this.#all) slot.hurry();
  }

  #stopPolicy(reason: ProviderError, byMs: number): void {
    this.#stopping = { reason, byMs };
    this.#sweeper.stop();
    this.#heldLong.stop();
    this.#heartbeats.stop();
  }

  get #all(): readonly Slot[] {
    return [...this.#slots.values(), ...this.#removed];
  }

  /** Calls `listener` after each change of any provider's state, until the returned function is called. */
  watch(listener: (provider: string) => void): () => void {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  entered(activation: Activation, from: ActivationState): void {
    this.#sweeper.entered(activation);
    this.#heartbeats.entered(activation);
    if (from.name === 'loading') this.#tools.admission.withdraw(activation);
    const { state } = activation;
    if (isServing(from) && activation.isServing) return this.#notify(activation.registration.name); // As with every request.
    const tell = (type: string, facts: Record<string, unknown>): void => this.#tools.tell(type, activation, facts);
    if (from.name === 'adopting') return this.#notify(activation.registration.name); // Told with its record, as adopted or as lost.
    if (from.name === 'loading' && activation.isServing) tell('loaded', { tookMs: Math.round(this.#tools.clock.nowMs() - from.sinceMs), ...this.#tools.admission.waited(activation) });
    else if (from.name === 'releasing' && activation.isServing) tell('unload-refused', { contexts: refusalsOf(state) });
    else if (from.name === 'client' && state.name === 'loading') tell('loading', { as: 'client' });
    else if (state.name === 'releasing') tell('releasing', { reason: state.next ?? state.reason, ...idleOf(activation), ...overriddenBy(state.refusals) });
    else if (state.name === 'client') tell('unloaded', { reason: from.name === 'releasing' ? from.reason : 'idle', ...idleOf(activation), tookMs: activation.releasedForMs, staysAs: 'client' });
    this.#notify(activation.registration.name);
  }

  ended(activation: Activation, exit: ExitView): void {
    this.#heldLong.forget(activation);
    this.#heartbeats.forget(activation);
    const report = activation.endReport;
    const facts = { code: exit.code, signal: exit.signal, ...(exit.keeperLost === undefined ? {} : { keeperLost: true }), ...(report === undefined ? {} : { rungs: report.rungs, survivors: report.survivors }) };
    const reason = exit.reason ?? undefined;
    if (activation.wasLeft) {
      this.#tools.tell('lost', activation, { reason: 'host-lost', cause: exit.cause, ...facts }, exit);
    } else if (activation.isClient) {
      this.#tools.tell('client-ended', activation, { ...(reason === undefined ? {} : { reason }), cause: exit.cause, ...facts }, exit);
    } else if (activation.wasReady && exit.cause !== 'crashed') {
      const tookMs = activation.releasedForMs;
      this.#tools.tell('unloaded', activation, { reason: reason ?? 'misbehaved', cause: exit.cause, ...idleOf(activation), tookMs, ...facts }, exit);
    } else if (activation.wasReady) {
      this.#tools.tell('crashed', activation, { ...facts, lastLines: exit.lastLines.slice(-5) }, exit);
    } else {
      this.#tools.tell('load-failed', activation, { cause: exit.cause, ...this.#tools.admission.waited(activation), ...facts }, exit);
    }
    this.#notify(activation.registration.name);
  }

  #toolsOfSlots(): SlotTools {
    const { clock, adopt, concurrency } = this.#tools;
    return {
      clock, adopt, concurrency,
      make: (of, state, enter, found) => this.#make(of, state, enter, found),
      load: (activation) => this.#load(activation),
      refuseFurther: (of) => this.#refuseFurther(of),
      supervise: (of, changed) => this.#supervise(of, changed),
      listener: this,
    };
  }

  /** In its turn where that needs a process; one that is there as a client has it already. */
  #load(activation: Activation): Promise<void> {
    const { admission, load } = this.#tools;
    return activation.isConnected ? load(activation) : admission.run(activation, () => load(activation));
  }

  #refuseFurther(slot: Slot): void {
    const { admission, waitingLimit } = this.#tools;
    refuseBeyond(waitingLimit(), slot);
    if (slot.current === undefined) admission.refuseBeyond(slot);
    else if (slot.current.state.name === 'loading') admission.review(); // This one may not be able to wait as long as those before it.
  }

  /** The limits of an activation, clipped by what is left of a stop. */
  #limitsOf(registration: Registration): ActivationLimits {
    const own = this.#tools.limitsOf(registration);
    const restMs = (): number => Math.max(0, (this.#stopping?.byMs ?? Infinity) - this.#tools.clock.nowMs());
    // However short the time is, letting go gets half of it.
    const termGraceMs = (): number => Math.min(own.termGraceMs(), restMs() / 2);
    return {
      termGraceMs,
      releaseTimeoutMs: () => Math.min(own.releaseTimeoutMs(), restMs() - termGraceMs()),
    };
  }

  #make(slot: Slot, state: ActivationState, enter: (event: LifecycleEvent) => void, found?: ActivationRecord): Activation {
    const { registration } = slot;
    const generation = found?.generation ?? this.#tools.nextGeneration(registration.name);
    const id = found?.activation ?? `${registration.name}-${this.#tools.epoch}.${generation}`;
    const activation = new Activation({ registration, generation, id, state }, {
      clock: this.#tools.clock,
      limits: this.#limitsOf(registration),
      enter,
      initialize: (client) => slot.initialize(client),
      serveCalls: this.#tools.serveCalls,
      refusalsChanged: (of, type, facts) => {
        this.#heldLong.changed(of);
        this.#refusalNews.tell(type, of, facts);
      },
      tell: (type, of, facts) => this.#tools.tell(type, of, facts),
    });
    if (found === undefined) this.#tools.tell('loading', activation, {});
    return activation;
  }

  #supervise(slot: Slot, changed: () => void): Supervision {
    const provider = slot.registration.name;
    const tools = this.#tools.supervision(() => slot.registration);
    const tell: SupervisionTools['tell'] = (type, facts) => {
      tools.tell(type, facts);
      this.#notify(provider);
    };
    return new Supervision({ ...tools, tell, provider, clock: this.#tools.clock, changed });
  }

  #notify(provider: string): void {
    for (const watcher of this.#watchers) watcher(provider);
  }
}

function idleOf(activation: Activation): { idleMs?: number } {
  return activation.idleMs === undefined ? {} : { idleMs: activation.idleMs };
}

function overriddenBy(refusals: readonly string[]): { overrides?: readonly string[] } {
  return refusals.length === 0 ? {} : { overrides: refusals };
}
