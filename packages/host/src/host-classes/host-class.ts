/** A class that the host serves itself, without asking a provider: what it shows of its own state as objects, or keeps for others, and lets be changed. How it is asked is the operations' affair. */
import type { Caller, ClassDefinition, ClassOperation, DoorOptions, JsonObject, MethodDefinition } from '@provost/protocol';
import type { AskedFrom } from '../activation/asked-from.js';

type Awaitable<T> = T | Promise<T>;

/** What the host does for a class. An operation without a function is not supported. */
export interface HostClassFunctions {
  /** The instance of that key; undefined when there is none. */
  readonly get?: (key: JsonObject) => Awaitable<JsonObject | undefined>;
  readonly list?: () => Iterable<JsonObject> | AsyncIterable<JsonObject>;
  /** The instance as it was made. Rejects with ALREADY_EXISTS. */
  readonly create?: (instance: JsonObject, call: HostCall) => Awaitable<JsonObject>;
  /** The instance as it is then; undefined when there is none of that key. The patch fits the class's schema, and what a value means is checked here. */
  readonly modify?: (key: JsonObject, patch: JsonObject, call: HostCall) => Awaitable<JsonObject | undefined>;
  /** Whether there was one. */
  readonly delete?: (key: JsonObject, call: HostCall) => Awaitable<boolean>;
  readonly methods?: Readonly<Record<string, HostMethod>>;
}

/** Who asks, how long it may take, and what else was said of it. */
export interface HostCall {
  readonly caller: Caller;
  /** Absent where the caller did not say. */
  readonly timeoutMs: number | undefined;
  readonly options: DoorOptions;
  /** Of a provider's own call: which, and in what context. */
  readonly from?: AskedFrom | undefined;
}

/** A method that the host runs itself. */
export interface HostMethod {
  readonly definition: MethodDefinition;
  /** `key` is absent for a method of the class. Rejects with NOT_FOUND. */
  readonly invoke: (key: JsonObject | undefined, args: JsonObject, call: HostCall) => Awaitable<unknown>;
}

export interface HostClass extends HostClassFunctions {
  readonly namespace: string;
  readonly definition: ClassDefinition;
}

/** What is said of a class; the operations and methods are those that there is a function for. */
export type HostClassFacts = Omit<ClassDefinition, 'methods' | 'operations'> & { readonly namespace: string };

const OPERATIONS: readonly ClassOperation[] = ['get', 'list', 'create', 'modify', 'delete'];

/** Puts a class together. */
export function hostClass({ namespace, ...facts }: HostClassFacts, functions: HostClassFunctions): HostClass {
  const operations = OPERATIONS.filter((name) => functions[name] !== undefined);
  const methods = Object.fromEntries(Object.entries(functions.methods ?? {}).map(([name, { definition }]) => [name, definition]));
  return { namespace, definition: { ...facts, methods, operations }, ...functions };
}
