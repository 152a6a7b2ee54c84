/** What the author's functions are told besides their arguments: of the load, which lives as long as the activation, and of a request. */
import type { Caller, ErrorFacts, ErrorOptions, ResultName } from '@provost/protocol';
import type { FilledOf, ObjectOf, Properties } from '../type/described.js';

/** How far something has come: a percentage, a sentence, or both. */
export type ProgressReport = number | { readonly percent?: number; readonly message?: string };

/** Work to be done at the end. It may be asynchronous. */
export type Deferred = () => unknown;

/** What both contexts have. */
export interface Context {
  /** Aborted when what this context stands for is no longer wanted; its reason is a ProviderError. */
  readonly signal: AbortSignal;
  /** Writes one line to the provider's log. Values are shown as `console.log` shows them. */
  log(...values: readonly unknown[]): void;
  /** Tells how far it has come, and starts the deadline anew. */
  progress(report: ProgressReport): void;
  /** Does `work` at the end: of the request, or for the load at release. The last deferred is done first. */
  defer(work: Deferred): void;
}

/** The context of the load. */
export interface LoadContext<C extends Properties = Properties, N extends string = string> extends Context {
  readonly name: string;
  readonly namespace: string;
  /** The configuration given at `register`, checked, with every default filled in. */
  readonly config: FilledOf<C>;
  /** The provider's own directory. It is there, and kept between loads. */
  readonly dataDirectory: string;
  /** A secret given at `register`. Throws when it was not given. */
  credential(name: N): string;
}

/** What a caller may be told by name without the class declaring it. */
export type ThrowableName = Extract<ResultName,
  | 'FAILED' | 'ACCESS_DENIED' | 'INVALID_NAMESPACE' | 'INVALID_PARAMETER' | 'INVALID_CLASS' | 'NOT_FOUND' | 'NOT_SUPPORTED' | 'ALREADY_EXISTS'
  | 'NO_SUCH_PROPERTY' | 'TYPE_MISMATCH' | 'INVALID_QUERY' | 'METHOD_NOT_FOUND' | 'SERVER_LIMITS_EXCEEDED' | 'OPERATION_TIMED_OUT' | 'OPERATION_CANCELLED'>;

/** The errors that a method declares: name to facts. */
export type ErrorSpecs = Readonly<Record<string, Properties>>;

type FailRest<F> = Record<never, never> extends F ? [facts?: F, options?: ErrorOptions] : [facts: F, options?: ErrorOptions];

/** The context of one request. `E` are the errors that its method declares. */
export interface RequestContext<E extends ErrorSpecs = Record<never, never>> extends Context {
  /** Unique for ever; the same in the host's events and in the log. */
  readonly id: string;
  readonly operation: 'get' | 'list' | 'create' | 'modify' | 'delete' | 'invoke';
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
