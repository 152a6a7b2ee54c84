/**
 * A query as a tree: what `parseQuery` answers and `queryText` writes. Names are as they were written until `checkQuery` has bound them to a class;
 * everything in it is JSON. What a condition means is left to `predicate.ts`.
 */
import type { ValueType } from './value-type.js';

/** Any query that can be served. */
export type Query =
  /** `SELECT * FROM Note WHERE size > 10`: instances of a class and of those derived from it. */
  | DataQuery
  /** `SELECT * FROM meta_class WHERE __this ISA "Note"`: classes. */
  | SchemaQuery
  /** `SELECT * FROM __InstanceCreationEvent WITHIN 5 WHERE TargetInstance ISA 'Note'`: what happens from now on. */
  | EventQuery;

/** What every query has. */
interface Asked {
  /** As it was given; errors that are found later point into it. */
  readonly text: string;
  /** Absent where everything is taken. */
  readonly where?: Expression;
}

/** What queries of objects have. */
interface AskedOfClass extends Asked {
  /** `*`, or the properties in their order. */
  readonly select: '*' | readonly PropertyPath[];
  readonly class: string;
  /** Where the name of the class stands, in characters from 0. */
  readonly classAt: number;
}

export interface DataQuery extends AskedOfClass {
  readonly kind: 'data';
}

export interface SchemaQuery extends Asked {
  readonly kind: 'schema';
}

export interface EventQuery extends AskedOfClass {
  readonly kind: 'event';
  /** How often to look where nobody tells of the events; absent where only told ones are wanted. */
  readonly withinSeconds?: number;
}

/** A property, or one within an embedded object: `size`, `TargetInstance.size`, `__CLASS`, `__this`. */
export interface PropertyPath {
  readonly names: readonly string[];
  /** Where it stands, in characters from 0. */
  readonly at: number;
  /** Once it is bound: how its values are compared. Absent: by what each value is. */
  readonly type?: ValueType;
}

/** Of whole numbers the digits, since a double holds only some of them. */
export type Constant =
  | { readonly kind: 'text'; readonly value: string; readonly at: number }
  | { readonly kind: 'integer'; readonly digits: string; readonly at: number }
  | { readonly kind: 'real'; readonly value: number; readonly at: number }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: number };

export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** One test of one property. The property is always on the left: `5 < size` is `size > 5`. */
export type Condition =
  | { readonly kind: 'comparison'; readonly property: PropertyPath; readonly operator: Comparator; readonly constant: Constant }
  /** `at` is where the pattern stands. */
  | { readonly kind: 'like'; readonly property: PropertyPath; readonly pattern: string; readonly at: number }
  /** The object itself (`__this`) or an embedded one is of a class, or of one derived from it. `at` is where the class stands. */
  | { readonly kind: 'isa'; readonly property: PropertyPath; readonly class: string; readonly at: number }
  /** `IS NULL` and `= NULL`. */
  | { readonly kind: 'isNull'; readonly property: PropertyPath };

/** The tree of a WHERE. `and` and `or` have two terms or more, none of their own kind. */
export type Expression =
  | Condition
  | { readonly kind: 'not'; readonly term: Expression }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Expression[] };

/** Whether a node is a single test. */
export function isCondition(node: Expression): node is Condition {
  return node.kind !== 'and' && node.kind !== 'or' && node.kind !== 'not';
}

/** Every single test of a tree, from left to right. */
export function* conditionsOf(node: Expression): Generator<Condition> {
  if (isCondition(node)) yield node;
  else for (const term of node.kind === 'not' ? [node.term] : node.terms) yield* conditionsOf(term);
}
