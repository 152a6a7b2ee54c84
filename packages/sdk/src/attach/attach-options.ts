/** What a program says when it attaches, and what it holds while it is attached. */
import type { ProviderError } from '@provost/protocol';

export interface AttachOptions {
  /** The state directory of the host; by default the one that `provost` takes: `PROVOST_STATE`, else the user's own. */
  readonly state?: string;
  /** The name to attach under, where it is not the provider's own. */
  readonly name?: string;
  /** Where there is no host yet, looks for one until it is there or `signal` is aborted, instead of rejecting with HOST_NOT_RUNNING. By default false. */
  readonly waitForHost?: boolean;
  /** Aborted, it detaches, as {@link Attached.detach} does; before it has attached, `attach` rejects. */
  readonly signal?: AbortSignal;
  /** `context.config`: checked, with every default filled in. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What `context.credential` gives, by name. It stays in this process. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** Told when the host was lost, when it is attached again, and when a host that came back refuses it, each time with why. */
  readonly onChange?: (change: AttachChange) => void;
}

/** What has happened to a program that is attached. */
export type AttachChange =
  | { readonly state: 'attached' }
  /** There is no host. It looks for one until it is detached, and loses nothing of its state. */
  | { readonly state: 'lost' }
  /** There is a host, which does not take it. It asks again, ever more seldom, at least every two seconds. */
  | { readonly state: 'refused'; readonly why: ProviderError };

/** A program that is attached to a host, or looks for one again. It keeps the process alive, as a server that listens does. */
export interface Attached extends AsyncDisposable {
  /** The name that it is attached under. */
  readonly name: string;
  /** Whether a host has it at this moment. */
  readonly isAttached: boolean;
  /** Settles when it is detached, for good. Never rejects. */
  readonly ended: Promise<void>;
  /**
   * Takes its classes from the host, waits at most `timeoutMs` (10 s) until what is in flight has ended, cancels the rest, then calls the author's
   * `release` with the reason `unregistered`, what the load deferred, and what it gave to `onExit`. A second call joins the first. Never rejects: what failed is logged.
   */
  detach(options?: { readonly timeoutMs?: number }): Promise<void>;
}
