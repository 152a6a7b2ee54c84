/** The events of one subscription on their way out: as many wait as may, and what finds no room is counted and told. What an event looks like is left to who raises it. */
import { RowsFromProvider, type JsonObject } from '@provost/protocol';
import { AnswerFault } from './answer-fault.js';
import { approximateBytes } from './approximate-bytes.js';
import type { StreamSink } from './row-stream.js';

export interface EventStreamOptions {
  /** The operation's. */
  readonly id: string;
  readonly credit: number;
  readonly frameBytes: number;
  /** The event that says how many were not taken. */
  readonly overflow: (dropped: number) => JsonObject;
}

/** The limits of what waits, and of a batch. */
export const EVENT_LIMITS = { waiting: 1_000, waitingBytes: 4 * 1024 * 1024, batch: 256, batchBytes: 64 * 1024 } as const;
/** What a frame holds besides its event. */
const ENVELOPE_BYTES = 1_024;

interface Waiting {
  readonly event: JsonObject;
  readonly bytes: number;
}

export class EventStream {
  readonly #sink: StreamSink;
  readonly #options: EventStreamOptions;
  #credit: number;
  #waiting: Waiting[] = [];
  #bytes = 0;
  #dropped = 0;
  #count = 0;
  /** Whether it is to be said that it is ready. */
  #isReady = false;
  #isClosed = false;
  #isSending = false;
  #whenRoom: (() => void)[] = [];

  constructor(sink: StreamSink, options: EventStreamOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#credit = options.credit;
  }

  /** How many were sent. */
  get count(): number {
    return this.#count;
  }

  /** Takes an event, and sends it when credit and the channel allow. Whether it was taken. Throws FRAME_TOO_LARGE. */
  raise(event: JsonObject): boolean {
    if (this.#isClosed) return false;
    const bytes = this.#sizeOf(event);
    if (!this.#hasRoom(bytes)) {
      this.#dropped += 1;
      return false;
    }
    if (this.#dropped > 0) this.#sayDropped(); // In the place of what was not taken.
    this.#waiting.push({ event, bytes });
    this.#bytes += bytes;
    this.#send();
    return true;
  }

  /** Allows that many batches more. */
  grant(credit: number): void {
    this.#credit += credit;
    this.#send();
  }

  /** From here on nothing is missed: says so. */
  ready(): void {
    this.#isReady = true;
    this.#send();
  }

  /** Settles when there is room for an event, or it is over. */
  drained(): Promise<void> {
    if (this.#isClosed || this.#hasRoom(0)) return Promise.resolve();
    return new Promise((resolve) => this.#whenRoom.push(resolve));
  }

  /** Nothing is taken or sent any more. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
    this.#bytes = 0;
    this.#tellRoom();
  }

  #hasRoom(bytes: number): boolean {
    return this.#waiting.length < EVENT_LIMITS.waiting && (this.#waiting.length === 0 || this.#bytes + bytes <= EVENT_LIMITS.waitingBytes);
  }

  #sayDropped(): void {
    this.#waiting.push({ event: this.#options.overflow(this.#dropped), bytes: ENVELOPE_BYTES });
    this.#bytes += ENVELOPE_BYTES;
    this.#dropped = 0;
  }

  /** In a later turn, so that what is raised in this one travels together. */
  #send(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    setImmediate(() => void this.#sendAll());
  }

  async #sendAll(): Promise<void> {
    try {
      while (!this.#isClosed && this.#credit > 0 && (this.#isReady || this.#waiting.length > 0 || this.#dropped > 0)) {
        if (this.#waiting.length === 0 && this.#dropped > 0) this.#sayDropped();
        const rows = this.#isReady ? [] : this.#takeBatch();
        this.#isReady = false;
        this.#credit -= 1;
        this.#count += rows.length;
        this.#sink.notify(RowsFromProvider, { context: this.#options.id, rows });
        this.#tellRoom();
        await this.#sink.drained();
      }
    } catch {
      this.close(); // The channel is gone, and with it whoever wanted them: its loss is told otherwise.
    } finally {
      this.#isSending = false;
    }
  }

  /** What waits, as far as one batch holds it; none is what says that it is ready. */
  #takeBatch(): JsonObject[] {
    let [count, bytes] = [0, 0];
    for (const one of this.#waiting) {
      if (count === EVENT_LIMITS.batch || (count > 0 && bytes + one.bytes > EVENT_LIMITS.batchBytes)) break;
      count += 1;
      bytes += one.bytes;
    }
    this.#bytes -= bytes;
    return this.#waiting.splice(0, count).map(({ event }) => event);
  }

  #tellRoom(): void {
    if (!this.#isClosed && !this.#hasRoom(0)) return;
    for (const resolve of this.#whenRoom.splice(0)) resolve();
  }

  #sizeOf(event: JsonObject): number {
    const bytes = approximateBytes(event);
    // No text is more than six times as long in JSON as it has characters: only what may be too large is measured.
    if (bytes * 6 + ENVELOPE_BYTES < this.#options.frameBytes) return bytes;
    const exact = Buffer.byteLength(JSON.stringify(event));
    if (exact + ENVELOPE_BYTES <= this.#options.frameBytes) return exact;
    throw new AnswerFault('FRAME_TOO_LARGE', { frameBytes: this.#options.frameBytes, eventBytes: exact }, {
      message: `An event is ${exact} bytes, more than frameBytes (${this.#options.frameBytes}) allows.`,
    });
  }
}
