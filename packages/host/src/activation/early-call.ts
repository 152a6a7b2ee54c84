/**
 * A request that was sent behind initialize, to a provider that does not serve yet. The provider begins it once its answer to initialize is with the system, so that the order in
 * which things arrive says whether it can have begun. What follows from that is left to `early-line.ts`.
 */
import { ProviderError, type RequestMessage } from '@provost/protocol';
import type { Connection, PendingRequest } from '@provost/protocol/node';
import type { Lease } from './lease.js';

/** What is to be asked, and what is left of the time for it. */
export interface EarlyRequest {
  readonly message: RequestMessage<unknown, unknown>;
  readonly params: unknown;
  readonly timeoutMs: number;
}

/** An operation that may be sent before its provider serves. */
export interface EarlyAsker {
  /** What is to be sent now. */
  earlyRequest(): EarlyRequest;
  /** It is on its way, or about to be, under that lease. What the provider says of it is heard from here on. */
  sentEarly(lease: Lease): void;
}

/** Initialize as it is on its way. */
export interface Initializing {
  readonly connection: Connection;
  readonly request: Pick<PendingRequest<unknown>, 'whenReturned'>;
  readonly result: Promise<unknown>;
}

/** `not-begun`: it has not run, and never will. `unknown`: not all that its process said was heard. */
export type Fate = 'begun' | 'not-begun' | 'unknown';

type Outcome = { readonly answer: unknown } | { readonly error: ProviderError };

export class EarlyCall implements Pick<PendingRequest<unknown>, 'settled' | 'extend' | 'cancel' | 'whenReturned'> {
  readonly method: string;
  /** Settles when it is known what became of it, at the latest with the connection. */
  readonly decided: Promise<void>;
  readonly #connection: Connection;
  readonly #pending: PendingRequest<unknown>;
  /** Kept for whoever asks for it, which may be nobody. */
  readonly #outcome: Promise<Outcome>;
  #fate: Fate | undefined;
  #isInitializeAnswered = false;
  /** Initialize is waited for no longer. */
  #isGivenUp = false;
  #isReturned = false;
  #onReturned: (() => void) | undefined;
  #decide!: () => void;

  /** Sends it. */
  constructor({ connection, request, result }: Initializing, { message, params, timeoutMs }: EarlyRequest) {
    this.method = message.method;
    this.#connection = connection;
    this.decided = new Promise((resolve) => (this.#decide = resolve));
    const pending = connection.send(message, params, timeoutMs);
    this.#pending = pending;
    this.#outcome = pending.settled<Outcome>((answer) => ({ answer }), (error) => ({ error }));
    // These two are called as the answers are read, in their order; promises would be late.
    request.whenReturned(() => {
      if (connection.isClosed) this.#become(this.#atTheEnd());
      else if (this.#isGivenUp) this.#become('unknown'); // How it was answered is not told any more.
      else this.#isInitializeAnswered = true;
    });
    pending.whenReturned(() => {
      this.#isReturned = true;
      // Before initialize the provider gives it back; after it, how that was answered tells.
      if (!this.#isInitializeAnswered) this.#become(connection.isClosed ? this.#atTheEnd() : 'not-begun');
      this.#onReturned?.();
    });
    result.then(
      () => this.#become('begun'),
      () => {
        if (this.#isInitializeAnswered) this.#become('not-begun');
        else this.#isGivenUp = true;
      },
    );
  }

  /** What became of it; undefined as long as that is not known. */
  get fate(): Fate | undefined {
    return this.#fate;
  }

  settled<T>(answered: (answer: unknown) => T, failed: (reason: ProviderError) => T | Promise<T>): Promise<T> {
    return this.#outcome.then((outcome) => ('error' in outcome ? failed(outcome.error) : answered(outcome.answer)));
  }

  extend(): void {
    this.#pending.extend();
  }

  cancel(reason: ProviderError): void {
    this.#pending.cancel(reason);
  }

  whenReturned(act: () => void): void {
    if (this.#isReturned) act();
    else this.#onReturned = act;
  }

  #become(fate: Fate): void {
    this.#fate ??= fate;
    this.#decide();
  }

  /** Of a connection that has ended before initialize was answered. */
  #atTheEnd(): Fate {
    return this.#connection.isHeardOut || this.#pending.isUnsent ? 'not-begun' : 'unknown';
  }
}

/** The same reason for one of which nobody knows whether it has begun. */
export function mayHaveRun(reason: ProviderError, lease: Lease, method: string): ProviderError {
  const { code, facts, sentence, remedy, cause } = reason;
  if (code === 'OPERATION_TIMED_OUT' && typeof facts.timeoutMs === 'number') return lease.timedOut(method, facts.timeoutMs);
  return new ProviderError(code, { ...facts, mayHaveRun: true }, { message: sentence, remedy, cause });
}
