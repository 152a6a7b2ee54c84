/** How a stop of the host is to go. */
export interface StopOptions {
  /** All in all; by default the setting `stop-timeout`. 0 ends everything at once. */
  readonly timeoutMs?: number;
}
