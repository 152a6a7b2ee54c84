/** How long things may take in one activation: what holds at the moment at which it is asked. */
export interface ActivationLimits {
  readonly releaseTimeoutMs: () => number;
  readonly termGraceMs: () => number;
}
