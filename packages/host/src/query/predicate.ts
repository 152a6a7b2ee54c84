/**
 * Whether an object fits a WHERE: a tree of functions, made once for a query and run for each row. Two-valued: a condition holds or it does not. NULL is equal
 * to nothing and not equal to everything; it is neither less nor greater, and LIKE and ISA do not hold for it.
 */
import type { JsonObject } from '@provost/protocol';
import { compileComparison, type ValueTest } from './compare.js';
import { compileLike } from './like.js';
import { selfDescribed, type ObjectFacts } from './objects.js';
import type { Condition, Expression, PropertyPath } from './query.js';
import { THIS, isSystemProperty } from './system-properties.js';

/** Whether a row fits. */
export type Predicate = (row: JsonObject) => boolean;

type Read = (row: JsonObject) => unknown;

/** The predicate of a WHERE, bound by `checkQuery` or not; everything fits where there is none. `facts` answers for system properties and ISA. */
export function compilePredicate(where: Expression | undefined, facts: ObjectFacts = selfDescribed): Predicate {
  if (where === undefined) return () => true;
  switch (where.kind) {
    case 'and': return where.terms.map((term) => compilePredicate(term, facts)).reduceRight((rest, first) => (row) => first(row) && rest(row));
    case 'or': return where.terms.map((term) => compilePredicate(term, facts)).reduceRight((rest, first) => (row) => first(row) || rest(row));
    case 'not': return negated(compilePredicate(where.term, facts));
    default: return compileCondition(where, facts);
  }
}

function negated(predicate: Predicate): Predicate {
  return (row) => !predicate(row);
}

function compileCondition(condition: Condition, facts: ObjectFacts): Predicate {
  if (condition.property.type === 'nowhere') return () => false;
  if (condition.kind === 'isa') return compileIsA(condition.property, condition.class, facts);
  const read = compileRead(condition.property, facts);
  if (condition.kind === 'isNull') return (row) => (read(row) ?? null) === null;
  const isNullEnough = condition.kind === 'comparison' && condition.operator === '!=';
  const test = compileTest(condition);
  return (row) => {
    const value = read(row);
    return value === undefined || value === null ? isNullEnough : test(value);
  };
}

function compileTest(condition: Extract<Condition, { readonly kind: 'comparison' | 'like' }>): ValueTest {
  if (condition.kind === 'comparison') return compileComparison(condition.property.type, condition.operator, condition.constant);
  const fits = compileLike(condition.pattern);
  return (value) => typeof value === 'string' && fits(value);
}

function compileIsA(property: PropertyPath, className: string, facts: ObjectFacts): Predicate {
  const { names } = property;
  if (names[0] === THIS && names.length === 1) return (row) => facts.isA(row, className);
  const read = compileRead(property, facts);
  const { isA } = facts.embedded ?? selfDescribed;
  return (row) => {
    const value = read(row);
    return isObject(value) && isA(value, className);
  };
}

/** How the value at a path is read: undefined where nothing is there. */
export function compileRead({ names }: PropertyPath, facts: ObjectFacts): Read {
  const [first = '', ...others] = names;
  return others.reduce<Read>((read, name) => {
    const part = compilePart(name, facts.embedded ?? selfDescribed);
    return (row) => {
      const value = read(row);
      return isObject(value) ? part(value) : undefined;
    };
  }, compilePart(first, facts));
}

/** What every object of the language has by birth, such as `constructor`, is no property of a row. */
function compilePart(name: string, { system }: ObjectFacts): Read {
  if (isSystemProperty(name)) return (row) => system(name, row);
  return name in Object.prototype ? (row) => (Object.hasOwn(row, name) ? row[name] : undefined) : (row) => row[name];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
