/** How the life of a program that has attached itself differs from one that a host has started. */
import type { InitializeParams } from '@provost/protocol';

/** A program that has attached itself lives by itself: it obeys whichever host is there, and nothing it refuses would hold anybody back. */
export interface AttachedOptions {
  /** What a host that did not register it cannot say. */
  readonly complete: (params: InitializeParams) => InitializeParams;
  /** Its load is over; `fault` where it failed. */
  readonly loaded: (fault?: unknown) => void;
}
