/** The shape of values: the part of JSON Schema 2020-12 that classes are written in. `check.ts` checks values against it, `schema-faults.ts` checks the schemas themselves. */

/** Carries the TypeScript type that a schema describes, for inference only; nothing of it exists at run time. */
declare const described: unique symbol;

/** Any schema node. Keys that are not listed here are refused when a class is registered. */
export interface SchemaNode {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'null';
  readonly description?: string;
  readonly default?: unknown;
  /** Set by the provider alone: refused in `create` and `modify`. Of a class that the host keeps: set when an instance is made, and refused in `modify`. */
  readonly readOnly?: boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  /** `false` refuses further properties; a schema says what the values of a record are. */
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** What JSON lacks travels as a string: a date (ISO 8601), a 64-bit integer (decimal digits), bytes (base64). */
  readonly format?: 'date-time' | 'int64' | 'bytes' | 'reference';
  /** Of a reference, which travels as an object path: the class whose instances it may name, or those of a class derived from it. */
  readonly class?: string;
}

/** A schema together with the type of the values it describes. */
export interface Schema<T = unknown> extends SchemaNode {
  readonly [described]?: T;
}

/** The type that a schema describes. */
export type Described<S> = S extends { readonly [described]?: infer T } ? Exclude<T, undefined> : never;

/** One method of a class, as registered. */
export interface MethodDefinition {
  readonly description?: string;
  /** Whether it is a method of the class rather than of an instance. */
  readonly static?: boolean;
  /** An object schema that refuses further properties. */
  readonly params: SchemaNode;
  /** Absent where the method returns nothing. */
  readonly returns?: SchemaNode;
  /** The errors it declares: name to an object schema of their facts. */
  readonly errors?: Readonly<Record<string, SchemaNode>>;
}

/** What can be asked of a class besides its methods. */
export type ClassOperation = 'get' | 'list' | 'create' | 'modify' | 'delete';

/** Who answers for the instances of a class: its provider at each request, or the host, which keeps what the provider wrote when it was loaded, or what anybody has made. */
export type KeptBy = 'provider' | 'push' | 'host';

/**
 * What of a query a provider evaluates itself, by names of properties, those within embedded objects as `author.name`. What it is then given as
 * `conditions` it must evaluate as WQL does: texts without regard to case, and nothing fits a property that is not there.
 */
export interface QueryFilters {
  /** `=` */
  readonly equals?: readonly string[];
  /** `<`, `<=`, `>`, `>=` */
  readonly ranges?: readonly string[];
  readonly like?: readonly string[];
  /** `IS NULL` and `IS NOT NULL` */
  readonly nulls?: readonly string[];
}

/** A class as it is registered and shown: `provost schema NS:CLASS`. */
export interface ClassDefinition {
  readonly name: string;
  readonly description?: string;
  /** The class that it derives from: one of its own namespace, or one of the host's. What it inherits stands in its schema and its key too. */
  readonly superclass?: string;
  /** It has no instances but those of classes that derive from it. */
  readonly abstract?: boolean;
  /** By default the provider. */
  readonly keptBy?: KeptBy;
  /** Of a class that the host keeps: the properties that its provider is asked for, and which of them it can be given. */
  readonly dynamic?: Readonly<Record<string, { readonly writable?: boolean }>>;
  /** Whether its provider raises events: of an event class those, of any other class what becomes of its own instances. */
  readonly events?: boolean;
  /** Whether its provider delivers events to the consumers that are its instances. */
  readonly consumes?: boolean;
  /** What of a query its provider evaluates itself. */
  readonly filters?: QueryFilters;
  /** The properties that make the key, in their order; none for a singleton. */
  readonly key: readonly string[];
  /** An object schema that refuses further properties. */
  readonly schema: SchemaNode;
  readonly methods: Readonly<Record<string, MethodDefinition>>;
  readonly operations: readonly ClassOperation[];
}

/** An instance, a key or a set of arguments: a plain JSON object. */
export type JsonObject = Record<string, unknown>;
