/**
 * Where operations get their leases: a slot, which loads a provider for them, or a program that has attached itself. What an operation needs of
 * either, and of whoever serves it, stands here; how each comes to serve is left to them.
 */
import type { ProviderError, TurnoverMap } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import type { ActivationState, LifecycleEvent } from '../lifecycle/activation-state.js';
import type { Registration } from '../registration/registration.js';
import type { EarlyAsker } from './early-call.js';
import type { Lease } from './lease.js';

/** Who serves what leases are taken for: an activation, or a program that has attached itself. */
export interface ServingPeer {
  readonly registration: Registration;
  readonly pid: number | null;
  /** Only while it serves, or is on its way to with a connection. */
  readonly connection: Connection;
  /** Whether its rows and results were checked at their source. */
  readonly validates: boolean;
  readonly state: { readonly name: ActivationState['name'] };
  /** Whether a request may take a lease now. */
  readonly isServing: boolean;
  readonly leases: TurnoverMap<string, Lease>;
  /** Called when it has answered a request for the first time. */
  onFirstAnswer: (() => void) | undefined;
  /** Called by the lease, once. */
  leaseEnded(lease: Lease): void;
  /** Something has happened to it. */
  enter(event: LifecycleEvent): void;
  /** What those are told whom it was at work for when its channel closed; `cause` says why that was. Never rejects. */
  lost(cause: ProviderError): Promise<ProviderError>;
}

/** What gives leases for the operations of one provider. */
export interface LeaseSource {
  readonly registration: Registration;
  /** All that are alive in any way, oldest first. */
  readonly lives: Iterable<ServingPeer>;
  /**
   * A lease at once where the provider serves and has room, else a promise of one. `through`: one of the `lives` that waits for the answer
   * itself, by way of others; only that one can give it. `asker`: gives what may be sent before the provider serves.
   */
  acquire(operationId: string, through?: ServingPeer, asker?: EarlyAsker): Lease | Promise<Lease>;
  /** One who waits no longer does, and is told why. Nothing if it has its lease. */
  giveUp(operationId: string, reason: ProviderError): void;
}
