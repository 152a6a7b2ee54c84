/** The author's load and release, and what lies between: the state, what was deferred, what keeps the provider loaded, and the work in its background. */
import {
  ProgressFromProvider, ProviderError, isProviderError, toWireError, type InitializeParams, type NotificationMessage, type PackedRows, type UnloadReason, type WireError,
} from '@provost/protocol';
import type { Deferred, LoadContext } from '../define/contexts.js';
import type { ProviderDefinition } from '../define/provider.js';
import { AnswerFault } from '../dispatch/answer-fault.js';
import { runDeferred } from '../dispatch/deferred.js';
import { detailsOf, wordsOf } from '../dispatch/thrown.js';
import { ProviderStore, type ImportStorage } from '../store/provider-store.js';
import type { StoreScope } from '../store/store-scope.js';
import type { Clock } from './clock.js';
import type { ExitHooks } from './exit-hooks.js';
import type { HostAccess } from './host-access.js';
import type { HostLine } from './host-line.js';
import { Jobs } from './jobs.js';
import { LastSteps } from './last-steps.js';
import { configOf, credentialOf, loadContext } from './load-context.js';
import { Unloading } from './unloading.js';

/** What does not heed its signal must not cost the author's `release` its time. */
const UNDER_WAY_SHARE = 0.5;
/** What an operation wrote by the load's context would be done again when it is asked again. */
const LOAD_IS_OVER = ['the load is over', 'Tell its author to write by the context of the operation, or in a job of context.background.'] as const;

/** What a life needs of its runner. */
export interface LifeSurroundings {
  readonly line: Pick<HostLine, 'notify' | 'notifyRows' | 'isClosed'>;
  readonly clock: Clock;
  readonly log: (values: readonly unknown[]) => void;
  readonly exitHooks: ExitHooks;
  readonly hostAccess: HostAccess;
  readonly importStorage: ImportStorage;
  /** Aborted when the host no longer waits for the load. */
  readonly cancelled: AbortSignal;
  /** Of a program that has attached itself: nobody would unload it. */
  readonly isDecoupled?: boolean;
}

/** The operations of a life, as far as its release has to know them. */
interface UnderWay {
  readonly underWay: readonly unknown[];
  abort(reason: ProviderError): void;
  over(): Promise<void>;
  /** What is open for consumers. */
  readonly sinks: { readonly size: number; closeAll(): Promise<void> };
}

export class Life {
  /** What `load` returned. */
  state: unknown;
  readonly unloading: Unloading;
  readonly jobs: Jobs;
  readonly store: ProviderStore;
  readonly #definition: ProviderDefinition;
  readonly #params: InitializeParams;
  readonly #around: LifeSurroundings;
  readonly #abort = new AbortController();
  readonly #deferred: Deferred[] = [];
  readonly #refuser = { id: 'load', what: 'load', isOver: false };
  #hasLoaded = false;
  #scope: StoreScope | undefined;
  #mayWrite = true;

  constructor(definition: ProviderDefinition, params: InitializeParams, around: LifeSurroundings) {
    this.#definition = definition;
    this.#params = params;
    this.#around = around;
    const { line, clock, log, hostAccess, importStorage } = around;
    const isAtWork = (message: string): void => { this.notify(ProgressFromProvider, { message }); };
    this.unloading = new Unloading({ provider: params.name, line, clock, isDecoupled: around.isDecoupled === true });
    this.store = new ProviderStore({ definition, params, clock, log, importStorage, isAtWork });
    this.jobs = new Jobs({ provider: params.name, line, unloading: this.unloading, hostAccess, store: this.store, log });
  }

  /** Tells the host something, as long as this life has a say. */
  notify<P>(message: NotificationMessage<P>, params: P): void {
    if (!this.#refuser.isOver) this.#around.line.notify(message, params);
  }

  /** Likewise, rows apart from what is said of them. */
  notifyRows<P extends object>(message: NotificationMessage<P>, params: Omit<P, 'rows'>, rows: PackedRows): void {
    if (!this.#refuser.isOver) this.#around.line.notifyRows(message, params, rows);
  }

  /** Calls the author's `load`. Rejects with PROVIDER_LOAD_FAILED, after what was deferred is done. */
  async load(): Promise<void> {
    const { cancelled } = this.#around;
    const abort = (): void => { this.#abort.abort(cancelled.reason); };
    if (cancelled.aborted) abort();
    else cancelled.addEventListener('abort', abort, { once: true });
    this.unloading.began();
    try {
      const [config, credential] = [configOf(this.#definition, this.#params), credentialOf(this.#params)];
      await this.store.open(config, credential);
      this.state = await this.#definition.spec.load?.(this.#context(config, credential));
      this.#settleLoad();
      this.#hasLoaded = true;
    } catch (thrown) {
      this.#log('load failed:', isOfStore(thrown) ? thrown.sentence : thrown);
      await this.#scope?.takeBack();
      this.unloading.close();
      this.jobs.abort(new ProviderError('OPERATION_CANCELLED', {}, { message: 'The provider failed to load.' }));
      for (const fault of await runDeferred(this.#deferred.splice(0))) this.#log(`Deferred work ${fault.number} of load failed:`, fault.thrown);
      await this.store.close().catch((unclosed: unknown) => { this.#log('The store could not be closed:', unclosed); });
      throw loadFailed(this.#params.name, thrown);
    } finally {
      this.unloading.ended();
      cancelled.removeEventListener('abort', abort);
    }
  }

  /**
   * From this turn on nothing refuses. Aborts operations and jobs and waits for them, then calls the author's `release`, then does what was deferred,
   * the last first, each within what is left of the deadline. Never rejects.
   */
  async release(reason: UnloadReason, deadlineMs: number, operations?: UnderWay): Promise<readonly WireError[]> {
    this.unloading.close();
    this.#mayWrite = true;
    this.#abort.abort(toldToLetGo(reason, ''));
    operations?.abort(toldToLetGo(reason, ' while the operation was under way'));
    this.jobs.abort(toldToLetGo(reason, ' while the job was under way'));
    const isUnderWay = this.jobs.underWay > 0 || (operations?.underWay.length ?? 0) > 0;
    const { release } = this.#definition.spec;
    const deferred = this.#deferred.splice(0);
    const isCalled = release !== undefined && this.#hasLoaded;
    const steps = new LastSteps(this.#around.clock, deadlineMs, deferred.length + Number(isCalled) + Number(isUnderWay) + Number((operations?.sinks.size ?? 0) > 0) + Number(this.store.isOpen));
    const faults: WireError[] = [];
    const note = (what: string, thrown: unknown): void => {
      this.#log(`${what} failed:`, thrown);
      faults.push(toWireError(releaseFault(this.#params.name, what, thrown)));
    };
    if (isUnderWay) {
      const over = (): Promise<unknown> => Promise.all([operations?.over(), this.jobs.over()]);
      await steps.take('What was under way', over, UNDER_WAY_SHARE).catch((thrown: unknown) => { note('what was under way', thrown); });
    }
    if (operations !== undefined && operations.sinks.size > 0) await steps.take('The end of the sinks', () => operations.sinks.closeAll()).catch((thrown: unknown) => { note('the end of the sinks', thrown); });
    if (isCalled) await steps.take('release', () => release(reason, this.state)).catch((thrown: unknown) => { note('release', thrown); });
    for (const fault of await runDeferred(deferred, (work, number) => steps.take(deferredName(number), work))) note(deferredName(fault.number), fault.thrown);
    if (this.#hasLoaded) this.#settleLoad();
    if (this.store.isOpen) await steps.take('The end of the store', () => this.store.close()).catch((thrown: unknown) => { note('the end of the store', thrown); });
    this.#refuser.isOver = true;
    this.jobs.mute();
    return faults;
  }

  /** What the load has begun outside the store stays; from now on operations and jobs write by contexts of their own. */
  #settleLoad(): void {
    this.#scope?.settle();
    this.#scope = undefined;
    this.#mayWrite = false;
  }

  #context(config: LoadContext['config'], credential: LoadContext['credential']): LoadContext {
    return loadContext(this.#params, this.#refuser, {
      definition: this.#definition,
      config, credential,
      scope: () => (this.#scope ??= this.store.scopeOf(this.#refuser, { refusal: () => (this.#mayWrite ? undefined : LOAD_IS_OVER) })),
      unloading: this.unloading,
      jobs: this.jobs,
      exitHooks: this.#around.exitHooks,
      hostAccess: this.#around.hostAccess,
      signal: this.#abort.signal,
      deferred: this.#deferred,
      log: this.#around.log,
      notify: (message, params) => { this.notify(message, params); },
    });
  }

  #log(what: string, thrown: unknown): void {
    this.#around.log([what, detailsOf(thrown)]);
  }
}

/** What the store says of itself is nobody's code: its sentence says it all, and a stack only hides it. */
function isOfStore(thrown: unknown): thrown is AnswerFault {
  return thrown instanceof AnswerFault && thrown.code === 'STORE_FAILED';
}

function toldToLetGo(reason: UnloadReason, when: string): ProviderError {
  return new ProviderError('OPERATION_CANCELLED', {}, { message: `The provider was told to let go (reason ${reason})${when}.` });
}

function loadFailed(provider: string, thrown: unknown): ProviderError {
  const words = isProviderError(thrown) ? thrown.sentence : wordsOf(thrown);
  return new ProviderError('PROVIDER_LOAD_FAILED', { ...(thrown instanceof AnswerFault ? thrown.facts : {}), provider, pid: process.pid }, {
    message: `Provider "${provider}" (pid ${process.pid}) failed to load: ${words}`,
    ...(isProviderError(thrown) ? { remedy: thrown.remedy } : {}),
  });
}

function releaseFault(provider: string, what: string, thrown: unknown): ProviderError {
  if (isProviderError(thrown)) return thrown;
  return new ProviderError('FAILED', { provider, pid: process.pid }, { message: `${what} of provider "${provider}" threw ${wordsOf(thrown)}.` });
}

function deferredName(number: number): string {
  return `Deferred work ${number}`;
}
