/** The words that classes are written in: each makes a node of the protocol's schema language and carries the type it describes. Checking values is left to the protocol. */
import type { Described, Schema, SchemaNode } from '@provost/protocol';
import { optionalMark, type IsOptional, type ObjectOf, type Properties } from './described.js';

/** What every type may say of itself. */
export interface TypeOptions<T = unknown> {
  readonly description?: string;
  /** Set by the provider alone: callers may not give it. */
  readonly readOnly?: boolean;
  /** Filled in where a caller leaves an optional value out. */
  readonly default?: T;
}

export interface StringOptions extends TypeOptions<string> {
  readonly minLength?: number;
  readonly maxLength?: number;
}

export interface NumberOptions extends TypeOptions<number> {
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface ArrayOptions<T> extends TypeOptions<readonly T[]> {
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** A schema with what inference must know of it: where it can be part of a key its `type`, and some of its options. */
type Typed<T, O, N = unknown> = Schema<T> &
  (N extends string ? { readonly type: N } : unknown) &
  (O extends { readonly readOnly: true } ? { readonly readOnly: true } : unknown) &
  (O extends { readonly default: unknown } ? { readonly default: unknown } : unknown);

/** A schema node seen as the type that the builder promises for it. */
function typed<T, O, N>(node: SchemaNode, options: object | undefined): Typed<T, O, N> {
  return { ...node, ...options } as Typed<T, O, N>;
}

/** Options whose default is a value that JSON lacks, with the default as it travels. */
function travelling<T>(options: TypeOptions<T> | undefined, write: (value: T) => string): object | undefined {
  return options?.default === undefined ? options : { ...options, default: write(options.default) };
}

function requiredOf(properties: Properties): string[] {
  return Object.keys(properties).filter((name) => !(optionalMark in (properties[name] as object)));
}

/** The object schema of properties: closed, so that a misspelt name is refused. */
export function objectSchema(properties: Properties): SchemaNode {
  return { type: 'object', properties, required: requiredOf(properties), additionalProperties: false };
}

/** The types of properties, parameters, results and facts. */
export const Type = {
  String: <const O extends StringOptions>(options?: O): Typed<string, O, 'string'> => typed({ type: 'string' }, options),

  /** A whole number, exact up to 2^53; see {@link Type.Int64} for more. */
  Integer: <const O extends NumberOptions>(options?: O): Typed<number, O, 'integer'> => typed({ type: 'integer' }, options),

  Number: <const O extends NumberOptions>(options?: O): Typed<number, O> => typed({ type: 'number' }, options),

  Boolean: <const O extends TypeOptions<boolean>>(options?: O): Typed<boolean, O, 'boolean'> => typed({ type: 'boolean' }, options),

  /** A bigint to the author; travels as decimal digits. */
  Int64: <const O extends TypeOptions<bigint>>(options?: O): Typed<bigint, O, 'string'> =>
    typed({ type: 'string', format: 'int64' }, travelling(options, String)),

  /** A Date to the author; travels in ISO 8601. */
  DateTime: <const O extends TypeOptions<Date>>(options?: O): Typed<Date, O, 'string'> =>
    typed({ type: 'string', format: 'date-time' }, travelling(options, (date) => date.toISOString())),

  /** A Uint8Array to the author; travels in base64. */
  Bytes: <const O extends TypeOptions<Uint8Array>>(options?: O): Typed<Uint8Array, O> =>
    typed({ type: 'string', format: 'bytes' }, travelling(options, (bytes) => Buffer.from(bytes).toString('base64'))),

  /** The path of an instance, of any class or of one: `Type.Reference(Note)`. */
  Reference: <const O extends TypeOptions<string>>(to?: { readonly name: string }, options?: O): Typed<string, O, 'string'> =>
    typed({ type: 'string', format: 'reference', ...(to === undefined ? {} : { class: to.name }) }, options),

  Array: <S extends Schema, const O extends ArrayOptions<Described<S>>>(items: S, options?: O): Typed<Described<S>[], O> =>
    typed({ type: 'array', items }, options),

  /** An object of these properties and no others. */
  Object: <P extends Properties, const O extends TypeOptions<ObjectOf<P>>>(properties: P, options?: O): Typed<ObjectOf<P>, O> =>
    typed(objectSchema(properties), options),

  /** An object of any names, whose values are all of one type. */
  Record: <S extends Schema, const O extends TypeOptions>(values: S, options?: O): Typed<Record<string, Described<S>>, O> =>
    typed({ type: 'object', additionalProperties: values }, options),

  /** One value and no other. */
  Literal: <const V extends string | number | boolean | null, const O extends TypeOptions>(value: V, options?: O): Typed<V, O> =>
    typed({ const: value }, options),

  /** One of several values: `Type.Enum(['low', 'high'])`. */
  Enum: <const V extends string | number | boolean, const O extends TypeOptions<V>>(values: readonly V[], options?: O): Typed<V, O> =>
    typed({ enum: values }, options),

  /** A value of one of several types. */
  Union: <const S extends readonly Schema[], const O extends TypeOptions>(schemas: S, options?: O): Typed<Described<S[number]>, O> =>
    typed({ anyOf: schemas }, options),

  /** A value that may be null. */
  Nullable: <S extends Schema, const O extends TypeOptions>(schema: S, options?: O): Typed<Described<S> | null, O> =>
    typed({ anyOf: [schema, { type: 'null' }] }, options),

  /** A property that may be left out. */
  Optional: <S extends Schema>(schema: S): S & IsOptional => ({ ...schema, [optionalMark]: true }),
};
