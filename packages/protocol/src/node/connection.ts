/**
 * One connection to one peer: JSON-RPC over a stream, by vscode-jsonrpc behind our own bounded reader and writer.
 * It answers everyone: a close, a failed write and a synchronous throw become one error for all that is pending.
 * What the messages mean is left to those who use it.
 */
import type { ConnectionLoad } from './connection-load.js';
import type { Duplex } from 'node:stream';
import type { AbortSignalLike, NotificationMessage, PackedRows, ProviderError, RequestMessage, RowEncoding } from '../index.js';
import type { ConnectionClock } from './clock.js';
import type { ConnectionLimits } from './connection-limits.js';
import { RpcConnection } from './rpc-connection.js';

export interface ConnectionOptions {
  /** Who is on the other side, as an error names it: `provider "notes" (pid 4121)`, `the host`. */
  readonly peer: string;
  readonly limits?: Partial<ConnectionLimits>;
  /** Time, for tests; by default the process's own. */
  readonly clock?: ConnectionClock;
  /** The peer's requests that are being answered when the connection closes go on, with nobody to answer. By default they are aborted. */
  readonly answersGoOn?: boolean;
}

/** A request of the peer, while it is being answered. */
export interface IncomingRequest {
  /** Aborted when the peer cancels and when the connection closes. Made only when it is read, so that a quick answer pays nothing for it. */
  readonly signal: AbortSignal;
  /** The same, with no more than a listener needs: an AbortSignal for each request would cost more than all the rest of a quick one. */
  readonly cancellation: AbortSignalLike;
  /** Calls `act` once its answer is queued, in the same turn; never where the connection closes before. For one at most. */
  whenAnswered(act: () => void): void;
}

/** A request of ours, while it is being answered. */
export interface PendingRequest<R> {
  readonly result: Promise<R>;
  /** As `result.then`, which would cost one promise more. Ask for either, and once. */
  settled<T>(answered: (result: R) => T, failed: (reason: ProviderError) => T | Promise<T>): Promise<T>;
  /** Once it is rejected: whether the peer cannot have read it, because the connection was lost before, or it could not be sent at all. */
  readonly isUnsent: boolean;
  /** Starts its deadline anew. */
  extend(): void;
  /** Rejects it at once with `reason` and tells the peer; an answer that comes later is dropped. Does nothing once it is settled. */
  cancel(reason: ProviderError): void;
  /** Calls `act` once the peer is through with it: with its answer, also one that nobody waits for any more, or the end of the connection. At once when it is. */
  whenReturned(act: () => void): void;
}

export interface Connection {
  readonly peer: string;
  /** Settles with the reason when nothing can be sent or received any more. Never rejects. */
  readonly closed: Promise<ProviderError>;
  readonly isClosed: boolean;
  /** What is held in memory on behalf of the peer. */
  readonly load: ConnectionLoad;
  /** Once it is closed: whether the peer closed it, and all that it had said before was read. */
  readonly isHeardOut: boolean;
  /** How rows may be written for the peer, as both have agreed in hello; undefined, as at first: only inside of a message. */
  rowEncoding: RowEncoding | undefined;
  onRequest<P, R>(message: RequestMessage<P, R>, answer: (params: P, incoming: IncomingRequest) => R | Promise<R>): void;
  /**
   * Called in the order in which frames arrived, rows and answers included; what awaits an answer goes on before the next frame is
   * handled. What it throws closes the connection: a notification has nobody else to tell.
   */
  onNotification<P>(message: NotificationMessage<P>, act: (params: P) => void): void;
  /** Starts handling frames; call it once the handlers are set. Nothing is read before. Idempotent. */
  listen(): void;
  /** Every request has a deadline. Never throws: what is wrong rejects `result`. */
  send<P, R>(message: RequestMessage<P, R>, params: P, timeoutMs: number): PendingRequest<R>;
  /** `send` with an AbortSignal, for those who want only the result. */
  request<P, R>(message: RequestMessage<P, R>, params: P, options: { readonly timeoutMs: number; readonly signal?: AbortSignal }): Promise<R>;
  /** Errors speak of the peer under that name from here on. */
  rename(peer: string): void;
  /** On a closed connection it does nothing. Throws only what says that this message can never be sent: FRAME_TOO_LARGE, INVALID_PARAMETER. */
  notify<P>(message: NotificationMessage<P>, params: P): void;
  /** What is said from here on goes in one piece, and not before {@link flush} or the end of the turn. */
  hold(): void;
  /** Hands what is queued to the system now; whether it has taken all of it. What it has taken reaches the peer, in its order, whatever becomes of this process. */
  flush(): boolean;
  /**
   * Likewise, with rows apart from what is said of them: the peer must have said that it takes them so. What they lie in may be used again when this returns.
   */
  notifyRows<P extends object>(message: NotificationMessage<P>, params: Omit<P, 'rows'>, rows: PackedRows): void;
  /** Resolves when the peer has taken enough of what was written that more may be; at once when it has. Rejects when the connection closes. */
  drained(): Promise<void>;
  /** Whether an open connection keeps the process alive, as Node's sockets have it; at first it does. */
  ref(): void;
  unref(): void;
  /** Idempotent. Writes what is queued first; everything pending is answered with `reason`. */
  close(reason?: ProviderError): void;
}

/** Opens a connection over a stream that is connected already. */
export function openConnection(stream: Duplex, options: ConnectionOptions): Connection {
  return new RpcConnection(stream, options);
}
