/**
 * A counted hold by one open request. While it lasts the activation is not released. It ends exactly once, on every path out: when its
 * caller has the answer and the provider is through with it, which of a request that was given up may be later.
 */
import { ProviderError, isErrorOf, type Progress, type RequestMessage, type RowBatch } from '@provost/protocol';
import type { PendingRequest } from '@provost/protocol/node';
import type { EarlyCall } from './early-call.js';
import type { ServingPeer } from './lease-source.js';

/** Who is told what a provider says while it works. */
export interface LeaseListener {
  progressed(progress: Progress): void;
  warned(message: string): void;
  arrived(rows: RowBatch): void;
}

/** How long a call may take: what was allowed in all, and what is left of it when the provider is asked. */
export interface Deadline {
  readonly timeoutMs: number;
  readonly remainingMs: number;
}

/** What the answers that are outstanding end with when a channel closes by itself, or for what came over it. */
const ENDS_OF_A_CHANNEL: ReadonlySet<string> = new Set(['CONNECTION_CLOSED', 'PROTOCOL_VIOLATED', 'FRAME_TOO_LARGE']);

/** What an operation is at, for those who look whether its provider is alive. */
export interface Work {
  progress(): { readonly id: string; readonly what: string; readonly ageMs: number; readonly overdueMs: number };
}

export class Lease {
  /** Set by the operation that took it. */
  listener: LeaseListener | undefined;
  /** Set by the operation that took it. */
  work: Work | undefined;
  /** Called when it is over, where its caller was answered before. */
  onOver: (() => void) | undefined;
  /** Those that wait for what is asked, by way of calls of their own. Set by the operation that took it. */
  chain: readonly ServingPeer[] = [];
  /** Who serves it. */
  readonly activation: ServingPeer;
  readonly operationId: string;
  /** What it asks, where that was sent before the provider served. */
  early: EarlyCall | undefined;
  /** What its caller is told instead of what comes of the end of the activation, where that goes under it. */
  override: ProviderError | undefined;
  #pending: Omit<PendingRequest<unknown>, 'result' | 'isUnsent'> | undefined;
  #ended = false;
  #isOver = false;

  constructor(activation: ServingPeer, operationId: string) {
    this.activation = activation;
    this.operationId = operationId;
  }

  /** Asks the provider and translates, in this one place, what can go wrong below into what the caller is told. */
  call<P, R>(message: RequestMessage<P, R>, params: P, deadline: Deadline): Promise<R>;
  /** The same, with what `read` makes of the answer. */
  call<P, A, R>(message: RequestMessage<P, A>, params: P, deadline: Deadline, read: (answer: A, lease: Lease) => R): Promise<R>;
  call<P, A, R>(message: RequestMessage<P, A>, params: P, deadline: Deadline, read?: (answer: A, lease: Lease) => R): Promise<A | R> {
    const pending = this.#sentEarly<A>() ?? this.activation.connection.send(message, params, deadline.remainingMs);
    this.#pending = pending;
    return pending.settled<A | R>(
      (answer) => {
        this.#answered();
        const given = answer ?? ({} as A); // A peer of another making may answer null where it has nothing to say.
        return read === undefined ? given : read(given, this);
      },
      async (error) => {
        throw await this.#told(error, message.method, deadline.timeoutMs);
      },
    );
  }

  /** The deadline starts anew. */
  extend(): void {
    (this.#pending ?? this.early)?.extend();
  }

  /** The provider reports progress. */
  progressed(progress: Progress): void {
    this.extend();
    this.listener?.progressed(progress);
  }

  warned(message: string): void {
    this.listener?.warned(message);
  }

  /** Rows of a list: they are progress too. */
  arrived(rows: RowBatch): void {
    this.extend();
    this.listener?.arrived(rows);
  }

  /** Settles the call with `reason` and tells the provider; nothing if it is settled. */
  cancel(reason: ProviderError): void {
    this.#pending?.cancel(reason);
  }

  /** Nobody waits for it any more. Idempotent. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.listener = undefined;
    const pending = this.#pending ?? this.early;
    if (pending === undefined) this.#over();
    else pending.whenReturned(() => this.#over());
  }

  /** Whether nobody waits for it any more, and the provider is not through with it. */
  get isAbandoned(): boolean {
    return this.#ended && !this.#isOver;
  }

  #over(): void {
    this.#isOver = true;
    this.activation.leaseEnded(this);
    this.onOver?.();
  }

  /** The error of an operation that has passed its deadline. */
  timedOut(method: string, timeoutMs: number): ProviderError {
    const { registration, pid } = this.activation;
    return new ProviderError('OPERATION_TIMED_OUT', { provider: registration.name, ...(pid === null ? {} : { pid }), mayHaveRun: true, timeoutMs }, {
      message: `Provider "${registration.name}" (pid ${pid}) did not answer ${method} within ${timeoutMs} ms (operation timeout), nor report progress; it was told to cancel.`,
      remedy: `Allow more time (--timeout DURATION), or if it is stuck: ${registration.decoupled === undefined ? `provost restart ${registration.name} --force` : 'see to its program, which had attached itself'}.`,
    });
  }

  /** What was sent already. What has not begun then never will, and is asked anew. */
  #sentEarly<R>(): Pick<PendingRequest<R>, 'settled' | 'extend' | 'cancel' | 'whenReturned'> | undefined {
    return this.early === undefined || this.early.fate === 'not-begun' ? undefined : (this.early as Pick<PendingRequest<R>, 'settled' | 'extend' | 'cancel' | 'whenReturned'>);
  }

  #answered(): void {
    const { activation } = this;
    if (activation.onFirstAnswer === undefined) return;
    activation.onFirstAnswer();
    activation.onFirstAnswer = undefined;
  }

  async #told(error: ProviderError, method: string, timeoutMs: number): Promise<ProviderError> {
    const { registration, connection, pid } = this.activation;
    const facts = { provider: registration.name, ...(pid === null ? {} : { pid }) };
    if (this.override !== undefined && (connection.isClosed || error.code === 'OPERATION_CANCELLED')) return this.override;
    if (connection.isClosed && ENDS_OF_A_CHANNEL.has(error.code)) return this.activation.lost(error);
    if (isErrorOf(error, 'OPERATION_TIMED_OUT') && error.facts.provider === undefined) {
      return this.timedOut(method, timeoutMs);
    }
    if (error.facts.provider !== undefined) return error;
    if (error.code !== 'OPERATION_CANCELLED') this.#answered(); // An error of its own is an answer too.
    // What the provider says itself wins: a class may declare an error whose facts have a pid, and mean another process.
    return new ProviderError(error.code, { ...facts, ...error.facts }, { message: error.sentence, remedy: error.remedy, cause: error });
  }
}
