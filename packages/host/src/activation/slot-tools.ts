/** What a slot needs of the rest of the host, and whom it tells. */
import type { ExitView } from '@provost/protocol';
import type { Clock } from '../clock.js';
import type { ActivationState, LifecycleEvent } from '../lifecycle/activation-state.js';
import type { Registration } from '../registration/registration.js';
import type { ActivationRecord } from '../repository/activation-records.js';
import type { Supervision } from '../supervision/supervision.js';
import type { Activation } from './activation.js';
import type { Slot } from './slot.js';

/** Told of what happens to the lives of a slot. */
export interface SlotListener {
  /** The state has changed by name. */
  entered(activation: Activation, from: ActivationState): void;
  /** The exit was seen and the channel is drained. Called once. */
  ended(activation: Activation, exit: ExitView): void;
}

export interface SlotTools {
  readonly clock: Clock;
  /** Makes the activation of a new life, or of one that an earlier host has begun. */
  readonly make: (slot: Slot, state: ActivationState, enter: (event: LifecycleEvent) => void, found?: ActivationRecord) => Activation;
  /** Loads it: from nothing, or where it is a client already by another initialize. Settles when it serves or has failed. */
  readonly load: (activation: Activation) => Promise<void>;
  /** Takes over what an earlier host has left. Settles as `load`, or when it is gone. */
  readonly adopt: (activation: Activation, found: ActivationRecord) => Promise<void>;
  /** Throws where no further request may wait. */
  readonly refuseFurther: (slot: Slot) => void;
  readonly concurrency: (registration: Registration) => number;
  /** Watches over the provider; `changed` is called when what it says of a new life changes by itself. */
  readonly supervise: (slot: Slot, changed: () => void) => Supervision;
  /** What the rest of the host is to know. */
  readonly listener: SlotListener;
}
