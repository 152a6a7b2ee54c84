/** One request on its way: who asked for what, whether it waits or runs, and how it is cancelled. */
import { ProviderError, type Caller, type DoorOptions, type OperationContext, type Progress, type RequestMessage, type RequestView, type RowBatch } from '@provost/protocol';
import type { EarlyAsker, EarlyRequest } from '../activation/early-call.js';
import type { Lease, LeaseListener, Work } from '../activation/lease.js';
import type { LeaseSource, ServingPeer } from '../activation/lease-source.js';
import type { Clock, Timer } from '../clock.js';
import { ownLink, type AskedFrom } from './call-chain.js';

/** What is asked, as operators see it. */
export interface Asked {
  readonly name: string;
  readonly target: string;
  readonly caller: Caller;
  /** Infinity for what lasts until it is cancelled. */
  readonly timeoutMs: number;
  readonly options: DoorOptions;
  /** Of a provider's own call: who waits for it. */
  readonly from?: AskedFrom | undefined;
  /** Given by a client that may ask again. */
  readonly operationId?: string | undefined;
  /** What the provider is asked, where that may be sent before it serves. */
  readonly early?: AskedEarly | undefined;
}

interface AskedEarly {
  readonly message: RequestMessage<unknown, unknown>;
  readonly params: (context: OperationContext) => unknown;
}

export class Operation implements LeaseListener, Work, EarlyAsker {
  readonly id: string;
  readonly slot: LeaseSource;
  readonly asked: Asked;
  /** The activations that wait for it, by way of calls of their own. */
  readonly chain: readonly ServingPeer[];
  /** Set by a list: where its rows go. */
  rowsTo: ((rows: RowBatch) => void) | undefined;
  readonly #clock: Clock;
  readonly #startedMs: number;
  #deadlineFromMs: number;
  #hasWaited = false;
  #lease: Lease | undefined;
  /** Of a request that was sent before its provider served. */
  #early: Lease | undefined;
  #timer: Timer | undefined;
  #cancelled: ProviderError | undefined;
  #forgetCaller: (() => void) | undefined;
  #progress: (Progress & { atMs: number }) | undefined;

  constructor(of: { id: string; slot: LeaseSource; asked: Asked; chain: readonly ServingPeer[] }, clock: Clock) {
    const { id, slot, asked, chain } = of;
    this.id = id;
    this.slot = slot;
    this.asked = asked;
    this.chain = chain;
    this.#clock = clock;
    this.#startedMs = clock.nowMs();
    this.#deadlineFromMs = this.#startedMs;
  }

  /** A lease: at once, or a promise of one within the operation's deadline. */
  lease(): Lease | Promise<Lease> {
    this.#throwIfCancelled();
    const got = this.slot.acquire(this.id, this.chain.length === 0 ? undefined : ownLink(this.chain, this.slot), this.asked.early === undefined ? undefined : this);
    this.#hasWaited = got instanceof Promise;
    return got instanceof Promise ? this.#wait(got).then((lease) => this.#take(lease)) : this.#take(got);
  }

  /** The caller's signal cancels it. */
  heedCaller(): void {
    const { signal } = this.asked.options;
    if (signal === undefined) return;
    this.#forgetCaller = () => { signal.removeEventListener('abort', abort); };
    const abort = (): void => this.cancel(cancelledByCaller());
    signal.addEventListener('abort', abort, { once: true });
  }

  /** It is over for its caller. The lease it had, which has been ended. */
  end(): Lease | undefined {
    this.#forgetCaller?.();
    this.#lease ??= this.#early;
    this.#lease?.end();
    return this.#lease;
  }

  /** Whether it has no lease yet. */
  get isWaiting(): boolean {
    return this.#lease === undefined;
  }

  get timeoutMs(): number {
    return this.asked.timeoutMs;
  }

  /** All of the deadline is left again. */
  restartDeadline(): void {
    this.#deadlineFromMs = this.#clock.nowMs();
  }

  /** When its caller gives up, on the clock; Infinity where it does not. */
  get untilMs(): number {
    return this.#deadlineFromMs + this.asked.timeoutMs;
  }

  /** What was left of the deadline when it got its lease: all of it where it had not to wait. */
  get leftAtLeaseMs(): number {
    return this.#hasWaited ? this.remainingMs : Math.max(1, Math.round(this.asked.timeoutMs));
  }

  /** What its provider is told of it, once it has its lease or goes before it. */
  get context(): OperationContext {
    const { caller, operationId } = this.asked;
    const { id, leftAtLeaseMs: timeoutMs } = this;
    return operationId === undefined ? { id, timeoutMs, caller } : { id, timeoutMs, caller, operationId };
  }

  earlyRequest(): EarlyRequest {
    this.#hasWaited = true;
    const { message, params } = this.asked.early as AskedEarly;
    return { message, params: params(this.context), timeoutMs: this.remainingMs };
  }

  sentEarly(lease: Lease): void {
    this.#early = lease;
    this.#attend(lease);
  }

  /** How much of the deadline is left now. */
  get remainingMs(): number {
    return Math.max(1, Math.round(this.#deadlineFromMs + this.asked.timeoutMs - this.#clock.nowMs()));
  }

  /** Ends it with `reason`, whether it waits or runs. The first reason counts. */
  cancel(reason: ProviderError): void {
    this.#cancelled ??= reason;
    if (this.#lease !== undefined) this.#lease.cancel(whileRunning(reason));
    else this.slot.giveUp(this.id, reason);
  }

  progressed(progress: Progress): void {
    this.#deadlineFromMs = this.#clock.nowMs();
    this.#progress = { ...progress, atMs: this.#deadlineFromMs };
    this.asked.options.onProgress?.(progress);
  }

  warned(message: string): void {
    this.asked.options.onWarning?.(message);
  }

  arrived(rows: RowBatch): void {
    this.#deadlineFromMs = this.#clock.nowMs();
    this.rowsTo?.(rows);
  }

  /** How far it is, for those who look whether its provider is alive. */
  progress(): ReturnType<Work['progress']> {
    const nowMs = this.#clock.nowMs();
    const { name, target, timeoutMs } = this.asked;
    return { id: this.id, what: `${name} ${target}`, ageMs: Math.round(nowMs - this.#startedMs), overdueMs: Math.round(nowMs - this.#deadlineFromMs - timeoutMs) };
  }

  view(): RequestView {
    const nowMs = this.#clock.nowMs();
    const { kind, pid, uid, name } = this.asked.caller;
    const { atMs, ...progress } = this.#progress ?? { atMs: nowMs };
    return {
      id: this.id,
      provider: this.slot.registration.name,
      operation: this.asked.name,
      target: this.asked.target,
      caller: { kind, pid, ...(uid === undefined ? {} : { uid }), ...(name === undefined ? {} : { name }) },
      state: this.#lease === undefined ? 'waiting' : this.#lease.isAbandoned ? 'abandoned' : 'running',
      ageMs: Math.round(nowMs - this.#startedMs),
      deadlineInMs: this.asked.timeoutMs === Infinity ? null : Math.round(this.#deadlineFromMs + this.asked.timeoutMs - nowMs),
      lastProgress: this.#progress === undefined ? null : { ...progress, agoMs: Math.round(nowMs - atMs) },
    };
  }

  #take(lease: Lease): Lease {
    this.#lease = lease;
    this.#attend(lease);
    if (this.#cancelled !== undefined) {
      const why = lease.early === undefined ? this.#cancelled : whileRunning(this.#cancelled);
      lease.early?.cancel(why);
      lease.end();
      throw why;
    }
    return lease;
  }

  #attend(lease: Lease): void {
    lease.listener = this;
    lease.chain = this.chain;
    lease.work = this;
  }

  async #wait(coming: Promise<Lease>): Promise<Lease> {
    const { timeoutMs } = this.asked;
    this.#timer = this.#clock.after(timeoutMs, () => this.cancel(this.#timedOut()));
    try {
      return await coming;
    } finally {
      this.#timer.cancel();
    }
  }

  #throwIfCancelled(): void {
    if (this.asked.options.signal?.aborted === true) this.#cancelled ??= cancelledByCaller();
    if (this.#cancelled !== undefined) throw this.#cancelled;
  }

  #timedOut(): ProviderError {
    const { name } = this.slot.registration;
    const { timeoutMs } = this.asked;
    return new ProviderError('OPERATION_TIMED_OUT', { provider: name, timeoutMs }, {
      message: `Provider "${name}" did not get to the request within ${timeoutMs} ms (operation timeout); it has not run.`,
    });
  }
}

/** The same of an operation that the provider has been asked for: nobody knows how far it came. */
function whileRunning({ code, facts, sentence, remedy, cause }: ProviderError): ProviderError {
  return new ProviderError(code, { ...facts, mayHaveRun: true }, { message: sentence, remedy, cause });
}

/** What an operation ends with when the caller's signal is aborted. */
export function cancelledByCaller(): ProviderError {
  return new ProviderError('OPERATION_CANCELLED', {}, { message: 'The caller cancelled the operation.' });
}
