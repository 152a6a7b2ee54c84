/** Classes whose instances the host keeps for a provider: those whose properties it provides, and those that it pushes. What an author writes for them. */
import type { ClassOperation } from '@provost/protocol';
import type { KeyOf, MethodSpecs, ProviderClass } from './class.js';
import type { RequestContext } from './contexts.js';
import type { Awaitable, MethodHandlers, Rows } from './handlers.js';
import type { AnyHandler } from './provider.js';
import type { UndoArguments } from './store.js';
import type { ObjectOf, OptionalKeys, Properties } from '../type/described.js';

type Asked<U extends UndoArguments> = RequestContext<Record<never, never>, U>;

/** How a dynamic property is set, where it can be. */
interface Settable<K, V, State, U extends UndoArguments> {
  /** Answers the value as it now is; nothing means as it was given. */
  readonly set?: (key: K, value: V, state: State, context: Asked<U>) => Awaitable<V | void>;
}

/** How a dynamic property is read: instance by instance, or of many at once. `undefined`: the instance has none. */
export type PropertyHandlers<K, V, State, U extends UndoArguments> = Settable<K, V, State, U> & (
  | { readonly get: (key: K, state: State, context: Asked<U>) => Awaitable<V | undefined>; readonly getAll?: never }
  /** One value for each key, in their order. */
  | { readonly getAll: (keys: readonly K[], state: State, context: Asked<U>) => Awaitable<readonly (V | undefined)[]>; readonly get?: never }
);

/** What is written for a class whose instances the host keeps: the properties that are asked for when they are wanted, and its methods. */
export type ProvidedHandlers<P extends Properties, K extends string, M extends MethodSpecs, State, U extends UndoArguments> = {
  /** Each is optional in its class, and none is part of the key. */
  readonly properties: { readonly [N in OptionalKeys<P>]?: PropertyHandlers<KeyOf<P, K>, Exclude<ObjectOf<P>[N & keyof ObjectOf<P>], undefined>, State, U> };
  /** What anybody may do with its instances. By default all of get, list, create, modify and delete. */
  readonly operations?: readonly ClassOperation[];
} & (keyof M extends never ? { readonly methods?: Record<never, never> } : { readonly methods: MethodHandlers<KeyOf<P, K>, M, State, U> });

/** What is written for a class whose instances are pushed: its methods. */
export interface PushedHandlers<P extends Properties, K extends string, M extends MethodSpecs, State, U extends UndoArguments> {
  readonly methods: MethodHandlers<KeyOf<P, K>, M, State, U>;
}

/**
 * Where a provider writes the instances of a class that it pushes. Each call is kept whole or not at all, in the order of the calls, and rejects with what the host says of it;
 * once the provider was told to let go nothing is kept any more. What travels at once is at most a frame (16 MiB).
 */
export interface Pushed<P extends Properties, K extends string> {
  /** Makes an instance or several, each in the place of the one of its key if there is one. */
  put(instances: ObjectOf<P> | readonly ObjectOf<P>[]): Promise<void>;
  /** Those that are not there are nothing amiss. */
  delete(keys: KeyOf<P, K> | readonly KeyOf<P, K>[]): Promise<void>;
  /** These are there from then on, and no others. */
  replace(instances: Rows<ObjectOf<P>>): Promise<void>;
}

/** The functions of one property, as they are called. */
export interface PropertyFunctions {
  readonly get?: AnyHandler;
  readonly getAll?: AnyHandler;
  readonly set?: AnyHandler;
}

/** What the host keeps of a class, and what is the provider's of it. */
export type KeptClass =
  | { readonly by: 'push' }
  | { readonly by: 'host'; readonly operations: readonly ClassOperation[]; readonly properties: ReadonlyMap<string, PropertyFunctions> };

const ALL: readonly ClassOperation[] = ['get', 'list', 'create', 'modify', 'delete'];
const PROPERTY_FUNCTIONS: readonly string[] = ['get', 'getAll', 'set'];

/** What was written for the properties of a class, and what no type says is wrong with it. */
export function providedOf(of: ProviderClass, given: { readonly properties?: unknown; readonly operations?: unknown }): { readonly kept: KeptClass; readonly faults: readonly string[] } {
  const { properties = {}, operations = ALL } = given as { readonly properties?: Readonly<Record<string, PropertyFunctions>>; readonly operations?: readonly ClassOperation[] };
  const faults = [
    ...(Object.keys(properties).length === 0 ? ['nothing is written for any of its properties'] : []),
    ...(Array.isArray(operations) ? [] : ['its operations are not a list']),
    ...Object.entries(properties).flatMap(([name, functions]) => propertyFaults(of, name, functions)),
  ];
  return { kept: { by: 'host', operations, properties: new Map(Object.entries(properties)) }, faults };
}

function propertyFaults(of: ProviderClass, name: string, functions: PropertyFunctions): string[] {
  const what = `its property "${name}"`;
  if (!Object.hasOwn(of.properties, name)) return [`"${name}" is not one of its properties`];
  if (typeof functions !== 'object' || functions === null) return [`${what} is not described by { get } or { getAll }`];
  const strange = Object.entries(functions).filter(([word, value]) => !PROPERTY_FUNCTIONS.includes(word) || (value !== undefined && typeof value !== 'function')).map(([word]) => `${what} has "${word}", which is not a function that it may have`);
  if ((functions.get === undefined) === (functions.getAll === undefined)) strange.push(`${what} must have either get or getAll`);
  if (functions.set !== undefined && of.properties[name]?.readOnly === true) strange.push(`${what} is read-only, and has a set`);
  return strange;
}
