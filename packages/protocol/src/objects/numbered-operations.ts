/** The operations that a client of a host has under way: rows, progress and warnings find theirs by its number. When one begins and ends is left to those who ask. */
import type { DoorOptions } from '../door.js';
import { ProviderError, isProviderError } from '../errors/index.js';
import { ProgressToClient, RowsToClient, WarningToClient, type NotificationMessage, type Progress, type RowBatch } from '../messages/index.js';
import { TurnoverMap } from '../turnover-map.js';

/** A request on its way, as far as what is said of it can move it. */
export interface MovablePending {
  extend(): void;
  cancel(reason: ProviderError): void;
}

/** Where what carries an operation's number goes. */
export interface OperationListener {
  readonly progress: (progress: Progress) => void;
  readonly warning: (message: string) => void;
  readonly rows: (rows: RowBatch) => void;
}

export class NumberedOperations {
  readonly #byNumber = new TurnoverMap<number, OperationListener>();
  #last = 0;

  /** One for each connection, whose own the numbers are. It need not listen yet. */
  constructor(connection: { onNotification<P>(message: NotificationMessage<P>, act: (params: P) => void): void }) {
    connection.onNotification(RowsToClient, ({ operation, rows }) => this.#byNumber.get(operation)?.rows(rows));
    connection.onNotification(ProgressToClient, ({ operation, ...progress }) => this.#byNumber.get(operation)?.progress(progress));
    connection.onNotification(WarningToClient, ({ operation, message }) => this.#byNumber.get(operation)?.warning(message));
  }

  /** A number that was not used before. */
  next(): number {
    return (this.#last += 1);
  }

  /** From now on what carries that number goes there. */
  begin(number: number, listener: OperationListener): void {
    this.#byNumber.set(number, listener);
  }

  /** What comes later for that number is dropped. */
  end(number: number): void {
    this.#byNumber.delete(number);
  }
}

/** Tells the caller what is said of its operation. What a listener throws must not be lost, nor end the connection that others use: it ends its own operation. */
export function listening(method: string, pending: MovablePending, options: DoorOptions): OperationListener {
  const tell = (name: string, act: () => void): void => {
    try {
      act();
    } catch (cause) {
      pending.cancel(isProviderError(cause) ? cause : new ProviderError('FAILED', { mayHaveRun: true }, { message: `${method} was given up because its ${name} threw: ${String(cause)}`, cause }));
    }
  };
  return {
    progress(progress) {
      pending.extend();
      tell('onProgress', () => options.onProgress?.(progress));
    },
    warning: (message) => { tell('onWarning', () => options.onWarning?.(message)); },
    rows: () => { /* Not asked for: a request without rows. */ },
  };
}
