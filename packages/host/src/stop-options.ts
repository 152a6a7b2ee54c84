/** How a stop of the host is to go. */
export interface StopOptions {
  /** All in all; by default the setting `stop-timeout`. 0 ends everything at once. */
  readonly timeoutMs?: number;
  /** What is at work is cancelled at once instead of given half of the time. */
  readonly force?: boolean;
  /** The host goes and its providers stay: the next host takes them over, or they end by themselves. */
  readonly leave?: boolean;
}
