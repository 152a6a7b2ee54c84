/** The batches of one list that arrived and were not taken yet. How many there may be is the credit that was granted. */
import { ProviderError } from '../errors/index.js';
import { rowsOf, type RowBatch } from '../messages/index.js';
import type { JsonObject } from '../schema/schema.js';

/** Batches that may be on their way or waiting at the same time. A third made no stream quicker, and small answers wait behind it. */
export const CREDIT_WINDOW = 2;

interface Taker {
  readonly resolve: (batch: RowBatch | undefined) => void;
  readonly reject: (reason: Error) => void;
}

type Ending = { readonly kind: 'open' } | { readonly kind: 'done' } | { readonly kind: 'failed'; readonly reason: Error };

export class Batches {
  readonly #waiting: RowBatch[] = [];
  #taker: Taker | undefined;
  #ending: Ending = { kind: 'open' };

  /** A batch arrived. Throws PROTOCOL_VIOLATED when more came than was granted. */
  add(batch: RowBatch): void {
    if (this.#ending.kind !== 'open') return;
    if (this.#taker !== undefined) return this.#give((taker) => { taker.resolve(batch); });
    if (this.#waiting.length === CREDIT_WINDOW) {
      throw new ProviderError('PROTOCOL_VIOLATED', { credit: CREDIT_WINDOW }, { message: `The host sent more than the ${CREDIT_WINDOW} batches it had credit for. The connection to it was closed.` });
    }
    this.#waiting.push(batch);
  }

  /** No more will come; those that wait are still given. The first ending counts. */
  end(): void {
    if (this.#ending.kind !== 'open') return;
    this.#ending = { kind: 'done' };
    this.#give((taker) => { taker.resolve(undefined); });
  }

  /** It failed; with `isAtOnce` those that wait are dropped, because nobody wants them any more. */
  fail(reason: Error, isAtOnce = false): void {
    if (isAtOnce) this.#waiting.length = 0;
    else if (this.#ending.kind !== 'open') return;
    this.#ending = { kind: 'failed', reason };
    this.#give((taker) => { taker.reject(reason); });
  }

  /** The next batch, or undefined after the last. One takes at a time. Rejects with INVALID_RESULT where what was handed on cannot be read. */
  async take(): Promise<readonly JsonObject[] | undefined> {
    const batch = await this.#next();
    return batch === undefined ? undefined : rowsOf(batch, unreadable);
  }

  #next(): Promise<RowBatch | undefined> {
    const next = this.#waiting.shift();
    if (next !== undefined) return Promise.resolve(next);
    if (this.#ending.kind === 'done') return Promise.resolve(undefined);
    if (this.#ending.kind === 'failed') return Promise.reject(this.#ending.reason);
    return new Promise((resolve, reject) => { this.#taker = { resolve, reject }; });
  }

  #give(act: (taker: Taker) => void): void {
    const taker = this.#taker;
    this.#taker = undefined;
    if (taker !== undefined) act(taker);
  }
}

/** They came from the provider as they are: what is wrong with them is the end of this operation, and no fault of the host that others use as well. */
function unreadable(what: string): ProviderError {
  return new ProviderError('INVALID_RESULT', {}, { message: `The rows cannot be read: their provider ${what}.` });
}
