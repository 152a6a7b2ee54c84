/**
 * Rows on their way to one client: as they came, packed where it takes that, and else as JSON. Each frame costs credit; a batch that is too
 * large for one goes in halves. Where rows come from is left to the door.
 */
import { ProviderError, RowsToClient, isErrorOf, isPacked, rowsOf, type JsonObject, type RowBatch } from '@provost/protocol';
import { CONNECTION_LIMITS, densePacking, packJson, type Connection, type RowPacking } from '@provost/protocol/node';
import type { CreditWindow } from './credit-window.js';

export interface RowSenderOptions {
  /** The client's own number for it. */
  readonly operation: number;
  readonly window: CreditWindow;
  readonly signal: AbortSignal;
}

export class RowSender {
  readonly #connection: Connection;
  readonly #options: RowSenderOptions;
  #packing: RowPacking | undefined;

  constructor(connection: Connection, options: RowSenderOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /** Sends a batch; a packed one must be in an encoding that the client takes. Settles when more may be sent. Rejects with FRAME_TOO_LARGE only where a single row is too large, and with the signal's reason. */
  async send(batch: RowBatch): Promise<void> {
    try {
      await this.#send(isPacked(batch) ? batch : this.#pack(batch));
    } catch (error) {
      if (!isErrorOf(error, 'FRAME_TOO_LARGE') || batch.length === 1) throw error;
      const rows = rowsOf(batch, unreadable);
      const middle = rows.length >> 1;
      await this.send(rows.slice(0, middle));
      await this.send(rows.slice(middle));
    }
  }

  /** Packed where the client takes that and all rows can be; else the rows. */
  #pack(rows: readonly JsonObject[]): RowBatch {
    const { rowEncoding } = this.#connection;
    if (rowEncoding === undefined || rows.length === 0) return rows;
    if (rowEncoding === 'json') return packJson(rows) ?? rows;
    const packing = (this.#packing ??= densePacking(CONNECTION_LIMITS.frameBytes));
    for (const row of rows) {
      if (packing.add(row) === 'added') continue;
      packing.clear();
      return rows;
    }
    return packing.take();
  }

  async #send(batch: RowBatch): Promise<void> {
    const { operation, window, signal } = this.#options;
    await window.take(signal);
    try {
      if (isPacked(batch)) this.#connection.notifyRows(RowsToClient, { operation }, batch);
      else this.#connection.notify(RowsToClient, { operation, rows: batch });
    } catch (error) {
      window.grant(1); // Nothing was written; the halves of the batch take credit of their own.
      throw error;
    }
    await this.#connection.drained();
  }
}

/** What was handed on as it came turns out to be no rows: that ends the one operation. */
function unreadable(what: string): ProviderError {
  return new ProviderError('INVALID_RESULT', {}, { message: `The rows cannot be read: their provider ${what}.` });
}
