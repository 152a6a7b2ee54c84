/** Those who wait for a lease of one slot, oldest first. When there is one for them is left to the slot's state. */
import type { ProviderError } from '@provost/protocol';
import type { EarlyAsker } from './early-call.js';
import type { Lease } from './lease.js';

export class Waiter {
  readonly operationId: string;
  /** Of one whose request may be sent before it has a lease. */
  readonly asker: EarlyAsker | undefined;
  lease: Lease | undefined;
  failure: ProviderError | undefined;
  #resolve: ((lease: Lease) => void) | undefined;
  #reject: ((reason: ProviderError) => void) | undefined;

  constructor(operationId: string, asker?: EarlyAsker) {
    this.operationId = operationId;
    this.asker = asker;
  }

  admit(lease: Lease): void {
    this.lease = lease;
    this.#resolve?.(lease);
  }

  fail(reason: ProviderError): void {
    this.failure = reason;
    this.#reject?.(reason);
  }

  /** The lease where it is there already, else a promise of it. */
  outcome(): Lease | Promise<Lease> {
    if (this.lease !== undefined) return this.lease;
    if (this.failure !== undefined) throw this.failure;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }
}

export class Waiters {
  /** A Map, so that one who gives up leaves at once. */
  readonly #waiting = new Map<string, Waiter>();
  /** The first of all while it asks: nearly every request is served then, and never stands in the queue. */
  #asking: Waiter | undefined;
  /** Set while one is being served out of turn. */
  #outOfTurn: { readonly waiter: Waiter; readonly refused: () => ProviderError } | undefined;

  /** Asks, for one who then stands in the queue unless that gave it a lease. A lease at once where it did; throws where it failed at once. */
  take(operationId: string, ask: () => void, asker?: EarlyAsker): Lease | Promise<Lease> {
    const waiter = new Waiter(operationId, asker);
    if (this.#waiting.size === 0 && this.#asking === undefined) this.#asking = waiter;
    else this.#waiting.set(operationId, waiter);
    ask();
    if (this.#asking === waiter) this.#queueUp(waiter);
    return waiter.outcome();
  }

  /** The first in the line, where there is one. */
  get first(): Waiter | undefined {
    if (this.#asking !== undefined) return this.#asking;
    for (const waiter of this.#waiting.values()) return waiter;
    return undefined;
  }

  /** Takes the first out of the line. */
  takeFirst(): Waiter | undefined {
    const { first } = this;
    if (first === this.#asking) this.#asking = undefined;
    else if (first !== undefined) this.#waiting.delete(first.operationId);
    return first;
  }

  /** Puts one who waits again before all others. */
  putFirst(waiter: Waiter): void {
    this.#queueUp(waiter);
  }

  /** Before those who have come while it asked. */
  #queueUp(first: Waiter): void {
    if (this.#asking === first) this.#asking = undefined;
    const others = [...this.#waiting];
    this.#waiting.clear();
    this.#waiting.set(first.operationId, first);
    for (const [operationId, waiter] of others) this.#waiting.set(operationId, waiter);
  }

  /** As {@link take} for one who cannot wait: what the asking admits is its. */
  takeNow(operationId: string, ask: () => void, refused: () => ProviderError): Lease | Promise<Lease> {
    const waiter = new Waiter(operationId);
    this.#outOfTurn = { waiter, refused };
    ask();
    this.#outOfTurn = undefined;
    return waiter.outcome();
  }

  /** The first `count`, or the one out of turn. */
  admit(count: number, lease: (operationId: string) => Lease): void {
    if (this.#outOfTurn !== undefined) {
      const { waiter } = this.#outOfTurn;
      waiter.admit(lease(waiter.operationId));
      return;
    }
    let left = count;
    if (left > 0 && this.#asking !== undefined) {
      left -= 1;
      const waiter = this.#asking;
      this.#asking = undefined;
      waiter.admit(lease(waiter.operationId));
    }
    for (const [operationId, waiter] of this.#waiting) {
      if (left-- === 0) return;
      this.#waiting.delete(operationId);
      waiter.admit(lease(operationId));
    }
  }

  refuseReEntry(): void {
    this.#outOfTurn?.waiter.fail(this.#outOfTurn.refused());
  }

  /** Whether it was waiting. */
  giveUp(operationId: string, reason: ProviderError): boolean {
    const waiter = this.#asking?.operationId === operationId ? this.#asking : this.#waiting.get(operationId);
    if (waiter === this.#asking) this.#asking = undefined;
    this.#waiting.delete(operationId);
    waiter?.fail(reason);
    return waiter !== undefined;
  }

  failAll(reason: ProviderError): void {
    const waiters = [...(this.#asking === undefined ? [] : [this.#asking]), ...this.#waiting.values()];
    this.#asking = undefined;
    this.#waiting.clear();
    for (const waiter of waiters) waiter.fail(reason);
  }
}
