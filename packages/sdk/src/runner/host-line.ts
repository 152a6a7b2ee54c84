/**
 * The line to the host, whichever host there is: what a life says goes to the one that it obeys now. Between two hosts nothing is said; what is to be
 * known is told to the next one when it adopts. Finding that one is left to whoever runs the process.
 */
import type { NotificationMessage, PackedRows, RowEncoding } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';

export class HostLine {
  /** The connection to the host that is obeyed, or was last. */
  current: Connection;
  /** Whether another host may still come. */
  mayReturn = false;

  constructor(connection: Connection) {
    this.current = connection;
  }

  /** Whether there is no host, and none will come. */
  get isClosed(): boolean {
    return this.current.isClosed && !this.mayReturn;
  }

  /** Without a host it does nothing. Throws what says that this message can never be sent. */
  notify<P>(message: NotificationMessage<P>, params: P): void {
    this.current.notify(message, params);
  }

  /** As a connection has it. */
  get rowEncoding(): RowEncoding | undefined {
    return this.current.rowEncoding;
  }

  /** As a connection has it; without a host it does nothing. */
  notifyRows<P extends object>(message: NotificationMessage<P>, params: Omit<P, 'rows'>, rows: PackedRows): void {
    this.current.notifyRows(message, params, rows);
  }

  /** As a connection has it; rejects where there is no host. */
  drained(): Promise<void> {
    return this.current.drained();
  }

  ref(): void {
    this.current.ref();
  }

  unref(): void {
    this.current.unref();
  }
}
