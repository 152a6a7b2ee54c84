/** What the author's functions are told besides their arguments: of the load, which lives as long as the activation, of a request, and of a job. */
import type { Caller, ErrorFacts, ErrorOptions, HostObjects, ResultName } from '@provost/protocol';
import type { FilledOf, ObjectOf, Properties } from '../type/described.js';
import type { MethodSpecs, ProviderClass } from './class.js';
import type { Awaitable } from './handlers.js';
import type { Pushed } from './kept.js';
import type { StoreContext, UndoArguments } from './store.js';

/** How far something has come: a percentage, a sentence, or both. */
export type ProgressReport = number | { readonly percent?: number; readonly message?: string };

/** Work to be done at the end. It may be asynchronous. */
export type Deferred = () => unknown;

/** What MI's pair answers: a value, never a throw. */
export type UnloadResult = 'OK' | 'INVALID_PARAMETER' | 'FAILED' | 'SERVER_LIMITS_EXCEEDED';

/** A hold on the provider: while it lasts it is not unloaded for being idle. `using hold = context.hold('upload')` ends it with the block. */
export interface Hold extends Disposable {
  /** Ends it. A second call does nothing; never throws. */
  end(): void;
}

/** What {@link Context.keepWarm} answers. */
export interface KeptWarm {
  /** Ends it at once: from then on the provider is unloaded as any other. A second call does nothing; never throws. */
  end(): void;
}

/** How a job ended. `cancelled`: it stopped because it was told to. */
export type JobEnd<T> =
  | { readonly outcome: 'done'; readonly value: T }
  | { readonly outcome: 'failed'; readonly error: unknown }
  | { readonly outcome: 'cancelled' };

/** Work that goes on after the request that began it. */
export interface Job<T = unknown> {
  /** `job-1`; the same in the log and in what operators see. */
  readonly id: string;
  readonly name: string;
  /** Settles when the job and what it deferred are over. Never rejects. */
  readonly done: Promise<JobEnd<T>>;
  /** Aborts its signal. Does nothing once it is over. */
  cancel(): void;
}

/** What all contexts have. `U` are the undo steps of the provider. */
export interface Context<U extends UndoArguments = Record<never, never>> extends StoreContext<U> {
  /** Of a request unique for ever, of the load `load`, of a job `job-1`: the same in the host's events and in the log. */
  readonly id: string;
  /** Aborted when what this context stands for is no longer wanted; its reason is a ProviderError. */
  readonly signal: AbortSignal;
  /**
   * The host as a client, asking in this context: `context.host.of<typeof prices>().Price.get({ id })` has the other provider loaded where it is not.
   * What is under way when this context is aborted is cancelled. Once a pure provider has let go, every call fails with SERVER_IS_SHUTTING_DOWN.
   */
  readonly host: HostObjects;
  /** Writes one line to the provider's log. Values are shown as `console.log` shows them. */
  log(...values: readonly unknown[]): void;
  /** Does `work` at the end: of the request or job, or for the load at release. The last deferred is done first. */
  defer(work: Deferred): void;
  /**
   * Keeps the provider loaded until that long after its last request: `keepWarm('2m')`, or milliseconds. One for the whole provider, whoever calls it:
   * each request moves its end, and a later call changes how long. 0 ends it. Throws a RangeError for what is no length of time, and as {@link hold}.
   */
  keepWarm(duration: number | string): KeptWarm;
  /**
   * Keeps the provider loaded until the hold ends. A context may have any number; `why` is shown to operators. Throws a ProviderError where
   * {@link refuseUnload} would answer other than OK.
   */
  hold(why: string): Hold;
  /**
   * Begins work that outlives the request: it has a context of its own, holds the provider while it runs, and is aborted at release. That it failed
   * is told to operators and logged; it never ends the process. Throws as {@link hold}.
   */
  background<T>(name: string, work: (job: JobContext<U>) => Awaitable<T>): Job<Awaited<T>>;
  /**
   * MI's RefuseUnload: the provider is not unloaded for being idle until this same context calls {@link requestUnload}, also when its request has long
   * ended. Once or more is the same; the latest `why` is shown to operators. INVALID_PARAMETER when the context is finished, SERVER_LIMITS_EXCEEDED
   * when 1,024 contexts refuse already, FAILED when the provider was told to let go or the host is gone.
   */
  refuseUnload(why?: string): UnloadResult;
  /**
   * MI's RequestUnload: takes back what this context refused. A finished context may do so too. INVALID_PARAMETER, and nothing changes, when this
   * context has refused nothing, whatever others have.
   */
  requestUnload(): UnloadResult;
}

/** What somebody waits for can tell how far it has come. */
export interface AwaitedContext<U extends UndoArguments = Record<never, never>> extends Context<U> {
  /** Tells how far it has come, and starts the deadline anew. */
  progress(report: ProgressReport): void;
}

/** The context of a job in the background. */
export interface JobContext<U extends UndoArguments = Record<never, never>> extends Context<U> {
  readonly name: string;
}

/** A hook that is called when the process ends. A function that returns a promise is none: nothing that it awaits would be done any more. */
export type ExitHook<R> = (() => R) & ([R] extends [never] ? unknown : R extends PromiseLike<unknown> ? never : unknown);

/**
 * The context of the load. It lives as long as the provider is loaded, so it may refuse, hold and begin work at any time until release. It may write to the store
 * while it loads and again at release; in between an operation and a job write by their own contexts, which know what they do.
 */
export interface LoadContext<C extends Properties = Properties, N extends string = string, U extends UndoArguments = Record<never, never>> extends AwaitedContext<U> {
  readonly name: string;
  readonly namespace: string;
  /** The configuration given at `register`, checked, with every default filled in. */
  readonly config: FilledOf<C>;
  /** The provider's own directory. It is there, and kept between loads. */
  readonly dataDirectory: string;
  /** Writes the instances of a class that the provider pushes, as long as it is loaded. Throws INVALID_CLASS for one that it does not. */
  push<P extends Properties, K extends string>(of: ProviderClass<string, P, K, MethodSpecs>): Pushed<P, K>;
  /** A secret given at `register`. Throws when it was not given. */
  credential(name: N): string;
  /**
   * The last chance: `hook` is called when the process ends, whether it was released, told by a signal, lost its host, crashed by what nobody caught or
   * called `process.exit`; not when it is killed. Once, synchronously, the last given first; the host hears nothing of it any more. For orderly
   * work there is {@link Context.defer}. The same function given twice is called once.
   */
  onExit<R>(hook: ExitHook<R>): void;
}

/** What a caller may be told by name without the class declaring it. */
export type ThrowableName = Extract<ResultName,
  | 'FAILED' | 'ACCESS_DENIED' | 'INVALID_NAMESPACE' | 'INVALID_PARAMETER' | 'INVALID_CLASS' | 'NOT_FOUND' | 'NOT_SUPPORTED' | 'ALREADY_EXISTS'
  | 'NO_SUCH_PROPERTY' | 'TYPE_MISMATCH' | 'INVALID_QUERY' | 'METHOD_NOT_FOUND' | 'SERVER_LIMITS_EXCEEDED' | 'OPERATION_TIMED_OUT' | 'OPERATION_CANCELLED'>;

/** The errors that a method declares: name to facts. */
export type ErrorSpecs = Readonly<Record<string, Properties>>;

type FailRest<F> = Record<never, never> extends F ? [facts?: F, options?: ErrorOptions] : [facts: F, options?: ErrorOptions];

/** The context of one request. `E` are the errors that its method declares. */
export interface RequestContext<E extends ErrorSpecs = Record<never, never>, U extends UndoArguments = Record<never, never>> extends AwaitedContext<U> {
  readonly operation: 'get' | 'list' | 'create' | 'modify' | 'delete' | 'invoke';
  /** Given by a caller that may ask again. A provider with a store need not look at it: what writes is done once however often it is asked. */
  readonly operationId: string | undefined;
  /** When the host stops waiting; progress moves it. */
  readonly deadline: Date;
  readonly caller: Caller;
  /** Tells the caller something that is no failure. */
  warn(message: string): void;
  /**
   * Fails with an error that the method declares, its facts checked by the editor: `context.fail('Full', { max: 100 }, { remedy: 'delete a note first' })`;
   * or with a result code that callers know. Never returns.
   */
  fail<N extends keyof E & string>(name: N, ...rest: FailRest<ObjectOf<E[N]>>): never;
  fail(name: ThrowableName, facts?: ErrorFacts, options?: ErrorOptions): never;
}
