/** What may be said with each operation. Types only. */

/** What a client may say of an operation. */
export interface CallOptions {
  /** The client's own number for it: progress, warnings and rows carry it. Unique on the connection while it runs. */
  readonly operation?: number;
  readonly timeoutMs?: number;
  /** Makes asking again safe where the provider honours it. */
  readonly operationId?: string;
}
