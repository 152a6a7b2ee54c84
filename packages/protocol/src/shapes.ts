/**
 * The types that run from an author's class to a client's call, for inference only: nothing of this file exists at run time.
 * The SDK makes a {@link ClassShape} of each class and lets a provider carry those it serves; the client turns them into {@link ObjectsOf}.
 */
import type { AbortSignalLike } from './door.js';
import type { DeclaresErrors } from './errors/index.js';
import type { EventRow, QueueLimits } from './messages/event-messages.js';
import type { ListQuery, Progress } from './messages/provider-messages.js';
import type { Watching } from './objects/watching.js';

/** The types of one method: what it takes, what it answers, whether it is the class's rather than an instance's, and the errors it declares. */
export interface MethodShape<P = unknown, R = unknown, S extends boolean = boolean, E = Record<never, never>> {
  readonly params: P;
  readonly returns: R;
  readonly static: S;
  /** By name, the facts of each. */
  readonly errors: E;
}

/** The types of one class, in the author's values: a date is a Date, a 64-bit integer a bigint, bytes a Uint8Array. */
export interface ClassShape<I = unknown, K = unknown, C = unknown, M = unknown> {
  readonly instance: I;
  /** The key properties of the instance; `Record<never, never>` for a singleton. */
  readonly key: K;
  /** What `create` takes: the instance without what the provider alone sets. */
  readonly create: C;
  /** By name, each a {@link MethodShape}. */
  readonly methods: M;
}

/** The types of one class of events. */
export interface EventShape<E = unknown> {
  readonly event: E;
}

declare const served: unique symbol;

/** What carries the shapes of the classes that a provider serves, by class name. A provider of the SDK is one. */
export interface ServesClasses<C> {
  readonly [served]?: C;
}

/** The shapes that a provider carries, by class name. */
export type ShapesOf<P> = P extends { readonly [served]?: infer C } ? Exclude<C, undefined> : never;

/** What may be said with each call. */
export interface AskOptions {
  readonly signal?: AbortSignalLike;
  /** How long without an answer or progress is too long. */
  readonly timeoutMs?: number;
  readonly onProgress?: (progress: Progress) => void;
  readonly onWarning?: (message: string) => void;
  /** Makes asking again safe: what was done once is not done again. */
  readonly operationId?: string;
}

/** `list` with the columns named in the author's properties. */
export interface ListQueryOf<I> extends Omit<ListQuery, 'columns'> {
  readonly columns?: readonly (keyof I & string)[];
}

/** What may be said of watching a class. */
export interface WatchOptions {
  readonly signal?: AbortSignalLike;
  /** The condition of a WQL query, without WHERE: `name LIKE "%.txt"`. Of what becomes of instances: `TargetInstance.size > 10`. */
  readonly where?: string;
  readonly queue?: QueueLimits;
  /** Resumes after the event that had it. */
  readonly bookmark?: string;
  /** Of instances whose provider tells of no changes: how often to look, in seconds. */
  readonly withinSeconds?: number;
  /** Called where events may have been missed, with the `__EventDroppedEvent` or `__EventQueueOverflowEvent` that says so. */
  readonly onMissed?: (event: EventRow) => void;
}

/** What every event has. */
export interface EventFacts {
  readonly TIME_CREATED: Date;
  /** The class that it is of: the one that is watched, or one derived from it. */
  readonly __CLASS: string;
  /** From where to resume, where its provider says. */
  readonly __BOOKMARK?: string;
}

/** What became of an instance. */
export interface InstanceEvent<I> {
  readonly kind: 'created' | 'modified' | 'deleted';
  readonly instance: I;
  /** As it was before; only of a modified one, and only where that is known. */
  readonly previous?: I;
  readonly at: Date;
  readonly bookmark?: string;
}

/** A class of events: it is watched, and nothing else. */
export interface EventOperations<E> {
  /** Events from now on, until the loop is left or `signal` is aborted. */
  watch(options?: WatchOptions): Watching<E & EventFacts>;
}

/** A value that may be left out where everything in it may be. */
type OrNothing<T> = Record<never, never> extends T ? T | void : T;

/** Properties that may not be given: red in the editor also where they come by a variable or a spread. */
type Without<N extends PropertyKey> = { readonly [name in N]?: never };

/** What `create` is given: nothing that the provider alone sets. */
export type Created<I, C> = C & Without<Exclude<keyof I, keyof C>>;

/** What `modify` is given: any of the properties but those of the key and those that the provider alone sets. */
export type Patch<I, K, C> = Partial<Omit<C, keyof K>> & Without<Exclude<keyof I, Exclude<keyof C, keyof K>>>;

/** The operations on the instances of a class. One that the class does not offer fails as NOT_SUPPORTED. */
export interface InstanceOperations<I, K, C> {
  /** Fails as NOT_FOUND when there is none. */
  get(key: OrNothing<K>, options?: AskOptions): Promise<I>;
  /** Rows as they come; leaving the loop cancels the rest. */
  list(query?: ListQueryOf<I>, options?: AskOptions): AsyncIterable<I>;
  create(instance: Created<I, C>, options?: AskOptions): Promise<I>;
  /** The instance as it now is, where the provider says. */
  modify(key: OrNothing<K>, patch: Patch<I, K, C>, options?: AskOptions): Promise<I | undefined>;
  delete(key: OrNothing<K>, options?: AskOptions): Promise<void>;
  /** What becomes of the instances from now on, until the loop is left or `signal` is aborted. */
  watch(options?: WatchOptions): Watching<InstanceEvent<I>>;
}

/** One method as it is called: a static one with its arguments, any other with the key of the instance first. `isErrorOf` tells the errors that it declares. */
export type MethodOf<K, M> = M extends { readonly params: infer P; readonly returns: infer R; readonly static: infer S; readonly errors: infer E }
  ? DeclaresErrors<E> & (S extends true
    ? (args: OrNothing<P>, options?: AskOptions) => Promise<R>
    : (key: OrNothing<K>, args: OrNothing<P>, options?: AskOptions) => Promise<R>)
  : never;

/** One class as a client calls it: `notes.Note.append({ id: '7' }, { text })`. */
export type ObjectsOfClass<S> = S extends EventShape<infer E> ? EventOperations<E> : S extends ClassShape<infer I, infer K, infer C, infer M>
  ? InstanceOperations<I, K, C> & { readonly [N in Exclude<keyof M, keyof InstanceOperations<I, K, C>>]: MethodOf<K, M[N]> }
  : never;

/** The typed face of a provider, by class name: `client.of<typeof notes>().Note.get({ id: '7' })`. */
export type ObjectsOf<P> = { readonly [N in keyof ShapesOf<P>]: ObjectsOfClass<ShapesOf<P>[N]> };
