/** The rows of one batch: packed where the receiver takes them so, else as they are. When they are sent is left to the row stream. */
import { RowsFromProvider, type JsonObject, type NotificationMessage, type PackedRows, type RowEncoding } from '@provost/protocol';
import { ROW_DEPTH, densePacking, packJson, type RowPacking } from '@provost/protocol/node';
import { AnswerFault } from './answer-fault.js';
import { approximateBytes } from './approximate-bytes.js';

/** What rows go out by. */
export interface RowSink {
  notify<P>(message: NotificationMessage<P>, params: P): void;
  /** How rows may be written for the receiver apart from what is said of them; undefined where they may not. */
  readonly rowEncoding?: RowEncoding | undefined;
  notifyRows?<P extends object>(message: NotificationMessage<P>, params: Omit<P, 'rows'>, rows: PackedRows): void;
}

export interface RowGatheringOptions {
  readonly frameBytes: number;
  /** What an error calls a row. */
  readonly nameOf: (row: JsonObject) => string;
}

/** What became of a row: `added`; `last`, with it it is time to send the batch; `not`, what is there must be sent before. */
export type Gathered = 'added' | 'last' | 'not';

/** The limits of a batch. */
const BATCH_ROWS = 256;
const DENSE_BATCH_ROWS = 512;
const BATCH_BYTES = 40 * 1024;
/** What a frame holds besides its row. */
const ENVELOPE_BYTES = 1024;

export class RowGathering {
  readonly #sink: RowSink;
  readonly #options: RowGatheringOptions;
  readonly #batchBytes: number;
  readonly #encoding: RowEncoding | undefined;
  readonly #packing: RowPacking | undefined;
  /** From the first row on that cannot be said densely none is: the next ones will be like it. */
  #isPlain = false;
  /** A row was nested too deep, which is told of where it is sent as it is. */
  #isDeep = false;
  #rows: JsonObject[] = [];
  #bytes = 0;

  constructor(sink: RowSink, options: RowGatheringOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#batchBytes = Math.min(BATCH_BYTES, options.frameBytes / 8);
    this.#encoding = sink.notifyRows === undefined ? undefined : sink.rowEncoding;
    if (this.#encoding === 'msgpack') this.#packing = densePacking(options.frameBytes / 8);
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0 && (this.#packing === undefined || this.#packing.count === 0);
  }

  /** Adds a row, the `number`th of its list. Throws FRAME_TOO_LARGE for a row that no frame may have. */
  add(row: JsonObject, number: number): Gathered {
    const packing = this.#packing;
    if (packing === undefined) return this.#addPlain(row, number);
    if (!this.#isPlain) {
      const added = packing.add(row);
      if (added === 'added') return packing.count >= DENSE_BATCH_ROWS || packing.bytes >= this.#batchBytes ? 'last' : 'added';
      if (added === 'inexact') this.#isPlain = true;
    }
    return packing.count === 0 ? this.#addPlain(row, number) : 'not';
  }

  /** Sends what is there, and is empty again. Throws what says that it can never be sent. */
  send(context: string): void {
    const packing = this.#packing;
    if (packing !== undefined && packing.count > 0) return this.#sink.notifyRows!(RowsFromProvider, { context }, packing.take());
    const rows = this.#rows;
    this.#rows = [];
    this.#bytes = 0;
    const packed = this.#encoding === undefined || this.#isDeep ? undefined : packJson(rows, true);
    if (packed === undefined) this.#sink.notify(RowsFromProvider, { context, rows });
    else this.#sink.notifyRows!(RowsFromProvider, { context }, packed);
  }

  #addPlain(row: JsonObject, number: number): Gathered {
    const bytes = this.#sizeOf(row, number);
    if (this.#rows.length > 0 && this.#bytes + bytes > this.#batchBytes) return 'not';
    this.#rows.push(row);
    this.#bytes += bytes;
    return this.#rows.length >= BATCH_ROWS || this.#bytes >= this.#batchBytes ? 'last' : 'added';
  }

  #sizeOf(row: JsonObject, number: number): number {
    const { frameBytes, nameOf } = this.#options;
    const bytes = approximateBytes(row, ROW_DEPTH);
    if (Number.isNaN(bytes)) this.#isDeep = true;
    // No text is more than six times as long in JSON as it has characters: only what may be too large is measured.
    if (bytes * 6 < frameBytes) return bytes;
    const exact = Buffer.byteLength(JSON.stringify(row));
    if (exact + ENVELOPE_BYTES <= frameBytes) return exact;
    throw new AnswerFault('FRAME_TOO_LARGE', { frameBytes, rowBytes: exact }, {
      message: `${nameOf(row)}, row ${number} of the list, is ${exact} bytes, more than frameBytes (${frameBytes}) allows.`,
    });
  }
}
