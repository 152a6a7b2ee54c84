/** From the syntax of a WHERE to its tree: the property to the left, NULL as a test of its own, and everything that WQL forbids refused by its reason. */
import { isClassName, type ProviderError } from '@provost/protocol';
import { LikeFault, stepsOf } from './like-pattern.js';
import { numberOf, placeInText, textOf } from './literals.js';
import { tooDeep } from './outline.js';
import type { Comparator, Condition, Constant, Expression, PropertyPath } from './query.js';
import { invalidQuery } from './query-fault.js';
import { QUERY_LIMITS } from './query-limits.js';
import type { ConstantSyntax, OperandSyntax, PropertySyntax, TestSyntax, WhereSyntax } from './syntax.js';
import { THIS, canonicalName } from './system-properties.js';

type Sides = Extract<TestSyntax, { readonly right: OperandSyntax }>;

const SWAPPED: Readonly<Record<Comparator, Comparator>> = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** The tree of a WHERE. */
export function shapeWhere(text: string, where: WhereSyntax): Expression {
  return new WhereShaper(text).expression(where, 0);
}

/** A property as it stands in SELECT or WHERE. */
export function shapeProperty(text: string, { names, at, index }: PropertySyntax): PropertyPath {
  if (index !== null) throw invalidQuery(text, index, 'WQL asks nothing of a single item of a list.', { remedy: 'Name the property without [...].' });
  if (names.length > QUERY_LIMITS.pathDepth) {
    throw invalidQuery(text, at, `A property may be named by at most ${QUERY_LIMITS.pathDepth} names (pathDepth), and this has ${names.length}.`, { facts: { limit: 'pathDepth', allowed: QUERY_LIMITS.pathDepth } });
  }
  if (names.includes('__proto__')) throw invalidQuery(text, at, 'That name is kept for the system: no property is called so.');
  return { names: names.map(canonicalName), at };
}

class WhereShaper {
  readonly #text: string;
  #conditions = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** `nots` counts those around it; parentheses were counted before. */
  expression(where: WhereSyntax, nots: number): Expression {
    if (where.kind === 'test') return this.#test(where);
    if (where.kind === 'not') {
      if (nots >= QUERY_LIMITS.nesting) throw tooDeep(this.#text, where.at);
      return { kind: 'not', term: this.expression(where.term, nots + 1) };
    }
    const { kind } = where;
    const terms = where.terms.map((term) => this.expression(term, nots)).flatMap((term) => (term.kind === kind ? term.terms : [term]));
    return { kind, terms };
  }

  #test(test: TestSyntax): Expression {
    this.#conditions += 1;
    if (this.#conditions > QUERY_LIMITS.conditions) {
      throw this.#invalid(test.left.at, `A query has at most ${QUERY_LIMITS.conditions} conditions (conditions).`, 'Ask in several queries.', { limit: 'conditions', allowed: QUERY_LIMITS.conditions });
    }
    this.#refuseArithmetic(test.left);
    if (test.operator === 'IS') return negatedIf(test.isNot, this.#isNull(test.left, test.at));
    this.#refuseArithmetic(test.right);
    if (test.operator === 'LIKE') return this.#like(test);
    return test.operator === 'ISA' ? this.#isa(test) : this.#comparison(test, test.operator);
  }

  #isNull(left: OperandSyntax, at: number): Condition {
    if (left.kind !== 'property') throw this.#invalid(at, 'IS NULL is asked of a property, and a constant stands before it.');
    return { kind: 'isNull', property: this.#property(left) };
  }

  #like({ left, right, at }: Sides): Condition {
    if (left.kind !== 'property') throw this.#invalid(left.at, 'The left side of LIKE is a property.');
    if (right.kind !== 'text') throw this.#invalid(right.at, 'The right side of LIKE is a pattern in quotes.');
    const pattern = textOf(right.raw);
    if (pattern.length > QUERY_LIMITS.patternLength) {
      throw this.#invalid(right.at, `A pattern has at most ${QUERY_LIMITS.patternLength} characters (patternLength), and this has ${pattern.length}.`, undefined, { limit: 'patternLength', allowed: QUERY_LIMITS.patternLength });
    }
    try {
      stepsOf(pattern);
    } catch (fault) {
      if (!(fault instanceof LikeFault)) throw fault;
      throw this.#invalid(placeInText(right, fault.index), fault.sentence, 'Write a [ that is meant as [[].');
    }
    return { kind: 'like', property: this.#property(left, at), pattern, at: right.at };
  }

  #isa({ left, right }: Sides): Condition {
    if (left.kind !== 'property') throw this.#invalid(left.at, 'The left side of ISA is __this or an embedded object.');
    if (right.kind !== 'text') throw this.#invalid(right.at, 'The right side of ISA is the name of a class in quotes.', 'Write it as in TargetInstance ISA "Note".');
    const name = textOf(right.raw);
    if (!isClassName(name)) throw this.#invalid(right.at, 'That cannot be the name of a class.', 'A class is named by letters, digits and _, and begins with a letter.');
    return { kind: 'isa', property: shapeProperty(this.#text, left), class: name, at: right.at };
  }

  #comparison({ left, right, at }: Sides, operator: Comparator): Expression {
    if (left.kind === 'property' && right.kind === 'property') throw this.#invalid(at, 'Two properties cannot be compared: one side is a constant.', 'Ask for both properties and compare them yourself.');
    if (left.kind === 'property' && right.kind !== 'arithmetic' && right.kind !== 'property') return this.#withConstant(left, operator, right, at);
    if (right.kind === 'property' && left.kind !== 'arithmetic' && left.kind !== 'property') return this.#withConstant(right, SWAPPED[operator], left, at);
    throw this.#invalid(at, 'Two constants are compared: one side is a property.');
  }

  #withConstant(left: PropertySyntax, operator: Comparator, right: ConstantSyntax, at: number): Expression {
    const property = this.#property(left, at);
    const hasOrder = operator !== '=' && operator !== '!=';
    if (right.kind === 'null') {
      if (hasOrder) throw this.#invalid(at, 'NULL is neither less nor greater than anything: only =, !=, <>, IS NULL and IS NOT NULL go with it.');
      return negatedIf(operator === '!=', { kind: 'isNull', property });
    }
    if (right.kind === 'boolean' && hasOrder) throw this.#invalid(at, 'TRUE and FALSE have no order: only =, != and <> go with them.');
    return { kind: 'comparison', property, operator, constant: this.#constant(right) };
  }

  #constant(constant: Exclude<ConstantSyntax, { kind: 'null' }>): Constant {
    const { at } = constant;
    if (constant.kind === 'text') return { kind: 'text', value: textOf(constant.raw), at };
    return constant.kind === 'boolean' ? { kind: 'boolean', value: constant.value, at } : numberOf(this.#text, constant);
  }

  /** `__this` is an object, and has no value. */
  #property(syntax: PropertySyntax, at = syntax.at): PropertyPath {
    const property = shapeProperty(this.#text, syntax);
    if (property.names.includes(THIS)) throw this.#invalid(at, '__this goes with ISA alone.', 'Write it as in __this ISA "Note", or name a property.');
    return property;
  }

  #refuseArithmetic(operand: OperandSyntax): void {
    if (operand.kind === 'arithmetic') throw this.#invalid(operand.at, 'WQL does not calculate: each side is one property or one constant.', 'Calculate the constant before you ask.');
  }

  #invalid(at: number, because: string, remedy?: string, facts?: Readonly<Record<string, unknown>>): ProviderError {
    return invalidQuery(this.#text, at, because, { ...(remedy !== undefined && { remedy }), ...(facts !== undefined && { facts }) });
  }
}

function negatedIf(isNegated: boolean, term: Condition): Expression {
  return isNegated ? { kind: 'not', term } : term;
}
