/**
 * Who evaluates what of a query: the provider what it has declared, the host all the rest. Only terms of the outermost AND are parted; everything that a
 * provider is given it must evaluate as WQL does, so a provider declares only what it does so: texts without regard to case, NULL as nothing.
 */
import type { ClassDefinition, JsonObject, QueryCondition, QueryFilters } from '@provost/protocol';
import { hasNoCase } from './fold-text.js';
import { plainTextOf } from './like.js';
import { conditionsOf, isCondition, type Condition, type DataQuery, type Expression } from './query.js';
import { whereText } from './query-text.js';
import { THIS, isSystemProperty } from './system-properties.js';
import { wireConstant } from './wire-constant.js';

/** What a provider evaluates itself, and whether it answers with the columns alone that it is asked for. */
export interface Abilities extends QueryFilters {
  readonly select?: boolean;
  /** Where the host lists what it keeps, and no provider does. */
  readonly isKept?: boolean;
}

/** How a query is answered. All of it is JSON. */
export interface QueryPlan {
  /** The key of the only instance that can fit: asked for instead of a list. */
  readonly get?: JsonObject;
  /** All of these hold for what the provider lists. */
  readonly forProvider: readonly QueryCondition[];
  /** What the host filters by; absent where nothing is left to it. */
  readonly forHost?: Expression;
  /** The properties that the provider is asked for; absent where it is asked for all. */
  readonly columns?: readonly string[];
  /** The plan in sentences, for people. */
  readonly explain: readonly string[];
}

type PlannedClass = Pick<ClassDefinition, 'name' | 'key' | 'operations'>;

/** The plan of a query that is bound to its class. */
export function planQuery(query: DataQuery, definition: PlannedClass, abilities: Abilities = {}): QueryPlan {
  const terms = query.where === undefined ? [] : query.where.kind === 'and' ? query.where.terms : [query.where];
  const key = definition.operations.includes('get') ? keyOf(terms, definition.key) : undefined;
  const parted = key === undefined ? part(terms, abilities) : { forProvider: [], left: terms.filter((term) => !key.used.has(term)) };
  const forHost = together(parted.left);
  const columns = abilities.select === true && query.select !== '*' ? columnsOf(query.select, definition.key, forHost) : undefined;
  const plan = { ...(key !== undefined && { get: key.get }), forProvider: parted.forProvider, ...(forHost !== undefined && { forHost }), ...(columns !== undefined && { columns }) };
  return { ...plan, explain: explained(plan, query, { who: abilities.isKept === true ? 'The host' : 'The provider', name: definition.name }) };
}

/** What certainly holds for everything that a condition takes, as far as it can be said in such conditions: a chance to look at less, for whoever does not evaluate the rest. */
export function certainConditions(where: Expression | undefined): readonly QueryCondition[] {
  const terms = where === undefined ? [] : where.kind === 'and' ? where.terms : [where];
  return terms.map((term) => conditionFor(term, (_how, property) => !isSystemProperty(property.slice(property.lastIndexOf('.') + 1)))).filter((condition) => condition !== undefined);
}

function part(terms: readonly Expression[], abilities: Abilities): { readonly forProvider: readonly QueryCondition[]; readonly left: readonly Expression[] } {
  const forProvider: QueryCondition[] = [];
  const left = terms.filter((term) => {
    const condition = conditionFor(term, (how, property) => abilities[how]?.includes(property) === true);
    if (condition !== undefined) forProvider.push(condition);
    return condition === undefined;
  });
  return { forProvider, left };
}

/** The condition that a provider can be given for a term, where it may be given conditions of that kind. */
function conditionFor(term: Expression, may: (how: keyof QueryFilters, property: string) => boolean): QueryCondition | undefined {
  const inner = term.kind === 'not' ? term.term : term;
  if (!isCondition(inner) || inner.property.type === 'nowhere') return undefined;
  const property = inner.property.names.join('.');
  if (inner.kind === 'isNull') return may('nulls', property) ? { property, operator: term === inner ? 'isNull' : 'isNotNull' } : undefined;
  if (term !== inner || inner.kind === 'isa') return undefined;
  if (inner.kind === 'like') {
    const plain = plainTextOf(inner.pattern);
    if (plain !== undefined && may('equals', property)) return { property, operator: '=', value: plain };
    return may('like', property) ? { property, operator: 'like', value: inner.pattern } : undefined;
  }
  if (inner.operator === '!=' || !may(inner.operator === '=' ? 'equals' : 'ranges', property)) return undefined;
  const value = wireConstant(inner.property.type, inner.constant);
  return value === undefined ? undefined : { property, operator: inner.operator, value };
}

/** The whole key, where each of its properties is said to equal what no other value equals: a get regards case, a query does not. */
function keyOf(terms: readonly Expression[], names: readonly string[]): { readonly get: JsonObject; readonly used: ReadonlySet<Expression> } | undefined {
  const get: JsonObject = {};
  const used = new Set<Expression>();
  for (const name of names) {
    const term = terms.find((one): one is Extract<Condition, { kind: 'comparison' }> => one.kind === 'comparison' && one.operator === '=' && one.property.names.length === 1 && one.property.names[0] === name);
    const value = term === undefined ? undefined : wireConstant(term.property.type, term.constant);
    if (term === undefined || value === undefined || (term.property.type === 'text' && !hasNoCase(String(value)))) return undefined;
    get[name] = value;
    used.add(term);
  }
  return names.length === 0 ? undefined : { get, used };
}

function together(terms: readonly Expression[]): Expression | undefined {
  return terms.length < 2 ? terms[0] : { kind: 'and', terms };
}

/** What is selected, the key, and what the host filters by. */
function columnsOf(select: Exclude<DataQuery['select'], '*'>, key: readonly string[], forHost: Expression | undefined): readonly string[] {
  const filtered = forHost === undefined ? [] : [...conditionsOf(forHost)].map(({ property }) => property);
  const names = [...select, ...filtered].map((path) => path.names[0] as string).filter((name) => !isSystemProperty(name) && name !== THIS);
  return [...new Set([...names, ...key])];
}

function explained({ get, forProvider, forHost, columns }: Omit<QueryPlan, 'explain'>, query: DataQuery, { who, name: className }: { readonly who: string; readonly name: string }): readonly string[] {
  const asked = get === undefined ? forProvider.map(conditionWords).join(' AND ') : Object.entries(get).map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(' AND ');
  const first = get !== undefined ? `${who} is asked for one ${className}, by its key: ${asked}.`
    : `${who} lists ${className}${asked === '' ? ', all of them' : ` where ${asked}`}.`;
  return [
    first,
    ...(columns === undefined ? [] : [`It answers with ${columns.join(', ')}.`]),
    forHost === undefined ? 'The host filters nothing.' : `The host filters by ${whereText(forHost)}.`,
    ...(query.select === '*' ? [] : [`The host passes on ${query.select.map(({ names }) => names[0]).filter((name, index, all) => all.indexOf(name) === index).join(', ')} and the key.`]),
  ];
}

function conditionWords(condition: QueryCondition): string {
  if (!('value' in condition)) return `${condition.property} ${condition.operator === 'isNull' ? 'IS NULL' : 'IS NOT NULL'}`;
  return `${condition.property} ${condition.operator === 'like' ? 'LIKE' : condition.operator} ${JSON.stringify(condition.value)}`;
}
