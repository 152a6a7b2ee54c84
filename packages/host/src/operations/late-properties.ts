/** Dynamic properties in a query: fetched only for the rows that fit by what the host keeps itself. Which rows these are is found out here; how they are fetched is left to `dynamic-properties.ts`. */
import type { JsonObject } from '@provost/protocol';
import type { QueryPlan } from '../query/plan-query.js';
import type { ObjectFacts } from '../query/objects.js';
import { compilePredicate } from '../query/predicate.js';
import { conditionsOf, type Expression } from '../query/query.js';
import { dynamicAmong } from './dynamic-properties.js';
import type { ServedByHost, ServedClass } from './named-objects.js';

/** What is read of a class first, and what is fetched then. */
export interface LateProperties {
  readonly of: ServedByHost;
  readonly names: readonly string[];
  /** All else that is wanted, the key too. */
  readonly firstColumns: readonly string[];
  /** Whether a row can fit, as far as that can be told without them. */
  readonly canFit: (row: JsonObject) => boolean;
  /** Whether that leaves any row out. */
  readonly isNarrowed: boolean;
}

/** Undefined where no dynamic property is wanted. `terms`: all of them hold for what fits. */
export function latePropertiesOf(of: ServedClass, { columns, get }: QueryPlan, terms: readonly Expression[], facts: ObjectFacts): LateProperties | undefined {
  if (of.own === undefined || get !== undefined) return undefined;
  const names = dynamicAmong(of, columns);
  if (names.length === 0) return undefined;
  const { key, schema } = of.definition;
  const late = new Set(names);
  const early = terms.filter((term) => [...conditionsOf(term)].every(({ property }) => !late.has(property.names[0] as string)));
  const firstColumns = [...new Set([...key, ...(columns ?? Object.keys(schema.properties ?? {}))])].filter((name) => !late.has(name));
  return { of, names, firstColumns, canFit: compilePredicate(early.length === 0 ? undefined : { kind: 'and', terms: early }, facts), isNarrowed: early.length > 0 };
}
