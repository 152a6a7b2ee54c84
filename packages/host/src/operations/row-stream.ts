/** The rows of a list on their way from the provider to whoever reads them: never more than the credit that was granted. */
import { ProviderError, rowsOf, type JsonObject, type RowBatch } from '@provost/protocol';
import type { ServingPeer } from '../activation/lease-source.js';

/** Batches that may be on their way at the same time. Three keep both sides at work; more only fill memory. */
export const CREDIT_WINDOW = 3;

export interface RowStreamOptions {
  /** Grants so many batches more; called after a batch was taken. */
  readonly grant: (credit: number) => void;
  /** Whether no more than one batch is to be on its way for now. */
  readonly isNarrow?: (() => boolean) | undefined;
  /** Called when more came than was granted. */
  readonly flooded: () => void;
  /** Called when the reader left before the end. */
  readonly left: () => void;
  /** Called when the reader begins to wait for the provider, and when it need not wait any more. */
  readonly waits: (isWaiting: boolean) => void;
}

export class RowStream implements AsyncIterable<RowBatch> {
  readonly #options: RowStreamOptions;
  readonly #batches: RowBatch[] = [];
  /** Batches that were taken and not granted anew yet. */
  #owed = 0;
  #wake: (() => void) | undefined;
  #end: { readonly error?: unknown } | undefined;

  constructor(options: RowStreamOptions) {
    this.#options = options;
  }

  /** A batch came from the provider. */
  push(rows: RowBatch): void {
    if (this.#end !== undefined) return;
    if (this.#batches.length >= CREDIT_WINDOW) {
      this.#options.flooded();
      return;
    }
    this.#batches.push(rows);
    this.#wake?.();
  }

  /** No more come. Those that are here are still read; then the error, if there is one. */
  finish(end: { readonly error?: unknown }): void {
    this.#end ??= end;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RowBatch> {
    let finished = false;
    try {
      for (;;) {
        const batch = this.#batches.shift();
        if (batch !== undefined) {
          yield batch;
          this.#grant();
          continue;
        }
        if (this.#end !== undefined) break;
        this.#options.waits(true);
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = undefined;
        this.#options.waits(false);
      }
      finished = true;
      if (this.#end.error !== undefined) throw this.#end.error;
    } finally {
      if (!finished) this.#options.left();
    }
  }

  /** A batch was taken: it is granted anew, except where another is there or on its way already and one is enough. */
  #grant(): void {
    this.#owed += 1;
    const isNarrow = this.#options.isNarrow?.() === true;
    if (isNarrow && this.#owed < CREDIT_WINDOW) return;
    const credit = isNarrow ? 1 : this.#owed;
    this.#owed -= credit;
    this.#options.grant(credit);
  }
}

/** What a provider that sends more than it was granted is told. */
export function floodedBy({ registration: { name, decoupled }, pid }: ServingPeer, credit = CREDIT_WINDOW): ProviderError {
  return new ProviderError('PROVIDER_MISBEHAVED', { provider: name, ...(pid === null ? {} : { pid }), credit }, {
    message: `Provider "${name}" (pid ${pid}) sent more batches of rows than its credit of ${credit} allowed; ${decoupled === undefined ? 'it is ended' : 'the connection to it is closed'}.`,
  });
}

/** The rows of a batch. Of one that cannot be read it throws what ends the connection that it came over. */
export function rowsFrom({ connection: { peer } }: ServingPeer, batch: RowBatch): readonly JsonObject[] {
  return rowsOf(batch, (what) => new ProviderError('PROTOCOL_VIOLATED', { peer }, { message: `${peer} ${what}. The connection to it was closed.` }));
}
