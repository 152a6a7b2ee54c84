/**
 * The requests of ours that are unanswered: each with its deadline, each settled once, by the answer, its deadline, its sender or
 * the end of the connection. How a request gets onto the wire is left to the connection.
 */
import type { PendingRequest } from './connection.js';
import { ProviderError, TurnoverMap, type RequestMessage } from '../index.js';
import { Alarm } from './alarm.js';
import type { ConnectionClock } from './clock.js';
import { answeredWith, type Pairing } from './pairing.js';
import { connectionClosed } from './violation.js';

/** A request on its way. Only {@link OutgoingRequests} changes it. */
export class OutgoingRequest implements PendingRequest<unknown> {
  /** What the library gives for it, once it is sent. */
  answer!: Promise<unknown>;
  /** Who pairs it with its answer. */
  pairing: Pairing | undefined;
  /** Why it was settled by something else than its answer. */
  reason: ProviderError | undefined;
  readonly message: RequestMessage<unknown, unknown>;
  readonly timeoutMs: number;
  id = -1;
  deadlineMs = Infinity;
  isSettled = false;
  isUnsent = false;
  /** Which frame of the connection it is. */
  frame = 0;
  /** Called when the other side is through with it. */
  onReturned: (() => void) | undefined;
  isReturned = false;
  readonly #all: OutgoingRequests;

  constructor(all: OutgoingRequests, message: RequestMessage<unknown, unknown>, timeoutMs: number) {
    this.#all = all;
    this.message = message;
    this.timeoutMs = timeoutMs;
  }

  get result(): Promise<unknown> {
    return this.answer.then(undefined, (error: unknown) => { throw this.#why(error); });
  }

  settled<T>(answered: (result: unknown) => T, failed: (reason: ProviderError) => T | Promise<T>): Promise<T> {
    return this.answer.then(answered, (error: unknown) => failed(this.#why(error) as ProviderError));
  }

  /** The reason for which it was given up counts; else the answer says it. */
  #why(error: unknown): unknown {
    return this.reason ?? answeredWith(error);
  }

  extend(): void {
    if (!this.isSettled) this.deadlineMs = this.#all.nowMs() + this.timeoutMs;
  }

  cancel(reason: ProviderError): void {
    this.#all.abandon(this, reason);
  }

  whenReturned(act: () => void): void {
    if (this.isReturned) act();
    else this.onReturned = act;
  }

  /** The other side is through with it. */
  returned(): void {
    this.isReturned = true;
    this.onReturned?.();
  }
}

export interface OutgoingOptions {
  /** Whom errors speak of. */
  readonly of: { readonly peer: string };
  readonly clock: ConnectionClock;
  /** Called for a request that nobody waits for any more; its reason is set, and its promise is to be rejected. */
  readonly onAbandoned: (request: OutgoingRequest) => void;
}

export class OutgoingRequests {
  readonly #options: OutgoingOptions;
  readonly #pending = new TurnoverMap<number, OutgoingRequest>();
  /** Those that nobody waits for any more and that the other side may still be at work on. */
  readonly #givenUp = new TurnoverMap<number, OutgoingRequest>();
  readonly #alarm: Alarm;
  #issued = 0;
  #abandoned = 0;

  constructor(options: OutgoingOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock, () => { this.#judgeDeadlines(); });
  }

  get size(): number {
    return this.#pending.size;
  }

  /** How many were given up; as many answers may come that nobody waits for. */
  get abandoned(): number {
    return this.#abandoned;
  }

  nowMs(): number {
    return this.#options.clock.nowMs();
  }

  create(message: RequestMessage<unknown, unknown>, timeoutMs: number): OutgoingRequest {
    return new OutgoingRequest(this, message, timeoutMs);
  }

  /** From now on it awaits the answer of that id, and its deadline runs. Ids are numbered from 0. */
  issue(request: OutgoingRequest, id: number, pairing: Pairing): void {
    const nowMs = this.nowMs();
    request.id = id;
    request.pairing = pairing;
    request.deadlineMs = nowMs + request.timeoutMs;
    this.#alarm.ringBy(request.deadlineMs, nowMs);
    this.#pending.set(id, request);
    this.#issued = id + 1;
  }

  /** Whether a request of that id was ever sent. */
  hasIssued(id: number): boolean {
    return id >= 0 && id < this.#issued;
  }

  /** Takes the request that an answer belongs to; undefined when none is waiting for it. It counts as settled. */
  take(id: number): OutgoingRequest | undefined {
    const request = this.#pending.get(id);
    if (request === undefined) return undefined;
    this.#pending.delete(id);
    request.isSettled = true;
    request.returned();
    return request;
  }

  /** An answer came that nobody waits for. */
  takeLate(id: number): void {
    const request = this.#givenUp.get(id);
    this.#givenUp.delete(id);
    request?.returned();
  }

  /** It never got onto the wire. */
  fail(request: OutgoingRequest, reason: ProviderError): void {
    this.#pending.delete(request.id);
    request.isSettled = true;
    request.isUnsent = true;
    request.reason = reason;
    request.returned();
  }

  abandon(request: OutgoingRequest, reason: ProviderError): void {
    if (request.isSettled) return;
    this.#abandoned += 1;
    this.#pending.delete(request.id);
    this.#givenUp.set(request.id, request);
    request.isSettled = true;
    request.reason = reason;
    this.#options.onAbandoned(request);
  }

  /** Nobody answers what is pending any more: each is told why. What is in a frame after `takenFrames` was never asked, which its error says. */
  close(reason: ProviderError, takenFrames = Infinity): void {
    this.#alarm.stop();
    const pending = this.#pending.values();
    const givenUp = this.#givenUp.values();
    this.#pending.clear();
    this.#givenUp.clear();
    for (const request of pending) {
      request.isSettled = true;
      request.isUnsent = request.frame > takenFrames;
      request.reason = request.isUnsent ? neverSent(request.message.method, this.#options.of.peer, reason) : reason;
    }
    for (const request of [...pending, ...givenUp]) request.returned();
  }

  #judgeDeadlines(): void {
    const nowMs = this.nowMs();
    let earliestMs = Infinity;
    for (const request of this.#pending.values()) {
      if (request.deadlineMs <= nowMs) this.abandon(request, timedOut(request, this.#options.of.peer));
      else earliestMs = Math.min(earliestMs, request.deadlineMs);
    }
    if (earliestMs !== Infinity) this.#alarm.ringBy(earliestMs, nowMs);
  }
}

/** The reason of a request that did not get to a peer that is gone. It certainly has not run. */
export function neverSent(method: string, peer: string, reason: ProviderError): ProviderError {
  return connectionClosed(peer, `${method} was not sent: ${reason.sentence}`, {}, reason);
}

function timedOut(request: OutgoingRequest, peer: string): ProviderError {
  return new ProviderError('OPERATION_TIMED_OUT', { peer, timeoutMs: request.timeoutMs, mayHaveRun: true }, {
    message: `${request.message.method} to ${peer} was not answered within ${request.timeoutMs} ms (timeoutMs).`,
  });
}
