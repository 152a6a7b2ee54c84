/** What may be known of a connection's memory, and of what is open on it. */

/** What a connection holds at this moment. */
export interface ConnectionLoad {
  readonly unreadBytes: number;
  readonly unwrittenBytes: number;
  readonly requestsIn: number;
  readonly requestsOut: number;
  /** Whether the library holds a request still. */
  readonly isAwaiting: boolean;
}
