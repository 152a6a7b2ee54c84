/**
 * Those of one slot whose request was sent behind initialize, one for each life that loads. Each has a lease, and gets it when its provider serves. Where that comes to nothing, it
 * waits again if its request cannot have begun, has the answer if it has begun, and is told that it may have run where nobody knows. Nothing is ever sent to a second life before.
 */
import type { ProviderError } from '@provost/protocol';
import type { Clock } from '../clock.js';
import { reasonOf } from '../lifecycle/activation-state.js';
import { settlesWithin } from '../process/waiting.js';
import type { Activation } from './activation.js';
import { EarlyCall, mayHaveRun, type Fate, type Initializing } from './early-call.js';
import type { Lease } from './lease.js';
import { left, overridden } from './overridden.js';
import type { Waiter } from './waiters.js';

/** Who gives up is told at once by a provider that hears it; one that is too busy to hear it is not waited for. */
export const DECIDES_WITHIN_MS = 50;

interface One {
  readonly waiter: Waiter;
  readonly activation: Activation;
  readonly lease: Lease;
  isGivenUp: boolean;
}

export class EarlyLine {
  /** By its life; also those whose life has come to nothing, until it is known what became of their request. */
  readonly #ones = new Map<Activation, One>();
  readonly #clock: Clock;
  readonly #waitAgain: (waiter: Waiter) => void;

  /** `waitAgain`: it has not run, and waits for the next life before all others. */
  constructor(clock: Clock, waitAgain: (waiter: Waiter) => void) {
    this.#clock = clock;
    this.#waitAgain = waitAgain;
  }

  /** Whether there is one in that life. */
  has(activation: Activation): boolean {
    return this.#ones.has(activation);
  }

  /** That one is counted as at work in that life, which loads. */
  begin(activation: Activation, waiter: Waiter): void {
    const lease = activation.lease(waiter.operationId);
    this.#ones.set(activation, { waiter, activation, lease, isGivenUp: false });
    waiter.asker?.sentEarly(lease);
  }

  /** Sends the request of that life's, if there is one, behind initialize. Again where a former process of the life has ended before it could begin it. */
  send(activation: Activation, initializing: Initializing): void {
    const one = this.#ones.get(activation);
    if (one?.waiter.asker === undefined || one.isGivenUp) return;
    const { early } = one.lease;
    if (early !== undefined && early.fate !== 'not-begun') return;
    one.lease.early = new EarlyCall(initializing, one.waiter.asker.earlyRequest());
  }

  /** That life loads no longer. `fault`: why its load has failed, where it has. */
  leftLoading(activation: Activation, fault: ProviderError | undefined): void {
    const one = this.#ones.get(activation);
    if (one === undefined) return;
    if (one.isGivenUp || activation.isServing) {
      this.#ones.delete(activation);
      if (!one.isGivenUp) one.waiter.admit(one.lease);
      return;
    }
    one.lease.override = overridden(activation, reasonOf(activation.state) ?? null);
    void this.#settle(one, fault);
  }

  /** Whether it is one of these. It is answered when it is known whether its request has begun, or soon. */
  giveUp(operationId: string, reason: ProviderError): boolean {
    for (const one of this.#ones.values()) {
      if (one.waiter.operationId !== operationId) continue;
      if (!one.isGivenUp) void this.#giveUp(one, reason);
      return true;
    }
    return false;
  }

  /** The host goes and leaves them to the next one. */
  leave(): void {
    for (const one of this.#ones.values()) {
      if (!one.isGivenUp) one.waiter.fail(left(one.activation));
      one.isGivenUp = true;
    }
    this.#ones.clear();
  }

  async #giveUp(one: One, reason: ProviderError): Promise<void> {
    const { waiter, lease } = one;
    one.isGivenUp = true;
    lease.early?.cancel(reason);
    lease.end();
    if (lease.early !== undefined) await settlesWithin(this.#clock, lease.early.decided, DECIDES_WITHIN_MS);
    waiter.fail(fateOf(one) === 'not-begun' ? reason : mayHaveRun(reason, lease, lease.early!.method));
  }

  async #settle(one: One, fault: ProviderError | undefined): Promise<void> {
    const { waiter, lease, activation } = one;
    await lease.early?.decided;
    this.#ones.delete(activation);
    if (one.isGivenUp) return;
    const fate = fateOf(one);
    if (fate === 'begun') return waiter.admit(lease); // What came of it is for the lease to say.
    lease.end();
    if (fate === 'unknown') waiter.fail(fault === undefined ? lease.override! : mayHaveRun(fault, lease, lease.early!.method));
    else if (fault === undefined) this.#waitAgain(waiter);
    else waiter.fail(fault);
  }
}

function fateOf({ lease: { early } }: One): Fate | undefined {
  return early === undefined ? 'not-begun' : early.fate;
}
