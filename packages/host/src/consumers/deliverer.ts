/**
 * Takes the events of one binding to its consumer, in their order and one batch at a time. What is not answered comes again; an event that fails by itself so often is
 * given up and kept aside, so that it does not hold those behind it for ever. That nobody can be asked at the moment counts as no attempt.
 */
import { isErrorOf, toWireError, type DeadLetter, type EventRow, type ProviderError, type ResultName } from '@provost/protocol';
import type { Clock, Timer } from '../clock.js';
import { isDetached } from '../events/retry.js';
import type { DeliveryQueue, Waiting } from './delivery-queue.js';

export interface DelivererTools {
  readonly clock: Clock;
  readonly queue: DeliveryQueue;
  /** Rejects with what kept them from being delivered. */
  readonly deliver: (events: readonly EventRow[]) => Promise<void>;
  readonly buried: (letter: DeadLetter, error: ProviderError) => void;
  readonly attempts: () => number;
}

/** Events that travel together. */
const MOST_EVENTS = 64;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 60_000;
/** That nobody could be asked says nothing of the event. */
const NOBODY_ASKED: readonly ResultName[] = [
  'PROVIDER_BACKING_OFF', 'PROVIDER_QUARANTINED', 'PROVIDER_DISABLED', 'PROVIDER_CHANGED', 'PROVIDER_LOAD_FAILED', 'PROVIDER_LOAD_TIMED_OUT', 'SERVER_LIMITS_EXCEEDED',
  'SERVER_IS_SHUTTING_DOWN', 'KEEPER_LOST', 'INVALID_CLASS', 'INVALID_NAMESPACE', 'NOT_SUPPORTED', 'OPERATION_CANCELLED',
];

export class Deliverer {
  readonly #of: { readonly id: string; readonly binding: string };
  readonly #tools: DelivererTools;
  #delivered = 0;
  #why: ProviderError | undefined;
  /** Of the event that is first. */
  #failures = 0;
  /** So many are still taken one by one, after a batch that failed: one of them may be what it failed for. */
  #careful = 0;
  #isRunning = false;
  #isOver = false;
  #pause: { readonly timer: Timer; readonly end: () => void } | undefined;
  #room: (() => void)[] = [];

  /** `id` names its queue, `binding` is its path. */
  constructor(of: { readonly id: string; readonly binding: string }, tools: DelivererTools) {
    this.#of = of;
    this.#tools = tools;
  }

  /** Since the host was started. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Why the latest attempt failed; undefined where it did not. */
  get why(): ProviderError | undefined {
    return this.#why;
  }

  /** What kept it may be over: a pause ends. */
  again(): void {
    this.#pause?.end();
    this.wake();
  }

  /** Something may wait. What is under way goes on, and a pause lasts as long as it was to. */
  wake(): void {
    if (this.#isRunning || this.#isOver) return;
    this.#isRunning = true;
    void this.#run();
  }

  /** Settles when no more than so many wait, or it is over. */
  async roomFor(most: number): Promise<void> {
    while (!this.#isOver && this.#tools.queue.waiting(this.#of.id) > most) await new Promise<void>((resolve) => this.#room.push(resolve));
  }

  /** Begins nothing more. What is under way is answered to nobody. */
  stop(): void {
    this.#isOver = true;
    this.#pause?.end();
    this.#madeRoom();
  }

  async #run(): Promise<void> {
    const { queue } = this.#tools;
    while (!this.#isOver) {
      const batch = queue.oldest(this.#of.id, this.#careful === 0 ? MOST_EVENTS : 1);
      if (batch.length === 0) break;
      const error = await this.#attempt(batch);
      if (this.#isOver) break;
      if (error === undefined) this.#done(batch);
      else await this.#failed(batch, error);
    }
    this.#isRunning = false;
  }

  async #attempt(batch: readonly Waiting[]): Promise<ProviderError | undefined> {
    try {
      await this.#tools.deliver(batch.map(({ event }) => event));
      return undefined;
    } catch (error) {
      return error as ProviderError;
    }
  }

  #done(batch: readonly Waiting[]): void {
    this.#tools.queue.done(this.#of.id, batch);
    this.#delivered += batch.length;
    this.#failures = 0;
    this.#careful = Math.max(0, this.#careful - batch.length);
    this.#why = undefined;
    this.#madeRoom();
  }

  async #failed(batch: readonly Waiting[], error: ProviderError): Promise<void> {
    this.#why = error;
    this.#careful = Math.max(this.#careful, batch.length);
    if (batch.length === 1 && !isDetached(error) && !NOBODY_ASKED.some((code) => isErrorOf(error, code))) this.#failures += 1;
    if (this.#failures >= this.#tools.attempts()) return this.#bury(batch[0] as Waiting, error);
    const { retryAfterMs } = error.facts as { readonly retryAfterMs?: unknown };
    await this.#wait(typeof retryAfterMs === 'number' ? retryAfterMs : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, this.#failures - 1)));
  }

  #bury(first: Waiting, error: ProviderError): void {
    const { id, binding } = this.#of;
    const letter = this.#tools.queue.bury(id, first, { binding, at: this.#tools.clock.date().toISOString(), attempts: this.#failures, error: toWireError(error) });
    this.#failures = 0;
    this.#careful = Math.max(0, this.#careful - 1);
    this.#madeRoom();
    this.#tools.buried(letter, error);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        timer.cancel();
        this.#pause = undefined;
        resolve();
      };
      const timer = this.#tools.clock.after(ms, end);
      this.#pause = { timer, end };
    });
  }

  #madeRoom(): void {
    const waiting = this.#room;
    this.#room = [];
    for (const resolve of waiting) resolve();
  }
}
