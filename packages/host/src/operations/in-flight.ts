/** All operations under way: begun and ended in one place, so that each is counted, shown and cancellable. */
import { ProviderError, TurnoverMap, isErrorOf, type OperationContext, type RequestView } from '@provost/protocol';
import type { Want } from '../activation/admission.js';
import type { Lease } from '../activation/lease.js';
import type { LeaseSource } from '../activation/lease-source.js';
import type { Clock } from '../clock.js';
import { chainOf, refuseCircle } from './call-chain.js';
import { Operation, type Asked } from './operation.js';

/** How often a provider was asked, and with what outcome. */
export interface Served {
  served: number;
  failed: number;
  /** By what was asked: `get`, `list`, `invoke` and so on; those that failed too. */
  readonly byOperation: Record<string, number>;
}

/** What is done with a lease, in which context, for which operation. */
export type ProviderWork<R> = (lease: Lease, context: OperationContext, operation: Operation) => Promise<R>;

export class InFlight {
  readonly #operations = new TurnoverMap<string, Operation>();
  /** Whose callers have been answered, and from which their providers have not returned. */
  readonly #abandoned = new Map<string, Operation>();
  readonly #served = new WeakMap<LeaseSource, Served>();
  readonly #clock: Clock;
  readonly #epoch: number;
  readonly #callDepth: () => number;
  #last = 0;

  /** `callDepth`: how deep providers may ask each other. */
  constructor(epoch: number, clock: Clock, callDepth: () => number) {
    this.#epoch = epoch;
    this.#clock = clock;
    this.#callDepth = callDepth;
  }

  get size(): number {
    return this.#operations.size;
  }

  /** Runs one operation from its lease to its end, which comes on every path out. */
  perform<R>(slot: LeaseSource, asked: Asked, work: ProviderWork<R>): Promise<R> {
    // No async function, and no await of what is there already: of a quick request each would cost a notable part.
    let operation: Operation;
    try {
      operation = this.#begin(slot, asked);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    const counts = this.served(slot);
    counts.byOperation[asked.name] = (counts.byOperation[asked.name] ?? 0) + 1;
    return worked(operation, work).then(
      (result) => {
        counts.served += 1;
        this.#end(operation);
        return result;
      },
      (error: unknown) => {
        if (!isErrorOf(error, 'OPERATION_CANCELLED')) counts.failed += 1; // What its caller gave up has not failed.
        this.#end(operation);
        throw error;
      },
    );
  }

  #begin(slot: LeaseSource, asked: Asked): Operation {
    const { from } = asked;
    const chain = chainOf(from, this.#callDepth);
    if (chain.length > 0) refuseCircle(chain, slot, this.#operations.values());
    const operation = new Operation({ id: `${this.#epoch}.${(this.#last += 1)}`, slot, asked, chain }, this.#clock);
    this.#operations.set(operation.id, operation);
    operation.heedCaller();
    from?.activation.enter({ name: 'call-opened' });
    return operation;
  }

  #end(operation: Operation): void {
    this.#operations.delete(operation.id);
    const lease = operation.end();
    if (lease?.isAbandoned === true) this.#abandon(operation, lease);
    operation.asked.from?.activation.enter({ name: 'call-closed' });
  }

  #abandon(operation: Operation, lease: Lease): void {
    this.#abandoned.set(operation.id, operation);
    lease.onOver = () => void this.#abandoned.delete(operation.id);
  }

  served(slot: LeaseSource): Served {
    let counts = this.#served.get(slot);
    if (counts === undefined) this.#served.set(slot, (counts = { served: 0, failed: 0, byOperation: Object.create(null) as Record<string, number> }));
    return counts;
  }

  /** Who waits for which provider. What the host does by itself, for nobody who waits, is not among them. */
  wants(): Map<string, Want> {
    const wants = new Map<string, Want>();
    for (const operation of this.#operations.values()) {
      if (!operation.isWaiting || (operation.asked.caller.kind === 'host' && operation.chain.length === 0)) continue;
      const { name } = operation.slot.registration;
      const before = wants.get(name);
      const isNested = before?.isNested === true || operation.chain.some(({ state }) => state.name === 'loading');
      wants.set(name, { untilMs: Math.min(before?.untilMs ?? Infinity, operation.untilMs), isNested });
    }
    return wants;
  }

  /** What is under way, oldest first; of one provider or of all. */
  views(provider?: string): RequestView[] {
    const views: RequestView[] = [];
    for (const operation of [...this.#abandoned.values(), ...this.#operations.values()]) {
      if (provider === undefined || operation.slot.registration.name === provider) views.push(operation.view());
    }
    return views;
  }

  /** Cancels one by its id, for an operator. */
  cancel(id: string): void {
    const operation = this.#operations.get(id);
    if (this.#abandoned.has(id)) return; // Its provider was told.
    if (operation === undefined) {
      throw new ProviderError('NOT_FOUND', { id }, {
        message: `No request "${id}" is under way; it may have ended.`,
        remedy: 'See what is: provost requests.',
      });
    }
    operation.cancel(new ProviderError('OPERATION_CANCELLED', {}, { message: 'An operator cancelled the operation.' }));
  }
}

function worked<R>(operation: Operation, work: ProviderWork<R>): Promise<R> {
  try {
    const got = operation.lease();
    return got instanceof Promise ? got.then((lease) => work(lease, operation.context, operation)) : work(got, operation.context, operation);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}
