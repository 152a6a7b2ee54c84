/** The types that schemas describe: how properties become the keys of an object. Nothing of this file exists at run time but two symbols' names. */
import type { Described, Schema } from '@provost/protocol';

/** Marks a property that may be left out. Kept under a symbol, so that it is no key of the JSON Schema. */
export const optionalMark: unique symbol = Symbol.for('provost.optional');

/** What `Type.Optional` adds to a schema. */
export interface IsOptional {
  readonly [optionalMark]: true;
}

/** Properties by name. */
export type Properties = Readonly<Record<string, Schema>>;

/** One object type instead of an intersection, so that an editor shows it whole. */
export type Flat<T> = { [K in keyof T]: T[K] };

/** The names of the properties that may be left out. */
export type OptionalKeys<P> = { [K in keyof P]: P[K] extends IsOptional ? K : never }[keyof P];
type DefaultedKeys<P> = { [K in keyof P]: P[K] extends { readonly default: unknown } ? K : never }[keyof P];
type ReadOnlyKeys<P> = { [K in keyof P]: P[K] extends { readonly readOnly: true } ? K : never }[keyof P];

type WithOptional<P, O extends keyof P> = Flat<
  { -readonly [K in Exclude<keyof P, O>]: Described<P[K]> } & { -readonly [K in O]?: Described<P[K]> | undefined }
>;

/** The object that properties describe: optional ones are optional keys. */
export type ObjectOf<P> = WithOptional<P, OptionalKeys<P>>;

/** The same once defaults are filled in: an optional property with a default is always there. */
export type FilledOf<P> = WithOptional<P, Exclude<OptionalKeys<P>, DefaultedKeys<P>>>;

/** The properties that callers may set. */
export type Settable<P> = Omit<P, ReadOnlyKeys<P>>;

/** The nodes of types that can be part of a key. */
interface KeyableNode {
  readonly type: 'string' | 'integer' | 'boolean';
}

/** The names of the properties that can be part of a key: required ones of type String, Integer, Boolean, Int64 or DateTime. */
export type KeyableOf<P> = {
  [K in keyof P]: P[K] extends IsOptional ? never : P[K] extends KeyableNode ? K : never;
}[keyof P] & string;
