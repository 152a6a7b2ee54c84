/**
 * A query and the class it asks: names get the case that the class gives them, properties their types, and constants the form of those types. What the class
 * does not have, or cannot be asked, is refused with its place. Paths into embedded objects are an exception, as in WMI: one that leads nowhere is never true.
 */
import { didYouMean, foldName, type ClassDefinition, type SchemaNode } from '@provost/protocol';
import { boundConstant } from './check-constant.js';
import { isCondition, type Condition, type DataQuery, type EventQuery, type Expression, type PropertyPath } from './query.js';
import { invalidQuery } from './query-fault.js';
import { THIS, isSystemProperty, systemPropertyNames } from './system-properties.js';
import { inWordsOf, valueTypeOf, type ValueType } from './value-type.js';

/** What must be known of a class to bind a query to it. */
export type QueriedClass = Pick<ClassDefinition, 'name' | 'schema'>;

/** The classes of embedded objects, by the name of the property that holds them: of an event, `TargetInstance`. */
export type EmbeddedClasses = ReadonlyMap<string, QueriedClass>;

/** The query, bound to its class. Throws INVALID_QUERY for a property that the class does not have and for a condition that makes no sense of its type. */
export function checkQuery<Q extends DataQuery | EventQuery>(query: Q, definition: QueriedClass, embedded: EmbeddedClasses = new Map()): Q {
  const binder = new Binder(query.text, definition, embedded);
  const select = query.select === '*' ? query.select : query.select.map((path) => binder.path(path));
  return { ...query, class: definition.name, select, ...(query.where !== undefined && { where: binder.expression(query.where) }) };
}

class Binder {
  readonly #text: string;
  readonly #class: QueriedClass;
  readonly #embedded: EmbeddedClasses;
  /** Of each schema that was looked into, its properties by their folded names: a query may name a thousand of two thousand. */
  readonly #named = new Map<SchemaNode, ReadonlyMap<string, string>>();

  constructor(text: string, definition: QueriedClass, embedded: EmbeddedClasses) {
    this.#text = text;
    this.#class = definition;
    this.#embedded = embedded;
  }

  expression(where: Expression): Expression {
    if (isCondition(where)) return this.#condition(where);
    if (where.kind === 'not') return { kind: 'not', term: this.expression(where.term) };
    return { kind: where.kind, terms: where.terms.map((term) => this.expression(term)) };
  }

  /** The first name must be the class's; those after it may lead nowhere. */
  path(path: PropertyPath): PropertyPath {
    const [first = '', ...others] = path.names;
    if (first === THIS) return path;
    if (isSystemProperty(first)) return typed([first, ...others], path.at, others.length > 0 ? 'nowhere' : typeOfSystem(first));
    const found = this.#ownProperty(this.#class.schema, first);
    if (found === undefined) {
      const names = [...Object.keys(this.#class.schema.properties ?? {}), ...(first.startsWith('__') ? systemPropertyNames : [])];
      const near = didYouMean(first, names);
      throw invalidQuery(this.#text, path.at, `Class ${this.#class.name} has no property "${first}"${near === '' ? '.' : near}`, { expected: names, remedy: `See which it has: provost schema ${this.#class.name}.` });
    }
    return this.#within([found.name], this.#embedded.get(found.name)?.schema ?? found.node, others, path.at);
  }

  #within(bound: readonly string[], node: SchemaNode, [next, ...others]: readonly string[], at: number): PropertyPath {
    if (next === undefined) return typed(bound, at, valueTypeOf(node));
    if (isSystemProperty(next)) return typed([...bound, next, ...others], at, others.length > 0 ? 'nowhere' : typeOfSystem(next));
    const inner = objectOf(node);
    if (inner === undefined) return typed([...bound, next, ...others], at, valueTypeOf(node) === undefined ? undefined : 'nowhere');
    const found = this.#ownProperty(inner, next);
    if (found !== undefined) return this.#within([...bound, found.name], found.node, others, at);
    const more = inner.additionalProperties;
    if (more === false) return typed([...bound, next, ...others], at, 'nowhere');
    return typeof more === 'object' ? this.#within([...bound, next], more, others, at) : typed([...bound, next, ...others], at, undefined);
  }

  #condition(condition: Condition): Condition {
    const property = this.path(condition.property);
    const { type } = property;
    if (condition.kind === 'isNull' || type === 'nowhere') return { ...condition, property };
    if (condition.kind === 'isa') {
      if (type !== undefined && type !== 'object') throw this.#senseless(property, 'ISA asks of an object', 'Ask __this ISA for the object itself.');
      return { ...condition, property };
    }
    if (type === 'list') throw this.#senseless(property, 'WQL asks nothing of lists', property.names.at(-1) === '__DERIVATION' ? 'Ask with ISA.' : 'Select it and look into it yourself.');
    if (type === 'object') throw this.#senseless(property, 'only its properties can be compared', `Name one of them: ${property.names.join('.')}.name.`);
    if (condition.kind === 'comparison') return { ...condition, property, constant: boundConstant(this.#text, property, condition.operator, condition.constant) };
    if (type !== undefined && type !== 'text' && type !== 'reference') throw this.#senseless(property, 'LIKE asks of texts', 'Compare it by =, <, <=, > or >=.');
    return { ...condition, property };
  }

  /** A property by its name in whatever case. */
  #ownProperty(node: SchemaNode, name: string): { readonly name: string; readonly node: SchemaNode } | undefined {
    const properties = node.properties ?? {};
    let named = this.#named.get(node);
    if (named === undefined) this.#named.set(node, (named = new Map(Object.keys(properties).map((own) => [foldName(own), own]))));
    const found = Object.hasOwn(properties, name) ? name : named.get(foldName(name));
    return found === undefined ? undefined : { name: found, node: properties[found] as SchemaNode };
  }

  #senseless(property: PropertyPath, because: string, remedy: string): Error {
    return invalidQuery(this.#text, property.at, `${property.names.join('.')} is ${inWordsOf(property.type)}, and ${because}.`, { remedy });
  }
}

function typed(names: readonly string[], at: number, type: ValueType | undefined): PropertyPath {
  return { names, at, ...(type !== undefined && { type }) };
}

function typeOfSystem(name: string): ValueType {
  return name === '__DERIVATION' ? 'list' : 'text';
}

/** The schema of the objects that a property holds, where it holds none but those of one schema, or NULL. */
function objectOf(node: SchemaNode): SchemaNode | undefined {
  if (node.anyOf === undefined) return node.type === 'object' ? node : undefined;
  const branches = node.anyOf.filter(({ type }) => type !== 'null');
  return branches.length === 1 ? objectOf(branches[0] as SchemaNode) : undefined;
}
