/**
 * The operation that a host has sent behind initialize: it is kept until the answer to initialize is with the system, so that whoever reads all that this process has
 * said knows whether it can have begun. Where the load fails, or nobody waits for it any more, it never begins. What it does is left to the operations.
 */
import { ProviderError } from '@provost/protocol';
import type { Connection, IncomingRequest } from '@provost/protocol/node';
import type { Clock } from './clock.js';

/** How long to wait for a host that does not read before its answer is looked for again. */
const LOOK_AGAIN_MS = 5;

interface Kept {
  readonly sinceMs: number;
  readonly begin: (keptMs: number) => void;
  readonly drop: (reason: ProviderError) => void;
}

export class EarlyOperation {
  readonly #connection: Connection;
  readonly #clock: Clock;
  #kept: Kept | undefined;
  #isOpen = true;
  #isAnswered = false;

  /** From the initialize that came over that connection on. */
  constructor(connection: Connection, initialize: IncomingRequest, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
    initialize.whenAnswered(() => {
      this.#isAnswered = true;
      this.#beginOnceTaken();
    });
  }

  /** Whether what comes over that connection has to wait for the answer to initialize. */
  keeps(connection: Connection): boolean {
    if (!this.#isOpen || connection !== this.#connection) return false;
    if (this.#isAnswered && this.#kept !== undefined) this.#begin(); // Who sends more has read that answer.
    return this.#isOpen;
  }

  /** Keeps an operation, of which there is one at most: another is PROTOCOL_VIOLATED. `begin` is given how long it was kept. Rejects as that does, or with why it never began. */
  keep<R>(incoming: IncomingRequest, begin: (keptMs: number) => R | Promise<R>): Promise<R> {
    if (this.#kept !== undefined) {
      return Promise.reject(new ProviderError('PROTOCOL_VIOLATED', {}, { message: 'A second operation came before the answer to provider/initialize; one may.' }));
    }
    const { cancellation } = incoming;
    return new Promise((resolve, reject) => {
      const kept: Kept = {
        sinceMs: this.#clock.nowMs(),
        begin: (keptMs) => {
          cancellation.removeEventListener('abort', cancel);
          try {
            resolve(begin(keptMs));
          } catch (thrown) {
            reject(thrown as Error);
          }
        },
        drop: reject,
      };
      const cancel = (): void => {
        if (this.#kept !== kept) return;
        this.#kept = undefined;
        reject(cancellation.reason as ProviderError);
      };
      this.#kept = kept;
      cancellation.addEventListener('abort', cancel);
    });
  }

  /** What is kept never begins, and nothing is kept any more. Idempotent. */
  drop(why: string): void {
    const kept = this.#kept;
    this.#isOpen = false;
    this.#kept = undefined;
    kept?.drop(new ProviderError('OPERATION_CANCELLED', {}, { message: `The operation was not begun: ${why}.` }));
  }

  /** The answer to initialize goes first. Where the host does not take it now, what is kept goes on waiting: for the system, so that no made-up clock has a say. */
  #beginOnceTaken(): void {
    if (!this.#isOpen) return;
    if (this.#connection.isClosed) this.drop('the host was lost');
    else if (this.#connection.flush()) this.#begin();
    else setTimeout(() => { this.#beginOnceTaken(); }, LOOK_AGAIN_MS);
  }

  #begin(): void {
    const kept = this.#kept;
    this.#isOpen = false;
    this.#kept = undefined;
    kept?.begin(this.#clock.nowMs() - kept.sinceMs);
  }
}

/** What is left of an operation's time when it begins after it was kept for so long. */
export function afterKeeping<P>(params: P, keptMs: number): P {
  const { context } = params as { readonly context?: { readonly timeoutMs: number } };
  if (context === undefined) return params;
  return { ...params, context: { ...context, timeoutMs: Math.max(1, Math.round(context.timeoutMs - keptMs)) } };
}
