/** The state of a slot, which is everything that decides when a registration's provider is loaded, who is admitted and who goes. One writer: the slot. */
import type { UnloadReason } from '@provost/protocol';
import { isCurrent, isServing, type ActivationState, type LifecycleEffect, type LifecycleEvent, type Serving } from './activation-state.js';

/** One activation in the eyes of its slot. */
export interface Life {
  /** Rises with each load. */
  readonly number: number;
  readonly state: ActivationState;
}

/** What supervision says of a new life: it may begin, those who want it wait a little, or they are told that it may not. */
export type MayLoad = 'yes' | 'later' | 'no';

export interface SlotState {
  /** All that are not gone, oldest first. */
  readonly lives: readonly Life[];
  /** How many lives there were. */
  readonly loads: number;
  /** Requests that wait for a lease. In which order they get one is left to the slot. */
  readonly waiting: number;
  /** Whether it takes requests: no longer once its registration is gone or the host stops. */
  readonly isOpen: boolean;
  /** Whether it may load. What is loaded serves on when it may not. */
  readonly isEnabled: boolean;
  /** After a failure no life begins until supervision has spoken. What is loaded serves on whatever it says. */
  readonly mayLoad: MayLoad;
  /** Whether a new life may begin while the last is still leaving. */
  readonly overlap: boolean;
  /** Requests at work at the same time. */
  readonly room: number;
}

export type SlotEvent =
  /** A process of an earlier host still runs that was of this registration as it is now. */
  | { readonly name: 'found' }
  /** A request wants a lease. */
  | { readonly name: 'asked' }
  /** A request that a life waits for itself, through others: it is served by that life, or by none. */
  | { readonly name: 're-entered'; readonly life: number }
  /** Initialize is being sent to that life, and what the first who waits wants can go with it. */
  | { readonly name: 'initializing'; readonly life: number }
  /** One who waited no longer does. */
  | { readonly name: 'gave-up' }
  /** Something has happened to one life. */
  | { readonly name: 'lived'; readonly life: number; readonly event: LifecycleEvent }
  /** The registration has changed: what is loaded drains, and the next life is of the new one. */
  | { readonly name: 'updated'; readonly overlap: boolean; readonly room: number }
  | { readonly name: 'limits-changed'; readonly overlap: boolean; readonly room: number }
  | { readonly name: 'enabled'; readonly isEnabled: boolean }
  /** Supervision has spoken. */
  | { readonly name: 'may-load'; readonly mayLoad: MayLoad }
  /** It takes no request any more. */
  | { readonly name: 'closed' }
  /** All that is alive is to go once it is at rest. */
  | { readonly name: 'drain'; readonly reason: UnloadReason }
  /** All that is alive is to go now. */
  | { readonly name: 'unload'; readonly reason: UnloadReason };

/** What the slot is to do, in this order. */
export type SlotEffect =
  /** Leases of that life, for the first `count` who wait. */
  | { readonly do: 'admit'; readonly life: number; readonly count: number }
  /** A lease of that life, which loads, for the first who waits: its request goes with initialize. It gets it once the life serves. */
  | { readonly do: 'send-early'; readonly life: number }
  /** All who wait are told: why is known to the slot. */
  | { readonly do: 'fail-waiting'; readonly why: 'load-failed' | 'closed' | 'disabled' | 'held-off' }
  | { readonly do: 'refuse-re-entry' }
  | { readonly do: 'load'; readonly life: number }
  | { readonly do: 'adopt'; readonly life: number }
  | { readonly do: LifecycleEffect; readonly life: number };

export function emptySlot(of: { readonly overlap: boolean; readonly room: number; readonly isEnabled: boolean }): SlotState {
  return { lives: [], loads: 0, waiting: 0, isOpen: true, mayLoad: 'yes', ...of };
}

/** The life that serves or is on its way to; there is at most one. */
export function currentLife({ lives }: SlotState): Life | undefined {
  return lives.findLast(({ state }) => isCurrent(state));
}

export function servingLife({ lives }: SlotState): (Life & { readonly state: Serving }) | undefined {
  return lives.findLast((life): life is Life & { state: Serving } => isServing(life.state));
}
