/** One request as the author's functions see it. It costs next to nothing until something of it is used. What becomes of its answer is left to the operations. */
import {
  ProgressFromProvider, ProviderError, WarningFromProvider,
  type Caller, type ErrorFacts, type ErrorOptions, type HostObjects, type JsonObject, type NotificationMessage, type OperationContext,
} from '@provost/protocol';
import type { StoreOfClass, StoredClass, TransactionWork, UndoStep } from '../define/store.js';
import type { Deferred, Hold, Job, JobContext, KeptWarm, ProgressReport, RequestContext, UnloadResult } from '../define/contexts.js';
import type { Awaitable } from '../define/handlers.js';
import type { Properties } from '../type/described.js';
import type { Clock } from '../runner/clock.js';
import type { HostAccess } from '../runner/host-access.js';
import type { Jobs } from '../runner/jobs.js';
import type { Refuser, Unloading } from '../runner/unloading.js';
import type { OperationRecord } from '../store/operation-record.js';
import type { ProviderStore } from '../store/provider-store.js';
import type { StoreScope } from '../store/store-scope.js';
import { runDeferred, type DeferredFault } from './deferred.js';

/** What a request needs of the provider that it is asked of. */
export interface RequestSurroundings {
  readonly clock: Clock;
  readonly unloading: Unloading;
  readonly jobs: Jobs;
  readonly hostAccess: HostAccess;
  readonly store: ProviderStore;
  notify<P>(message: NotificationMessage<P>, params: P): void;
  log(values: readonly unknown[]): void;
}

/** What the wire says of a request while it is answered. */
export interface Asked {
  /** Aborted when the caller no longer wants the answer. */
  readonly signal: AbortSignal;
}

/** What a request is: one that the author has as a request, or a subscription, which is told as a context of its own. */
export type RequestOperation = RequestContext['operation'] | 'subscribe' | 'deliver';

/** What may commit any number of transactions: the others are done once. */
const MANY_COMMITS: ReadonlySet<RequestOperation> = new Set(['get', 'list', 'subscribe']);

/** The author's context of one request. */
export class Request implements Omit<RequestContext, 'operation'>, Refuser {
  readonly operation: RequestOperation;
  /** As a person says it: `Note.append`, `get of Note`. */
  readonly what: string;
  /** Whether its answer is made. */
  isOver = false;
  readonly #asked: OperationContext;
  readonly #incoming: Asked;
  readonly #around: RequestSurroundings;
  #deadlineSinceMs: number;
  #abort: AbortController | undefined;
  #abortedFor: ProviderError | undefined;
  #deferred: Deferred[] | undefined;
  #host: HostObjects | undefined;
  #scope: StoreScope | undefined;

  /** `record` is what is kept of an operation that came with an id. */
  constructor(
    operation: RequestOperation, what: string, asked: OperationContext, incoming: Asked, around: RequestSurroundings, record?: OperationRecord,
  ) {
    this.operation = operation;
    this.what = what;
    this.#asked = asked;
    this.#incoming = incoming;
    this.#around = around;
    this.#deadlineSinceMs = around.clock.nowMs();
    if (record !== undefined) this.#scope = around.store.scopeOf(this, { commitsOnce: true, record });
  }

  get operationId(): string | undefined {
    return this.#asked.operationId;
  }

  get id(): string {
    return this.#asked.id;
  }

  get caller(): Caller {
    return this.#asked.caller;
  }

  get deadline(): Date {
    const { clock } = this.#around;
    return new Date(clock.wallMs() + this.#asked.timeoutMs - (clock.nowMs() - this.#deadlineSinceMs));
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      const { signal } = this.#incoming;
      const cancel = (): void => { this.abort(signal.reason as ProviderError); };
      if (this.#abortedFor !== undefined) this.#abort.abort(this.#abortedFor);
      else if (signal.aborted) cancel();
      else signal.addEventListener('abort', cancel, { once: true });
    }
    return this.#abort.signal;
  }

  get host(): HostObjects {
    return (this.#host ??= this.#around.hostAccess.hostOf(this.id, () => this.signal));
  }

  log(...values: readonly unknown[]): void {
    this.#around.log([`[${this.id}]`, ...values]);
  }

  progress(report: ProgressReport): void {
    this.#deadlineSinceMs = this.#around.clock.nowMs();
    this.#around.notify(ProgressFromProvider, { context: this.id, ...(typeof report === 'number' ? { percent: report } : report) });
  }

  warn(message: string): void {
    this.#around.notify(WarningFromProvider, { context: this.id, message });
  }

  defer(work: Deferred): void {
    (this.#deferred ??= []).push(work);
  }

  keepWarm(duration: number | string): KeptWarm {
    return this.#around.unloading.keepWarm(duration);
  }

  hold(why: string): Hold {
    return this.#around.unloading.hold(this, why);
  }

  background<T>(name: string, work: (job: JobContext) => Awaitable<T>): Job<Awaited<T>> {
    return this.#around.jobs.begin(this, name, work);
  }

  store<P extends Properties, K extends string>(of: StoredClass<P, K>): StoreOfClass<P, K> {
    return this.#storeScope.storeOf(of) as StoreOfClass<P, K>;
  }

  transaction<R>(work: TransactionWork<R>): R {
    return this.#storeScope.transaction(work);
  }

  undoStep(name: string, args: JsonObject): UndoStep {
    return this.#storeScope.undoStep(name, args);
  }

  // MI's pair never throws: called without its context it says so by its result.

  refuseUnload(this: Request | undefined, why?: string): UnloadResult {
    return Request.#isOne(this) ? this.#around.unloading.refuse(this, why) : 'INVALID_PARAMETER';
  }

  requestUnload(this: Request | undefined): UnloadResult {
    return Request.#isOne(this) ? this.#around.unloading.request(this) : 'INVALID_PARAMETER';
  }

  fail(name: string, facts?: ErrorFacts, options?: ErrorOptions): never {
    throw new ProviderError(name, facts, options);
  }

  /** Aborts what the author does for it: it is no longer wanted. The first reason holds. */
  abort(reason: ProviderError): void {
    this.#abortedFor ??= reason;
    this.#abort?.abort(reason);
  }

  /** Why it was aborted, where the author's functions could have known. */
  get abortedFor(): ProviderError | undefined {
    return this.#abort?.signal.aborted === true ? (this.#abort.signal.reason as ProviderError) : undefined;
  }

  get hasDeferred(): boolean {
    return this.#deferred !== undefined;
  }

  /** Whether something has to be done at its end that may wait. */
  get hasEnd(): boolean {
    return this.#deferred !== undefined || this.#scope?.isOpen === true;
  }

  /** It is answered so: what it has begun outside the store stays. Throws where that cannot be written down. */
  settle(answer: unknown): void {
    this.#scope?.settle(answer);
  }

  /** It has failed so, or was cancelled: what it has begun outside the store is taken back. Never rejects. */
  async takeBack(error: ProviderError): Promise<void> {
    await this.#scope?.takeBack(this.#incoming.signal.aborted ? undefined : error);
  }

  get #storeScope(): StoreScope {
    return (this.#scope ??= this.#around.store.scopeOf(this, { commitsOnce: !MANY_COMMITS.has(this.operation) }));
  }

  static #isOne(value: unknown): value is Request {
    return typeof value === 'object' && value !== null && #asked in value;
  }

  /** Does what was put off to its end, once. Never rejects. */
  end(): Promise<readonly DeferredFault[]> {
    const works = this.#deferred ?? [];
    this.#deferred = undefined;
    return runDeferred(works);
  }
}
