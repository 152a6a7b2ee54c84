/** Sends the rows of one list in batches, no faster than the receiver grants and the channel takes. What a row looks like is left to who calls it. */
import { RowsFromProvider, type JsonObject, type NotificationMessage } from '@provost/protocol';
import type { Rows } from '../define/handlers.js';
import { AnswerFault } from './answer-fault.js';
import { approximateBytes } from './approximate-bytes.js';

/** What the rows go out by. */
export interface RowSink {
  notify<P>(message: NotificationMessage<P>, params: P): void;
  drained(): Promise<void>;
}

export interface RowStreamOptions {
  /** The operation's. */
  readonly id: string;
  /** How many batches may be sent before more is granted. */
  readonly credit: number;
  readonly frameBytes: number;
  /** What an error calls a row. */
  readonly nameOf: (row: JsonObject) => string;
}

/** The limits of a batch. */
const BATCH_ROWS = 256;
const BATCH_BYTES = 32 * 1024;
/** How long a row of a slow source waits for others to travel with. */
const BATCH_WAIT_MS = 5;
/** What a frame holds besides its row. */
const ENVELOPE_BYTES = 1024;

export class RowStream {
  readonly #sink: RowSink;
  readonly #id: string;
  readonly #frameBytes: number;
  readonly #nameOf: (row: JsonObject) => string;
  readonly #batchBytes: number;
  #credit: number;
  #count = 0;
  #batch: JsonObject[] = [];
  #bytes = 0;
  #sent: Promise<void> = Promise.resolve();
  #granted: (() => void) | undefined;
  readonly #interrupts = new Set<(reason: unknown) => void>();

  constructor(sink: RowSink, options: RowStreamOptions) {
    this.#sink = sink;
    this.#id = options.id;
    this.#credit = options.credit;
    this.#frameBytes = options.frameBytes;
    this.#nameOf = options.nameOf;
    this.#batchBytes = Math.min(BATCH_BYTES, options.frameBytes / 8);
  }

  /** Allows that many batches more. */
  grant(credit: number): void {
    this.#credit += credit;
    this.#granted?.();
  }

  /**
   * Sends all rows and answers how many they were; at most `limit`. The source is not advanced without credit, and is closed when
   * the rest is not wanted. What it throws is thrown, once the rows before it are sent.
   */
  async send(rows: Rows<unknown>, write: (row: unknown) => JsonObject, signal: AbortSignal, limit = Infinity): Promise<number> {
    const interrupt = (): void => {
      for (const reject of this.#interrupts) reject(signal.reason);
    };
    signal.addEventListener('abort', interrupt);
    const iterator = iteratorOf(rows);
    let isOpen = true;
    try {
      while (this.#count < limit) {
        signal.throwIfAborted();
        if (this.#credit <= 0) await this.#credited();
        const next = iterator.next();
        const step = isPromise(next) ? await this.#waitFor(next) : next;
        if (step.done === true) {
          isOpen = false;
          break;
        }
        const row = write(step.value);
        const bytes = this.#sizeOf(row);
        if (this.#batch.length > 0 && this.#bytes + bytes > this.#batchBytes) await this.#flush();
        this.#batch.push(row);
        this.#bytes += bytes;
        this.#count++;
        if (this.#count === 1 || this.#batch.length >= BATCH_ROWS || this.#bytes >= this.#batchBytes) await this.#flush();
      }
      await this.#flush();
      return this.#count;
    } catch (thrown) {
      if (!signal.aborted) await this.#flush();
      throw thrown;
    } finally {
      if (isOpen) await iterator.return?.();
      signal.removeEventListener('abort', interrupt);
    }
  }

  /** Sends what is gathered, when credit and the channel allow. A turn of the event loop follows, so that a cancel is heard. */
  async #flush(): Promise<void> {
    await this.#sent;
    if (this.#batch.length === 0) return;
    await this.#credited();
    this.#sendBatch();
    await this.#sent;
  }

  #sendBatch(): void {
    const rows = this.#batch;
    this.#batch = [];
    this.#bytes = 0;
    this.#credit--;
    this.#sink.notify(RowsFromProvider, { context: this.#id, rows });
    this.#sent = this.#untilInterrupted(this.#sink.drained().then(nextTurn));
    // Whoever sends next awaits it; until then a closed channel is no unhandled rejection.
    this.#sent.catch(() => {});
  }

  /** From a timer, where nobody would catch what it throws: whoever sends next does. */
  #sendEarly(): void {
    if (this.#credit <= 0) return;
    try {
      this.#sendBatch();
    } catch (unsendable) {
      this.#sent = Promise.reject(unsendable as Error);
      this.#sent.catch(() => {});
    }
  }

  async #credited(): Promise<void> {
    while (this.#credit <= 0) {
      await this.#untilInterrupted(new Promise<void>((resolve) => (this.#granted = resolve)));
    }
  }

  /** Awaits a slow source; meanwhile what is gathered already is sent after a moment. */
  async #waitFor<T>(next: Promise<T>): Promise<T> {
    const timer = this.#batch.length === 0 ? undefined : setTimeout(() => { this.#sendEarly(); }, BATCH_WAIT_MS);
    try {
      return await this.#untilInterrupted(next);
    } finally {
      clearTimeout(timer);
    }
  }

  #untilInterrupted<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#interrupts.add(reject);
      work.then(resolve, reject).finally(() => this.#interrupts.delete(reject));
    });
  }

  #sizeOf(row: JsonObject): number {
    const bytes = approximateBytes(row);
    // No text is more than six times as long in JSON as it has characters: only what may be too large is measured.
    if (bytes * 6 < this.#frameBytes) return bytes;
    const exact = Buffer.byteLength(JSON.stringify(row));
    if (exact + ENVELOPE_BYTES <= this.#frameBytes) return exact;
    throw new AnswerFault('FRAME_TOO_LARGE', { frameBytes: this.#frameBytes, rowBytes: exact }, {
      message: `${this.#nameOf(row)}, row ${this.#count + 1} of the list, is ${exact} bytes, more than frameBytes (${this.#frameBytes}) allows.`,
    });
  }
}

function iteratorOf(rows: Rows<unknown>): Iterator<unknown> | AsyncIterator<unknown> {
  return Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as { readonly then?: unknown }).then === 'function';
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
