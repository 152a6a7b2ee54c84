/** The states of one activation: one loaded life of a provider. One state word at a time; a field exists only where it means something. */
import type { UnloadReason } from '@provost/protocol';

/** Why an activation is being killed rather than released. */
export type KillCause = 'load-failed' | 'not-adopted' | 'release-timed-out' | 'channel-closed' | 'exited' | 'misbehaved' | 'hung' | 'forced';

/** The contexts that refuse, each once. What else is known of a refusal is kept where it is shown. */
export type Contexts = readonly string[];

/** What is open on an activation: leases of requests, and its own calls back into the host. */
export interface Open {
  readonly leases: number;
  readonly calls: number;
  readonly refusals: Contexts;
}

/** Only the slot's transition makes a new one. */
export type ActivationState =
  /** It was loaded by an earlier host, still runs, and has not yet said where it stands. Takes no lease; those who ask wait. `leaves`: why it has to go then; `isUrgent`: without waiting for what is open. */
  | { readonly name: 'adopting'; readonly sinceMs: number; readonly leaves?: UnloadReason; readonly isUrgent?: true }
  /** Being spawned, or has not answered initialize. Takes no lease; those who ask wait. `begun`: initialize was sent, so the author's code may run. `again`: it was a client. */
  | ({ readonly name: 'loading'; readonly sinceMs: number; readonly begun: boolean; readonly again?: true } & Open)
  /** At least one lease or call is open. */
  | ({ readonly name: 'busy'; readonly sinceMs: number } & Open)
  /** Nothing is open, but a context refuses. */
  | { readonly name: 'held'; readonly sinceMs: number; readonly refusals: Contexts }
  /** The only state that a sweep looks at. `sinceMs`: when the last lease, call or refusal went. `fromMs`: what the window counts from, an edit of ClearAfter included. */
  | { readonly name: 'idle'; readonly sinceMs: number; readonly fromMs: number }
  /** Finishes what is open and takes no new request; then it is told to release. */
  | ({ readonly name: 'draining'; readonly sinceMs: number; readonly reason: UnloadReason } & Open)
  /** Told to release. Takes no lease, and nothing more is sent to it. What opens meanwhile counts again should it refuse. `next`: why it has to go all the same then. `hasLeft`: it is on its way out already, and no longer refuses. */
  | { readonly name: 'releasing'; readonly sinceMs: number; readonly reason: UnloadReason; readonly calls: number; readonly refusals: Contexts; readonly next?: UnloadReason; readonly hasLeft?: true }
  /** Not pure: it has released, and its process stays as a client of the host. */
  | { readonly name: 'client'; readonly sinceMs: number; readonly calls: number }
  /** Its tree is being ended. */
  | { readonly name: 'killing'; readonly sinceMs: number; readonly cause: KillCause; readonly reason: UnloadReason | undefined }
  /** The exit was seen and the channel is drained. Final. */
  | { readonly name: 'gone'; readonly sinceMs: number };

export type Serving = Extract<ActivationState, { name: 'busy' | 'held' | 'idle' }>;

/** Whether a request may take a lease in that state. */
export function isServing(state: ActivationState): state is Serving {
  return state.name === 'busy' || state.name === 'held' || state.name === 'idle';
}

/** Whether it serves or is on its way to: of one registration there is at most one such activation. */
export function isCurrent(state: ActivationState): boolean {
  return isServing(state) || state.name === 'loading' || state.name === 'adopting';
}

/** Whether that step is a failure of the provider's own: a load that failed, a crash, a hang, a breach of the protocol. What was told to go fails nobody. */
export function hasFailed(from: ActivationState, to: ActivationState): boolean {
  return to.name === 'killing' && to.cause !== 'forced' && (isServing(from) || from.name === 'loading');
}

/** Why it leaves, of one that does. */
export function reasonOf(state: ActivationState | undefined): UnloadReason | undefined {
  if (state?.name === 'releasing') return state.next ?? state.reason;
  if (state?.name === 'adopting') return state.leaves;
  return state?.name === 'killing' || state?.name === 'draining' ? state.reason : undefined;
}

/** How many requests are at work in it. */
export function leasesOf(state: ActivationState): number {
  return 'leases' in state ? state.leases : 0;
}

/** Who refuses, as far as the host knows. */
export function refusalsOf(state: ActivationState): Contexts {
  return 'refusals' in state ? state.refusals : NO_CONTEXTS;
}

export const NO_CONTEXTS: Contexts = [];

/** What can happen to an activation. */
export type LifecycleEvent =
  /** Initialize is being sent. */
  | { readonly name: 'begun' }
  /** It answered initialize. */
  | { readonly name: 'ready' }
  | { readonly name: 'load-failed' }
  /** It obeys this host, and has said where it stands. `leases`: operations of earlier hosts that have not returned. */
  | { readonly name: 'adopted'; readonly as: 'loading' | 'serving' | 'client'; readonly leases: number; readonly refusals: Contexts }
  /** It does not, or has not said so in time. */
  | { readonly name: 'not-adopted' }
  | { readonly name: 'lease-ended' }
  /** It asks the host for something, or has got its answer. */
  | { readonly name: 'call-opened' }
  | { readonly name: 'call-closed' }
  /** A context refuses to have it unloaded, or takes that back. */
  | { readonly name: 'refused'; readonly context: string }
  | { readonly name: 'requested'; readonly context: string }
  /** A sweep came by; `clearAfterMs` is what holds for this activation at this moment. */
  | { readonly name: 'swept'; readonly clearAfterMs: number }
  | { readonly name: 'clear-after-edited' }
  /** It is to go once it is at rest; refusals do not count. */
  | { readonly name: 'drain-asked'; readonly reason: UnloadReason }
  /** It is to go now: those who may not override what is open ask first. */
  | { readonly name: 'unload-asked'; readonly reason: UnloadReason }
  /** Its vote against an idle release. */
  | { readonly name: 'vote-refused' }
  /** It has let go, and stays as a client. */
  | { readonly name: 'became-client' }
  /** A client is to serve again. */
  | { readonly name: 'wanted' }
  | { readonly name: 'release-timed-out' }
  /** The process was seen to end. What it said before may still be in the channel. */
  | { readonly name: 'exited' }
  /** The channel closed although the process has not been seen to end. */
  | { readonly name: 'channel-closed' }
  | { readonly name: 'misbehaved' }
  /** An operation passed its deadline, and a ping was not answered either. */
  | { readonly name: 'hung' }
  /** The death certificate: exit seen and channel drained. */
  | { readonly name: 'certified' };

/** What the world is to be told, in this order. The state has changed before any of it is done. */
export type LifecycleEffect =
  | 'initialize' | 'end-leases' | 'send-release' | 'arm-release-timer' | 'disarm' | 'arm-channel-timer' | 'end-tree' | 'settle';
