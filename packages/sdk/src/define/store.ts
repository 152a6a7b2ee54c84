/** The author's store as it is used: what a class's store can do, transactions, and the steps that take an effect outside the store back. Types only. */
import type { ProviderClass } from './class.js';
import type { FilledOf, Flat, ObjectOf, Properties } from '../type/described.js';

/** What JSON can say; the arguments of an undo step are kept as it. */
export type PlainValue = string | number | boolean | null | readonly PlainValue[] | { readonly [name: string]: PlainValue | undefined };

/** The arguments of an undo step: a plain object. */
export type PlainObject = Readonly<Record<string, PlainValue | undefined>>;

/** The undo steps that a provider has: name to arguments. */
export type UndoArguments = Readonly<Record<string, PlainObject>>;

declare const noStore: unique symbol;

/** In the place of the undo steps of a provider that does not say `store: true`: what uses the store is red where it is written. */
export type NoStore = { readonly [noStore]: true };

/** What every use of the store asks for besides: nothing where there is one, and otherwise what no value has, whose name says what to do. */
type WhereStored<U> = [U] extends [NoStore] ? { readonly 'this provider has no store: say store: true in defineProvider': never } : unknown;

/** A class, as far as its store has to know it. It need not be served. */
export type StoredClass<P extends Properties, K extends string> = Pick<ProviderClass<string, P, K>, 'name' | 'key' | 'properties'>;

/** A value that may be left out where everything in it may be: the key of a singleton. */
type KeyGiven<K> = Record<never, never> extends K ? [key?: K] : [key: K];

/** Which instances to walk over. */
export interface StoreRange<K> {
  /** From this key on. Of a key with several parts the first ones are enough. */
  readonly from?: Partial<K>;
  /** Up to this key and without it. */
  readonly to?: Partial<K>;
  /** Those alone whose key begins with these parts. */
  readonly within?: Partial<K>;
  /** From the last to the first; `from` and `to` mean the same as without. */
  readonly reverse?: boolean;
  readonly limit?: number;
}

/**
 * The instances of one class in the store, in the author's values. What is read is what was committed last, or within a transaction what it has written.
 * Each call that writes is a transaction of its own, unless it is made within one; it is on the disk when it returns. Keys are told apart by their
 * values, case included. `I` is what is read, with every default filled in; `G` what may be given.
 */
export interface ClassStore<I, K, G = I> {
  get(...key: KeyGiven<K>): I | undefined;
  has(...key: KeyGiven<K>): boolean;
  /**
   * In the order of the key: its parts as they are declared, numbers and dates as such, texts by their characters, false before true. Read a few at a time as it is
   * walked over, so a walk that waits in between may see what is committed meanwhile; it may be walked over again.
   */
  values(range?: StoreRange<K>): Iterable<I>;
  /** How many there are. It walks over them. */
  count(range?: StoreRange<K>): number;
  /** Adds one and answers it. Throws ALREADY_EXISTS. */
  create(instance: G): I;
  /** Adds one, or puts it in the place of the one that is there. Answers it. */
  put(instance: G): I;
  /** Changes the one that is there and answers it as it now is; a property that is given as undefined is taken away. Throws NOT_FOUND. */
  modify(key: K, patch: Partial<Omit<G, keyof K>>): I;
  /** Whether there was one. */
  delete(...key: KeyGiven<K>): boolean;
}

/** The store of a class by its properties and the names of its key. */
export type StoreOfClass<P, K extends string> = ClassStore<FilledOf<P>, StoredKey<P, K>, ObjectOf<P>>;

/** The store of a class: `StoreOf<typeof Account>`. */
export type StoreOf<C> = C extends { readonly key: readonly (infer K)[]; readonly properties: infer P extends Properties } ? StoreOfClass<P, K & string> : never;

/** The key of what is stored. */
export type StoredKey<P, K extends string> = Flat<Pick<ObjectOf<P>, K & keyof ObjectOf<P>>>;

/** What may be used of the store within a transaction. It is of no use after it. */
export interface Transaction {
  /** The instances of a class, as this transaction leaves them. */
  store<P extends Properties, K extends string>(of: StoredClass<P, K>): StoreOfClass<P, K>;
}

/** What a transaction runs. A function that returns a promise is none: a transaction does not wait. */
export type TransactionWork<R> = ((transaction: Transaction) => R) & ([R] extends [never] ? unknown : R extends PromiseLike<unknown> ? never : unknown);

/** An undo step that is written down. */
export interface UndoStep {
  /** The effect stays: the step is forgotten, within a transaction by its commit. A second call does nothing. */
  done(): void;
}

/** What every context has of the store. */
export interface StoreContext<U> {
  /** The instances of a class in the provider's store; the class need not be served. Throws unless the provider says `store: true`. */
  store<P extends Properties, K extends string>(of: StoredClass<P, K> & WhereStored<U>): StoreOfClass<P, K>;
  /**
   * Runs `work`, which must not wait: all that it writes is kept or nothing is, and is on the disk when this returns. A throw takes all of it back and goes on to the caller.
   * Within a transaction it becomes a part of that one. A create, modify, delete or method commits one transaction; jobs, loads and reads may commit any number.
   */
  transaction<R>(work: TransactionWork<R> & WhereStored<U>): R;
  /**
   * Call it before an effect outside the store: it writes down how that is taken back, on the disk when this returns. What the context stands for takes it back when it fails before
   * {@link UndoStep.done}, the last step first; what dies with its process is taken back at the next load. When it ends well, its steps are done.
   */
  undoStep<N extends keyof U & string>(name: N, args: U[N]): UndoStep;
}

/** What an undo step is given besides its arguments. It may be run twice, and also where its effect had not begun: let it take that. */
export interface UndoContext<C = unknown, N extends string = string> {
  readonly name: string;
  readonly dataDirectory: string;
  /** The configuration given at `register`, as the load has it. */
  readonly config: C;
  /** A secret given at `register`. Throws when it was not given. */
  credential(name: N): string;
  /** What the effect was for: `Account.transfer`. */
  readonly by: string;
  /** `failed`: what it was for has failed or was cancelled, just now. `died`: the process ended before it was done; this is the next load. */
  readonly cause: 'failed' | 'died';
  log(...values: readonly unknown[]): void;
  store<P extends Properties, K extends string>(of: StoredClass<P, K>): StoreOfClass<P, K>;
  transaction<R>(work: TransactionWork<R>): R;
}

/** The undo steps as the author writes them: each takes arguments of its own. */
export type UndoHandlers<C = unknown, N extends string = never> = Readonly<Record<string, (args: never, context: UndoContext<C, N>) => unknown>>;

/** The same, whatever else they take: what they are inferred as. */
export type AnyUndoHandlers = Readonly<Record<string, (args: never, context: never) => unknown>>;

/** The arguments of each: those that the author has written it for. They are written down, so they are plain: a Date would be read again as a text, and is red where the step is begun. */
export type ArgumentsOfUndo<H> = { readonly [S in keyof H]: H[S] extends (args: infer A, ...rest: never) => unknown ? (unknown extends A ? Record<never, never> : A extends PlainObject ? A : never) : never };
