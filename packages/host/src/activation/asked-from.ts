/** A provider that asks its own host for something. Who waits for whom by it is left to the operations. */
import type { ServingPeer } from './lease-source.js';

/** A provider that asks the host, and the context in which it does. */
export interface AskedFrom {
  readonly activation: ServingPeer;
  readonly context: string;
}
