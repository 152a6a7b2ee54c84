/** What a connection allows. What happens beyond each limit is told at it; to live up to that is left to the reader, the writer and the connection. */

/** The limits of a connection; each has a default in {@link CONNECTION_LIMITS}. */
export interface ConnectionLimits {
  /** The largest body of a frame. A larger one that comes closes the connection; a larger one that goes fails alone. */
  readonly frameBytes: number;
  readonly headerBytes: number;
  /** How many objects and arrays may stand in one another. */
  readonly depth: number;
  /** Bytes that wait to be written before `drained` waits. */
  readonly writeQueueBytes: number;
  /** Bytes that wait to be written before the peer counts as not reading, which closes the connection. Two frames are always allowed. */
  readonly unreadBytes: number;
  /** How long a frame may stay unfinished. */
  readonly partialFrameMs: number;
  /**
   * Requests of the peer that may be unanswered at the same time. Further ones are refused with SERVER_LIMITS_EXCEEDED: to stop
   * reading instead would also stop the credit, the cancellations and the answers that those at work may be waiting for.
   */
  readonly requestsAtOnce: number;
}

/** The defaults. */
export const CONNECTION_LIMITS: ConnectionLimits = {
  frameBytes: 16 * 1024 * 1024,
  headerBytes: 256,
  depth: 64,
  writeQueueBytes: 4 * 1024 * 1024,
  unreadBytes: 32 * 1024 * 1024,
  partialFrameMs: 30_000,
  requestsAtOnce: 1024,
};
