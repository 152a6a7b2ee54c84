/**
 * The place of one registration's provider: it holds the slot's state, is the only one that changes it, and carries out what follows.
 * What follows is decided in `lifecycle/slot-transition.ts`; how a process is started and ended is left to its activations.
 */
import type { ExitView, ProviderError, UnloadReason } from '@provost/protocol';
import { hasFailed, type ActivationState, type LifecycleEvent } from '../lifecycle/activation-state.js';
import { slotTransition } from '../lifecycle/slot-transition.js';
import { currentLife, emptySlot, servingLife, type SlotEffect, type SlotEvent, type SlotState } from '../lifecycle/slot-state.js';
import type { Registration } from '../registration/registration.js';
import type { ActivationRecord } from '../repository/activation-records.js';
import type { Supervision } from '../supervision/supervision.js';
import type { Activation } from './activation.js';
import type { EarlyAsker, Initializing } from './early-call.js';
import { EarlyLine } from './early-line.js';
import type { Lease } from './lease.js';
import type { LeaseSource, ServingPeer } from './lease-source.js';
import { left } from './overridden.js';
import { enterLoad } from './enter-load.js';
import { circular, disabled, ofUpdate } from './slot-errors.js';
import type { SlotTools } from './slot-tools.js';

export type { SlotListener, SlotTools } from './slot-tools.js';
import { Waiters, type Waiter } from './waiters.js';

export class Slot implements LeaseSource {
  registration: Registration;
  /** Says whether a new life may begin. */
  readonly supervision: Supervision;
  crashes = 0;
  #state: SlotState;
  #closed: ProviderError | undefined;
  #isLeft = false;
  #isUntried = false; // Nothing has been loaded since its registration changed.
  #loadFault: ProviderError | undefined;
  #found: ActivationRecord | undefined;
  readonly #lives = new Map<number, Activation>();
  readonly #waiters = new Waiters();
  readonly #early: EarlyLine;
  readonly #tools: SlotTools;

  constructor(registration: Registration, tools: SlotTools) {
    this.registration = registration;
    this.#tools = tools;
    this.#early = new EarlyLine(tools.clock, (waiter) => this.#waitAgain(waiter));
    this.#state = emptySlot({ ...this.#limits(), isEnabled: registration.enabled });
    this.supervision = tools.supervise(this, () => this.#heed());
    this.#heed();
  }

  get waiting(): number {
    return this.#state.waiting;
  }

  /** How often it was loaded. */
  get loads(): number {
    return this.#state.loads;
  }

  /** The activation that serves or is on its way to. */
  get current(): Activation | undefined {
    const life = currentLife(this.#state);
    return life === undefined ? undefined : this.#lives.get(life.number);
  }

  /** The activation that is alive in any way: the one that serves, else the latest that leaves or stays as a client. */
  get alive(): Activation | undefined {
    const last = this.#state.lives.at(-1);
    return this.current ?? (last === undefined ? undefined : this.#lives.get(last.number));
  }

  /** All that are alive in any way, oldest first. */
  get lives(): Iterable<Activation> {
    return this.#lives.values();
  }

  /** As {@link LeaseSource.acquire}. */
  acquire(operationId: string, through?: ServingPeer, asker?: EarlyAsker): Lease | Promise<Lease> {
    if (this.#closed !== undefined) throw this.#closed;
    if (through !== undefined) return this.#reEnter(operationId, through);
    const serving = servingLife(this.#state);
    if (serving === undefined) this.#askSupervision();
    if (serving === undefined || this.#state.waiting > 0 || serving.state.name === 'busy') this.#tools.refuseFurther(this); // An idle or held one has room.
    return this.#waiters.take(operationId, () => this.#dispatch({ name: 'asked' }), asker);
  }

  /** Where a new life would have to begin. */
  #askSupervision(): void {
    if (currentLife(this.#state) !== undefined) return;
    this.supervision.asked();
    this.#heed();
  }

  /** What it wants was sent and has not begun. */
  #waitAgain(waiter: Waiter): void {
    if (this.#closed !== undefined) return waiter.fail(this.#closed);
    this.#askSupervision();
    this.#waiters.putFirst(waiter);
    this.#dispatch({ name: 'asked' });
  }

  /** Initialize is on its way to that life: what the first who waits wants goes with it. */
  #initializing(number: number, activation: Activation, initializing: Initializing): void {
    if (!this.#early.has(activation) && this.#waiters.first?.asker !== undefined) this.#dispatch({ name: 'initializing', life: number });
    this.#early.send(activation, initializing);
  }

  /** A process of this registration that an earlier host has left still runs: it is taken over before anything else is loaded. Call it first, and once. */
  adopt(found: ActivationRecord): void {
    this.#found = found;
    this.#dispatch({ name: 'found' });
  }

  /** One who waits no longer does, and is told why. Nothing if it has its lease. */
  giveUp(operationId: string, reason: ProviderError): void {
    if (this.#early.giveUp(operationId, reason)) return;
    if (this.#waiters.giveUp(operationId, reason)) this.#dispatch({ name: 'gave-up' });
  }

  /** Takes no further request: those who wait are told. */
  close(reason: ProviderError): void {
    this.#closed = reason;
    this.#dispatch({ name: 'closed' });
  }

  /** Takes no further request, and leaves what is alive as it is: whatever happens to it is no affair of this host any more. */
  leave(reason: ProviderError): void {
    this.close(reason);
    for (const activation of this.#lives.values()) {
      if (activation.isConnected) activation.connection.close(left(activation)); // It is not told to cancel: it goes on, and nobody hears of it.
    }
    this.#early.leave();
    this.#isLeft = true;
  }

  /** Lets all that is alive go; settles when it is gone, or stays as a client. The exit of the latest, or null when nothing ended. */
  unload(reason: UnloadReason): Promise<ExitView | null> {
    return this.#letGo({ name: 'unload', reason });
  }

  /** As {@link unload}, once what is open has ended; requests that come meanwhile wait for the next. */
  drain(reason: UnloadReason): Promise<ExitView | null> {
    return this.#letGo({ name: 'drain', reason });
  }

  /** What was told to go has no more time. */
  hurry(): void {
    for (const { number } of this.#state.lives) {
      this.#lived(number, { name: 'unload-asked', reason: 'shutdown' });
      this.#lived(number, { name: 'release-timed-out' });
    }
  }

  /** Takes a changed registration over: what is loaded drains and is released, the next is of the new one. */
  update(registration: Registration): void {
    this.registration = registration;
    this.#isUntried = true;
    this.supervision.reset(); // The failures were those of another version.
    this.#dispatch({ name: 'updated', ...this.#limits() });
  }

  /** Takes over what has changed of the registration and concerns no process. */
  refresh(registration: Registration): void {
    this.registration = registration;
    this.#dispatch({ name: 'limits-changed', ...this.#limits() });
    this.#dispatch({ name: 'enabled', isEnabled: registration.enabled });
  }

  /** Something has happened to one of its lives. */
  #lived(number: number, event: LifecycleEvent): void {
    this.#dispatch({ name: 'lived', life: number, event });
  }

  #limits(): { overlap: boolean; room: number } {
    return { overlap: this.registration.description.overlap === true, room: this.#tools.concurrency(this.registration) };
  }

  /** The only writer of the state. The state changes first, and what follows from it is done after. */
  #dispatch(event: SlotEvent): void {
    if (this.#isLeft) return;
    const before = this.#state;
    const { state, effects } = slotTransition(before, event, this.#tools.clock.nowMs());
    this.#state = state;
    if (state.lives !== before.lives) this.#move(before, state);
    for (const effect of effects) this.#carryOut(effect);
    this.#heed();
  }

  /** Tells the state what supervision says of a new life, where that is something else than before. */
  #heed(): void {
    const mayLoad = this.supervision.word;
    if (mayLoad !== this.#state.mayLoad) this.#dispatch({ name: 'may-load', mayLoad });
  }

  #move(before: SlotState, after: SlotState): void {
    for (const { number, state } of after.lives) {
      const activation = this.#lives.get(number);
      if (activation !== undefined && activation.state !== state) this.#moveOne(activation, state);
    }
    // Nearly always there is one, and it stays.
    if (before.lives.length === 1 && after.lives[0]?.number === before.lives[0]?.number) return;
    for (const { number } of before.lives) {
      if (after.lives.some((life) => life.number === number)) continue;
      const activation = this.#lives.get(number);
      if (activation !== undefined) this.#moveOne(activation, { name: 'gone', sinceMs: this.#tools.clock.nowMs() });
    }
  }

  #moveOne(activation: Activation, state: ActivationState): void {
    const from = activation.state;
    // Wanted at once, it was a client for no time at all; whoever waits for it to have left, or listens, is told all the same.
    if (from.name === 'releasing' && state.name === 'loading') {
      this.#moveOne(activation, { name: 'client', sinceMs: state.sinceMs, calls: 0 });
      return this.#moveOne(activation, state);
    }
    activation.moved(state);
    if (from.name === 'loading' && state.name !== 'loading') this.#early.leftLoading(activation, state.name === 'killing' && state.cause === 'load-failed' ? this.#loadFault : undefined);
    if (hasFailed(from, state)) this.supervision.failed(activation, state.name === 'killing' && state.cause === 'load-failed' ? this.#loadFault : undefined);
    if (from.name !== state.name) this.#tools.listener.entered(activation, from);
  }

  #carryOut(effect: SlotEffect): void {
    switch (effect.do) {
      case 'admit':
        return this.#waiters.admit(effect.count, (operationId) => (this.#lives.get(effect.life) as Activation).lease(operationId));
      case 'send-early':
        return this.#early.begin(this.#lives.get(effect.life) as Activation, this.#waiters.takeFirst() as Waiter);
      case 'fail-waiting':
        return this.#waiters.failAll(this.#whyFailed(effect.why));
      case 'refuse-re-entry':
        return this.#waiters.refuseReEntry();
      case 'load':
        return this.#begin(effect.life, this.#tools.load);
      case 'adopt':
        return this.#begin(effect.life, (activation) => this.#tools.adopt(activation, this.#found as ActivationRecord), this.#found);
      case 'settle':
        return this.#settle(effect.life);
      default:
        return this.#lives.get(effect.life)?.carryOut(effect.do);
    }
  }

  #begin(number: number, load: (activation: Activation) => Promise<void>, found?: ActivationRecord): void {
    const life = this.#state.lives.find((one) => one.number === number);
    if (life === undefined) return;
    const activation = this.#tools.make(this, life.state, (event) => this.#lived(number, event), found);
    this.#lives.set(number, activation);
    activation.onInitializing = (initializing) => this.#initializing(number, activation, initializing);
    activation.onFirstAnswer = () => this.supervision.answered(activation);
    this.initialize(activation, load);
  }

  /** Loads an activation, new, a client or left by an earlier host, and enters how that went before anything else is made of its end. */
  initialize(activation: Activation, load = this.#tools.load): void {
    if (load === this.#tools.load) this.supervision.began();
    enterLoad(activation, load, {
      loaded: () => {
        this.#isUntried = false;
      },
      failed: (error) => {
        this.#loadFault = this.#isUntried ? ofUpdate(error, this.registration) : error;
      },
    });
  }

  #settle(number: number): void {
    const activation = this.#lives.get(number);
    this.#lives.delete(number);
    if (activation === undefined) return;
    const exit = activation.exitView();
    if (exit.cause === 'crashed') this.crashes += 1;
    this.#tools.listener.ended(activation, exit);
    this.supervision.ended(activation, exit);
    activation.settle(exit);
  }

  async #letGo(event: SlotEvent): Promise<ExitView | null> {
    const all = [...this.#lives.values()];
    this.#dispatch(event);
    const exits = await Promise.all(all.map((activation) => activation.left()));
    return exits.findLast((exit) => exit !== null) ?? null;
  }

  #reEnter(operationId: string, through: ServingPeer): Lease | Promise<Lease> {
    for (const [number, activation] of this.#lives) {
      if (activation === through) return this.#waiters.takeNow(operationId, () => this.#dispatch({ name: 're-entered', life: number }), () => circular(through));
    }
    throw circular(through);
  }

  #whyFailed(why: 'load-failed' | 'closed' | 'disabled' | 'held-off'): ProviderError {
    if (why === 'closed') return this.#closed as ProviderError;
    if (why === 'held-off') return this.supervision.heldOff();
    if (why === 'load-failed') return this.#loadFault as ProviderError;
    return disabled(this.registration.name);
  }
}
