/** Of which classes the objects are that an event query is about: what has to be looked at, or whose provider has to be told. */
import { isSameName } from '@provost/protocol';
import { intrinsicEventClass } from './intrinsic-events.js';
import type { Condition, EventQuery, Expression } from './query.js';
import { unsupportedQuery } from './query-fault.js';

export interface TargetClass {
  readonly class: string;
  /** Whether classes derived from it count too: ISA rather than __CLASS. */
  readonly isDerivedIncluded: boolean;
}

/**
 * The classes of which an event must be for the query to take it: each way through its WHERE names one, by `TargetInstance ISA 'Note'` or
 * `TargetInstance.__CLASS = 'Note'`; most queries have one. Throws NOT_SUPPORTED where a way names none, since everything that happens would have to be looked at.
 */
export function targetClassesOf(query: EventQuery): readonly TargetClass[] {
  const target = intrinsicEventClass(query.class)?.target ?? 'TargetInstance';
  const found = query.where === undefined ? undefined : namedBy(query.where, target);
  if (found !== undefined) return found;
  throw unsupportedQuery(query.text, query.classAt, `The query is too broad: not each way through its WHERE says of which class ${target} is.`, {
    remedy: `Add a condition by AND: ${target} ISA 'Note'.`,
  });
}

/** What every object that fits is one of; undefined where it may be of any class. */
function namedBy(where: Expression, target: string): readonly TargetClass[] | undefined {
  switch (where.kind) {
    case 'not': return undefined;
    case 'and': return where.terms.map((term) => namedBy(term, target)).find((classes) => classes !== undefined);
    case 'or': {
      const each = where.terms.map((term) => namedBy(term, target));
      return each.includes(undefined) ? undefined : distinct(each.flatMap((classes) => classes ?? []));
    }
    default: return namedByCondition(where, target);
  }
}

function namedByCondition(condition: Condition, target: string): readonly TargetClass[] | undefined {
  const [first = '', second, ...others] = condition.property.names;
  if (!isSameName(first, target) || others.length > 0) return undefined;
  if (condition.kind === 'isa' && second === undefined) return [{ class: condition.class, isDerivedIncluded: true }];
  const isNamed = condition.kind === 'comparison' && condition.operator === '=' && condition.constant.kind === 'text' && second === '__CLASS';
  return isNamed ? [{ class: condition.constant.value, isDerivedIncluded: false }] : undefined;
}

function distinct(classes: readonly TargetClass[]): readonly TargetClass[] {
  return classes.filter((one, index) => classes.findIndex((other) => isSameName(one.class, other.class) && one.isDerivedIncluded === other.isDerivedIncluded) === index);
}
