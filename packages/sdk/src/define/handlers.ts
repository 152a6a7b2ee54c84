/** What an author writes for a class: a function for each operation offered and for each method. Types only. */
import type { ListQueryOf, QueryFilters } from '@provost/protocol';
import type { CreatedOf, FilledArgumentsOf, KeyOf, MethodSpec, MethodSpecs, PatchOf, ReturnOf } from './class.js';
import type { ErrorSpecs, RequestContext } from './contexts.js';
import type { RaiseOfInstances, StartRaising } from './event.js';
import type { UndoArguments } from './store.js';
import type { ObjectOf, Properties } from '../type/described.js';

export type Awaitable<T> = T | Promise<T>;

/** Rows, as many as there are; they are taken one by one, no faster than the caller reads. */
export type Rows<T> = Iterable<T> | AsyncIterable<T>;

type ErrorsOf<S> = S extends { readonly errors: infer E extends ErrorSpecs } ? E : Record<never, never>;

/** One method: of an instance it is given the key first, a static one only its arguments. */
export type MethodHandler<K, S extends MethodSpec, State, U extends UndoArguments> = S extends { readonly static: true }
  ? (args: FilledArgumentsOf<S>, state: State, context: RequestContext<ErrorsOf<S>, U>) => Awaitable<ReturnOf<S>>
  : (key: K, args: FilledArgumentsOf<S>, state: State, context: RequestContext<ErrorsOf<S>, U>) => Awaitable<ReturnOf<S>>;

/** All methods of a class. */
export type MethodHandlers<K, M extends MethodSpecs, State, U extends UndoArguments> = { readonly [N in keyof M]: MethodHandler<K, M[N], State, U> };

/** The five operations, and what tells of changes. One that is absent is not offered. */
export interface OperationHandlers<P extends Properties, K extends string, State, U extends UndoArguments> {
  /** `undefined` is NOT_FOUND. */
  readonly get?: (key: KeyOf<P, K>, state: State, context: RequestContext<Record<never, never>, U>) => Awaitable<ObjectOf<P> | undefined>;
  /** What the query asks for is a chance to do less, not a duty: the rest is done for you. */
  readonly list?: (query: ListQueryOf<ObjectOf<P>>, state: State, context: RequestContext<Record<never, never>, U>) => Awaitable<Rows<ObjectOf<P>>>;
  /**
   * What of a query `list` evaluates itself, as it is then told in `query.conditions`: the conditions on these properties, and as WQL does (texts without regard to
   * case, nothing fits a property that is not there). All else is filtered by the host.
   */
  readonly filters?: { readonly [how in keyof QueryFilters]: readonly (keyof P & string)[] };
  /** Answers the instance as it now is; nothing means as it was given. */
  readonly create?: (instance: CreatedOf<P>, state: State, context: RequestContext<Record<never, never>, U>) => Awaitable<ObjectOf<P> | void>;
  /** Answers the instance as it now is, or nothing; `false` is NOT_FOUND. */
  readonly modify?: (key: KeyOf<P, K>, patch: PatchOf<P, K>, state: State, context: RequestContext<Record<never, never>, U>) => Awaitable<ObjectOf<P> | false | void>;
  /** `false` is NOT_FOUND. */
  readonly delete?: (key: KeyOf<P, K>, state: State, context: RequestContext<Record<never, never>, U>) => Awaitable<boolean | void>;
  /** Tells what becomes of the instances, for as long as somebody watches. Where it is absent, those who watch say how often the host is to look. */
  readonly events?: StartRaising<RaiseOfInstances<ObjectOf<P>>, State, U>;
}

/** All that is written for one class: every method, and the operations that it offers. */
export type Handlers<P extends Properties, K extends string, M extends MethodSpecs, State, U extends UndoArguments = Record<never, never>> = OperationHandlers<P, K, State, U> &
  (keyof M extends never ? { readonly methods?: Record<never, never> } : { readonly methods: MethodHandlers<KeyOf<P, K>, M, State, U> });
