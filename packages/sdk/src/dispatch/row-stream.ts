/** Sends the rows of one list in batches, no faster than the receiver grants and the channel takes. What a batch is, is left to the gathering. */
import type { JsonObject } from '@provost/protocol';
import type { Rows } from '../define/handlers.js';
import { RowGathering, type RowGatheringOptions, type RowSink } from './row-gathering.js';

/** What a stream goes out by. */
export interface StreamSink extends RowSink {
  drained(): Promise<void>;
}

export interface RowStreamOptions extends RowGatheringOptions {
  /** The operation's. */
  readonly id: string;
  /** How many batches may be sent before more is granted. */
  readonly credit: number;
}

/** How long a row of a slow source waits for others to travel with. */
const BATCH_WAIT_MS = 5;
/** How long rows are taken from a source without a turn for others who ask, and after how many rows that is looked at. */
const TURN_MS = 2;
const LOOK_AFTER_ROWS = 32;

export class RowStream {
  readonly #sink: StreamSink;
  readonly #id: string;
  readonly #batch: RowGathering;
  #credit: number;
  #count = 0;
  /** When the event loop had its last turn. */
  #turnedAtMs = 0;
  /** Sends what is gathered while a slow source is awaited. */
  #early: NodeJS.Timeout | undefined;
  #sent: Promise<void> = Promise.resolve();
  #granted: (() => void) | undefined;
  readonly #interrupts = new Set<(reason: unknown) => void>();
  /** Gives up the row that is awaited: one at a time, and nothing to be kept of each. */
  #interruptRow: ((reason: unknown) => void) | undefined;

  constructor(sink: StreamSink, options: RowStreamOptions) {
    this.#sink = sink;
    this.#id = options.id;
    this.#credit = options.credit;
    this.#batch = new RowGathering(sink, options);
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
    let isAborted = signal.aborted;
    const interrupt = (): void => {
      isAborted = true;
      for (const reject of this.#interrupts) reject(signal.reason);
      this.#interruptRow?.(signal.reason);
    };
    signal.addEventListener('abort', interrupt);
    const iterator = iteratorOf(rows);
    let isOpen = true;
    this.#turnedAtMs = performance.now();
    try {
      while (this.#count < limit) {
        if (isAborted) signal.throwIfAborted();
        if (this.#credit <= 0) await this.#credited();
        const next = iterator.next();
        const step = isPromise(next) ? await this.#waitFor(next) : next;
        if (step.done === true) {
          isOpen = false;
          break;
        }
        const row = write(step.value);
        let added = this.#batch.add(row, this.#count + 1);
        for (; added === 'not'; added = this.#batch.add(row, this.#count + 1)) await this.#flush();
        this.#count++;
        if (added === 'last' || this.#count === 1) await this.#flush();
        else if (this.#count % LOOK_AFTER_ROWS === 0 && performance.now() - this.#turnedAtMs >= TURN_MS) await this.#turn();
      }
      await this.#flush();
      return this.#count;
    } catch (thrown) {
      if (!signal.aborted) await this.#flush();
      throw thrown;
    } finally {
      clearTimeout(this.#early);
      if (isOpen) await iterator.return?.();
      signal.removeEventListener('abort', interrupt);
    }
  }

  /** Sends what is gathered, when credit and the channel allow. A turn of the event loop follows, so that a cancel is heard. */
  async #flush(): Promise<void> {
    await this.#sent;
    if (this.#batch.isEmpty) return;
    await this.#credited();
    if (!this.#batch.isEmpty) this.#sendBatch(); // It may have been sent early meanwhile.
    await this.#sent;
    this.#turnedAtMs = performance.now();
  }

  /** Lets the event loop have a turn in the middle of a batch: others who have asked are answered. */
  async #turn(): Promise<void> {
    await this.#untilInterrupted(nextTurn());
    this.#turnedAtMs = performance.now();
  }

  #sendBatch(): void {
    clearTimeout(this.#early);
    this.#early = undefined;
    this.#credit--;
    this.#batch.send(this.#id);
    this.#sent = this.#untilInterrupted(this.#sink.drained().then(nextTurn));
    // Whoever sends next awaits it; until then a closed channel is no unhandled rejection.
    this.#sent.catch(() => {});
  }

  /** From a timer, where nobody would catch what it throws: whoever sends next does. */
  #sendEarly(): void {
    this.#early = undefined;
    if (this.#credit <= 0 || this.#batch.isEmpty) return;
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
  #waitFor<T>(next: Promise<T>): Promise<T> {
    if (!this.#batch.isEmpty) this.#early ??= setTimeout(() => { this.#sendEarly(); }, BATCH_WAIT_MS);
    return new Promise<T>((resolve, reject) => {
      this.#interruptRow = reject;
      next.then(resolve, reject);
    });
  }

  #untilInterrupted<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#interrupts.add(reject);
      work.then(resolve, reject).finally(() => this.#interrupts.delete(reject));
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
