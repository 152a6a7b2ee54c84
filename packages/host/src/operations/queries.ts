/**
 * WQL over the classes there are: who is asked for what, and what is left to be filtered here. Rows stream: each batch is filtered as it comes, and none is
 * kept. What a query means is left to `query/`, how a class is asked to `objects.ts`.
 */
import { isErrorOf, pathOf, type JsonObject, type ListQuery, type ProviderError, type QueryExplanation, type RowBatch } from '@provost/protocol';
import type { ClassDirectory } from '../classes/class-directory.js';
import { HOST_AS_PROVIDER } from '../classes/known-class.js';
import { checkQuery } from '../query/check-query.js';
import { factsOfClass, rowOfClass } from '../query/objects.js';
import { parseQuery } from '../query/parse-query.js';
import { planQuery, type QueryPlan } from '../query/plan-query.js';
import { compilePredicate } from '../query/predicate.js';
import { compileProjection } from '../query/projection.js';
import { conditionsOf, type DataQuery, type EventQuery, type SchemaQuery } from '../query/query.js';
import { invalidQuery } from '../query/query-fault.js';
import { eachInTurn, listable } from './family.js';
import { latePropertiesOf, type LateProperties } from './late-properties.js';
import type { Named, NamedObjects, ServedClass } from './named-objects.js';
import type { Objects, Request } from './objects.js';

/** What is known of a class before its first row: a condition on these alone decides whether it is asked at all. */
const OF_THE_CLASS: ReadonlySet<string> = new Set(['__CLASS', '__SUPERCLASS', '__DYNASTY', '__DERIVATION', '__NAMESPACE', '__this']);

/** One class that is asked, and what becomes of its rows. */
interface Member {
  readonly of: ServedClass;
  readonly plan: QueryPlan;
  readonly fits: (row: JsonObject) => boolean;
  readonly project: (row: JsonObject) => JsonObject;
  /** What its provider is asked for of the rows that are left. */
  readonly late: LateProperties | undefined;
  /** Whether each row of its provider is one of the answer, just as it is. */
  readonly isWhole: boolean;
}

export interface QueriesTools {
  readonly objects: Objects;
  readonly named: NamedObjects;
  readonly classes: ClassDirectory;
  /** Of a query of what happens. */
  readonly explainEvents: (text: string, namespace: string | undefined) => Promise<QueryExplanation>;
}

export class Queries {
  readonly #tools: QueriesTools;

  constructor(tools: QueriesTools) {
    this.#tools = tools;
  }

  /** Who is asked for what, and what the host does; nobody is asked. Throws as {@link run} does. */
  async explain(text: string, namespace: string | undefined): Promise<QueryExplanation> {
    const query = parseQuery(text);
    if (query.kind === 'event' || (query.kind === 'data' && this.#isOfEvents(query, namespace))) return this.#tools.explainEvents(text, namespace);
    if (query.kind === 'schema') return { isOfEvents: false, namespace: null, definition: null, columns: Object.keys(rowOfClass('')), classes: [{ class: 'meta_class', provider: HOST_AS_PROVIDER, explain: ['The host looks through its classes.'] }] };
    const { asked, bound, members } = this.#plan(query, namespace);
    const { definition } = asked;
    const names = bound.select === '*' ? Object.keys(definition.schema.properties ?? {}) : bound.select.map(({ names: [name] }) => name as string);
    return {
      isOfEvents: false, namespace: asked.namespace, definition, columns: [...new Set([...definition.key, ...names])],
      classes: members.map(({ of, plan, late }) => ({ class: `${of.namespace}:${of.definition.name}`, provider: of.slot?.registration.name ?? HOST_AS_PROVIDER, explain: [...plan.explain, ...(late === undefined ? [] : lateWords(late))] })),
    };
  }

  /** Batches of rows, packed where the request takes that and nothing has to be done with them. Throws INVALID_QUERY with its place, INVALID_CLASS, INVALID_NAMESPACE, or NOT_SUPPORTED where the class cannot be listed. */
  run(text: string, namespace: string | undefined, request: Request): AsyncIterable<RowBatch> {
    const query = parseQuery(text);
    if (query.kind === 'schema') return once(this.#schemaRows(query, namespace));
    const { asked, members } = this.#plan(query, namespace);
    return this.#rows(asked, members, request);
  }

  #plan(query: DataQuery | EventQuery, namespace: string | undefined): { readonly asked: Named; readonly bound: DataQuery; readonly members: readonly Member[] } {
    const { named, classes } = this.#tools;
    if (query.kind === 'event') throw ofEvents(query.text, query.classAt);
    const asked = named.servedClass(pathIn(namespace, query));
    if (classes.isA(asked, '__Event')) throw ofEvents(query.text, query.classAt);
    const bound = checkQuery(query, asked.definition);
    const family = listable(asked);
    if (family.length === 0) asked.guard.checkOperation('list');
    return { asked, bound, members: family.flatMap((of) => this.#member(bound, of) ?? []) };
  }

  #isOfEvents(query: DataQuery, namespace: string | undefined): boolean {
    return this.#tools.classes.isA(this.#tools.named.servedClass(pathIn(namespace, query)), '__Event');
  }

  /** Undefined where no instance of that class can fit. */
  #member(bound: DataQuery, of: ServedClass): Member | undefined {
    const { namespace, definition } = of;
    const facts = factsOfClass({ class: definition.name, derivation: this.#tools.classes.derivation(of), namespace, pathOf: (row) => pathOf(namespace, definition, row) });
    const terms = bound.where === undefined ? [] : bound.where.kind === 'and' ? bound.where.terms : [bound.where];
    const isOfClass = (term: (typeof terms)[number]): boolean => [...conditionsOf(term)].every(({ property: { names } }) => names.length === 1 && OF_THE_CLASS.has(names[0] as string));
    if (terms.some((term) => isOfClass(term) && !compilePredicate(term, facts)({}))) return undefined;
    const plan = planQuery(bound, definition, of.own === undefined ? { ...definition.filters, select: true } : { select: true, isKept: true });
    const isWhole = bound.select === '*' && plan.forHost === undefined && plan.get === undefined && of.own === undefined;
    return { of, plan, isWhole, late: latePropertiesOf(of, plan, terms, facts), fits: compilePredicate(plan.forHost, facts), project: compileProjection(bound, { key: definition.key, facts }) };
  }

  #rows(asked: ServedClass, members: readonly Member[], request: Request): AsyncIterable<RowBatch> {
    return eachInTurn(members, (member) => this.#rowsOf(asked, member, request));
  }

  async *#rowsOf(asked: ServedClass, member: Member, request: Request): AsyncGenerator<RowBatch> {
    const { of, plan, fits, project, isWhole } = member;
    const { name } = of.definition;
    const isDerived = name !== asked.definition.name;
    if (isWhole && !isDerived) return yield* this.#tools.objects.batchesOf(of, conditionsFor(plan), request);
    for await (const rows of this.#read(member, request)) {
      const found: JsonObject[] = [];
      for (const row of rows) if (fits(row)) found.push(isDerived ? { __CLASS: name, ...project(row) } : project(row));
      if (found.length > 0) yield found;
    }
  }

  async *#read({ of, plan, late }: Member, request: Request): AsyncGenerator<readonly JsonObject[]> {
    const { objects } = this.#tools;
    if (late !== undefined) {
      for await (const rows of objects.listOf(of, { columns: late.firstColumns }, request)) yield await objects.withDynamicOf(late.of, rows.filter(late.canFit), late.names, request);
      return;
    }
    if (plan.get === undefined) {
      yield* objects.listOf(of, conditionsFor(plan), request);
      return;
    }
    try {
      const { instance } = await objects.getOf(of, plan.get, pathOf(of.namespace, of.definition, plan.get), request, plan.columns);
      yield [instance];
    } catch (error) {
      if (!isErrorOf(error, 'NOT_FOUND')) throw error;
    }
  }

  /** One row a class. */
  #schemaRows({ where }: SchemaQuery, namespace: string | undefined): JsonObject[] {
    const { classes } = this.#tools;
    const fits = compilePredicate(where);
    const rows = classes.list(namespace).map((one) => {
      const known = classes.find(one.namespace, one.name);
      return rowOfClass(one.name, known === undefined ? [] : classes.derivation(known), one.namespace);
    });
    return rows.filter(fits);
  }
}

/** What the provider is asked for. */
function conditionsFor({ columns, forProvider: conditions }: QueryPlan): Pick<ListQuery, 'columns' | 'conditions'> {
  return { ...(columns === undefined ? {} : { columns }), ...(conditions.length === 0 ? {} : { conditions }) };
}

function lateWords({ of: { provider }, names, isNarrowed }: LateProperties): string[] {
  return provider === undefined ? [] : [`Provider "${provider.registration.name}" is asked for ${names.join(', ')}${isNarrowed ? ' of what fits by the other conditions' : ''}.`];
}

async function* once(rows: readonly JsonObject[]): AsyncGenerator<readonly JsonObject[]> {
  if (rows.length > 0) yield rows;
}

function pathIn(namespace: string | undefined, { class: name }: Pick<DataQuery, 'class'>): string {
  return namespace === undefined ? name : `${namespace}:${name}`;
}

function ofEvents(text: string, at: number): ProviderError {
  return invalidQuery(text, at, 'This class is one of events: what happens is watched, and cannot be listed.', { remedy: `Watch it: provost watch ${asWord(text)}.` });
}

/** As a shell takes it for one word. */
function asWord(text: string): string {
  return text.includes("'") ? `"${text.replace(/["$`\\]/g, '\\$&')}"` : `'${text}'`;
}
