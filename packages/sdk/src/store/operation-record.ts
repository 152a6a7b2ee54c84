/** One run of an operation that came with an id: what of it is kept, and when. Where it is kept is left to the records. */
import { toWireError, type ProviderError } from '@provost/protocol';
import type { OperationEntry } from './data-store.js';

export class OperationRecord {
  /** Whether something of it was committed, so that it may not be done again. */
  hasCommitted = false;
  readonly #keep: (kept: Pick<OperationEntry, 'answer' | 'error'>) => void;
  readonly #answerOf: (returned: unknown) => unknown;
  #kept: string | undefined;

  /** `keep` writes within the transaction that is open; `answerOf` makes the answer of what the author returned, and throws where it is none. */
  constructor(keep: (kept: Pick<OperationEntry, 'answer' | 'error'>) => void, answerOf: (returned: unknown) => unknown) {
    this.#keep = keep;
    this.#answerOf = answerOf;
  }

  /** Within its transaction: marks it as done. What the transaction returns is the answer, where the process ends before there is another and it fits. */
  mark(returned: unknown): void {
    const answer = this.#answerIfFit(returned);
    this.#kept = JSON.stringify(answer);
    this.#keep(answer === undefined ? {} : { answer });
  }

  /** Whether the answer is still to be kept. */
  lacks(answer: unknown): boolean {
    return !this.hasCommitted || this.#kept !== JSON.stringify(answer);
  }

  /** Within a transaction. */
  keepAnswer(answer: unknown): void {
    this.#keep({ answer });
  }

  /** Within a transaction. */
  keepError(error: ProviderError): void {
    this.#keep({ error: toWireError(error) });
  }

  #answerIfFit(returned: unknown): unknown {
    try {
      return this.#answerOf(returned);
    } catch {
      return undefined; // The operation may return something else; until then its answer is not known.
    }
  }
}
