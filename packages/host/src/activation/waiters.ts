/** Those who wait for a lease of one slot, oldest first. When there is one for them is left to the slot's state. */
import type { ProviderError } from '@provost/protocol';
import type { Lease } from './lease.js';

class Waiter {
  lease: Lease | undefined;
  failure: ProviderError | undefined;
  #resolve: ((lease: Lease) => void) | undefined;
  #reject: ((reason: ProviderError) => void) | undefined;

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
  /** Set while one is being served out of turn. */
  #outOfTurn: { readonly operationId: string; readonly waiter: Waiter; readonly refused: () => ProviderError } | undefined;

  /** Puts one in the queue and then asks. A lease at once where that gave one; throws where it failed at once. */
  take(operationId: string, ask: () => void): Lease | Promise<Lease> {
    const waiter = new Waiter();
    this.#waiting.set(operationId, waiter);
    ask();
    return waiter.outcome();
  }

  /** As {@link take} for one who cannot wait: what the asking admits is its. */
  takeNow(operationId: string, ask: () => void, refused: () => ProviderError): Lease | Promise<Lease> {
    const waiter = new Waiter();
    this.#outOfTurn = { operationId, waiter, refused };
    ask();
    this.#outOfTurn = undefined;
    return waiter.outcome();
  }

  /** The first `count`, or the one out of turn. */
  admit(count: number, lease: (operationId: string) => Lease): void {
    if (this.#outOfTurn !== undefined) {
      const { operationId, waiter } = this.#outOfTurn;
      waiter.admit(lease(operationId));
      return;
    }
    let left = count;
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
    const waiter = this.#waiting.get(operationId);
    this.#waiting.delete(operationId);
    waiter?.fail(reason);
    return waiter !== undefined;
  }

  failAll(reason: ProviderError): void {
    const waiters = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiter of waiters) waiter.fail(reason);
  }
}
