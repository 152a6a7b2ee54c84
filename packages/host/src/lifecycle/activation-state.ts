/** The states of one activation: one loaded life of a provider. One state word at a time; a field exists only where it means something. */
import type { UnloadReason } from '@provost/protocol';

/** Why an activation is being killed rather than released. */
export type KillCause = 'load-failed' | 'release-timed-out' | 'channel-closed' | 'misbehaved' | 'hung' | 'forced';

/** Only `Activation.enter` assigns it. */
export type ActivationState =
  /** Being spawned, or has not answered initialize. Takes no lease; those who ask wait. */
  | { readonly name: 'loading'; readonly sinceMs: number }
  /** At least one request holds a lease. */
  | { readonly name: 'busy'; readonly sinceMs: number; readonly leases: number }
  /** No lease. The only state that a sweep looks at; `sinceMs` is the latest of last use, load and an edit of ClearAfter. */
  | { readonly name: 'idle'; readonly sinceMs: number }
  /** Told to release. Takes no lease, and nothing more is sent to it. */
  | { readonly name: 'releasing'; readonly sinceMs: number; readonly reason: UnloadReason }
  /** Its tree is being ended. */
  | { readonly name: 'killing'; readonly sinceMs: number; readonly cause: KillCause; readonly reason: UnloadReason | undefined }
  /** The exit was seen and the channel is drained. Final. */
  | { readonly name: 'gone'; readonly sinceMs: number };

/** Whether a request may take a lease in that state. */
export function isServing(state: ActivationState): boolean {
  return state.name === 'idle' || state.name === 'busy';
}

/** What can happen to an activation. */
export type LifecycleEvent =
  /** It answered initialize. */
  | { readonly name: 'ready' }
  | { readonly name: 'load-failed' }
  | { readonly name: 'lease-taken' }
  | { readonly name: 'lease-ended' }
  /** A sweep came by; `clearAfterMs` is what holds for this activation at this moment. */
  | { readonly name: 'swept'; readonly clearAfterMs: number }
  /** It is to go, whether or not it is at work: those who may not override that ask first. */
  | { readonly name: 'unload-asked'; readonly reason: UnloadReason }
  | { readonly name: 'release-timed-out' }
  /** The channel closed although the process has not been seen to end. */
  | { readonly name: 'channel-closed' }
  | { readonly name: 'misbehaved' }
  /** An operation passed its deadline, and a ping was not answered either. */
  | { readonly name: 'hung' }
  /** The death certificate: exit seen and channel drained. */
  | { readonly name: 'certified' };

/** What the world is to be told, in this order. The state has changed before any of it is done. */
export type LifecycleEffect = 'admit' | 'end-leases' | 'send-release' | 'arm-release-timer' | 'arm-channel-timer' | 'end-tree' | 'settle';
