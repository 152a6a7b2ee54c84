/** From the syntax of a SELECT to its query: which of the three kinds it is, and what each of them does not allow. */
import { LONGEST_DURATION_MS, isClassName, isSameName } from '@provost/protocol';
import { numberOf } from './literals.js';
import { conditionsOf, type DataQuery, type EventQuery, type Expression, type PropertyPath, type Query, type SchemaQuery } from './query.js';
import { invalidQuery, unsupportedQuery } from './query-fault.js';
import { QUERY_LIMITS } from './query-limits.js';
import { shapeProperty, shapeWhere } from './shape-where.js';
import type { SelectSyntax } from './syntax.js';
import { THIS } from './system-properties.js';

/** Stands where a class would: the classes themselves are asked for. */
const META_CLASS = 'meta_class';
const OF_CLASSES: readonly string[] = ['__CLASS', '__SUPERCLASS', '__DYNASTY', '__NAMESPACE'];
const LONGEST_WITHIN_SECONDS = LONGEST_DURATION_MS / 1_000;

/** The query that a SELECT says. Throws INVALID_QUERY, or NOT_SUPPORTED for a valid one with GROUP. */
export function shapeQuery(text: string, syntax: SelectSyntax): Query {
  const where = syntax.where === null ? {} : { where: shapeWhere(text, syntax.where) };
  if (isSameName(syntax.from.text, META_CLASS)) return schemaQuery(text, syntax, where);
  if (!isClassName(syntax.from.text)) throw invalidQuery(text, syntax.from.at, 'That cannot be the name of a class.', { remedy: 'A class is named by at most 128 letters, digits and _, and begins with a letter or with __.' });
  const asked = { text, select: selection(text, syntax), class: syntax.from.text, classAt: syntax.from.at, ...where };
  const within = syntax.within === null ? {} : { withinSeconds: secondsOf(text, syntax.within.seconds) };
  if (syntax.group !== null) refuseGroup(text, syntax.group);
  const isEvent = syntax.within !== null || /^__.*event$/i.test(syntax.from.text);
  return isEvent ? { kind: 'event', ...asked, ...within } : { kind: 'data', ...asked };
}

/** The same query, of a class that is an event class although its name does not say so. Throws INVALID_QUERY for a query of classes. */
export function asEventQuery(query: Query): EventQuery {
  if (query.kind === 'schema') throw invalidQuery(query.text, 0, 'Only what happens can be watched, and this asks for classes.', { remedy: 'Watch a class of events, such as __ClassCreationEvent.' });
  return query.kind === 'event' ? query : { ...(query satisfies DataQuery), kind: 'event' };
}

function schemaQuery(text: string, syntax: SelectSyntax, where: { readonly where?: Expression }): SchemaQuery {
  const { properties, within, group, from } = syntax;
  if (properties !== '*') throw invalidQuery(text, properties[0]?.at ?? from.at, 'Of classes only * can be selected.', { expected: ['*'], remedy: `Write SELECT * FROM ${META_CLASS}.` });
  if (within !== null || group !== null) throw invalidQuery(text, (within ?? group)?.at ?? 0, `Neither WITHIN nor GROUP goes with ${META_CLASS}.`, { remedy: 'Watch __ClassOperationEvent to be told of changes.' });
  if (where.where !== undefined) checkOfClasses(text, where.where);
  return { kind: 'schema', text, ...where };
}

function checkOfClasses(text: string, where: Expression): void {
  for (const condition of conditionsOf(where)) {
    const { names, at } = condition.property;
    const isAsked = names.length === 1 && (condition.kind === 'isa' ? names[0] === THIS : OF_CLASSES.includes(names[0] as string));
    if (!isAsked) throw invalidQuery(text, at, `Of classes can be asked ${THIS} ISA, ${OF_CLASSES.join(', ')}.`, { expected: [`${THIS} ISA`, ...OF_CLASSES], remedy: `Write it as in SELECT * FROM ${META_CLASS} WHERE ${THIS} ISA "Note".` });
  }
}

function selection(text: string, { properties }: SelectSyntax): '*' | readonly PropertyPath[] {
  if (properties === '*') return '*';
  const excess = properties[QUERY_LIMITS.selected];
  if (excess !== undefined) throw invalidQuery(text, excess.at, `A query selects at most ${QUERY_LIMITS.selected} properties (selected).`, { remedy: 'Select *.', facts: { limit: 'selected', allowed: QUERY_LIMITS.selected } });
  return properties.map((property) => {
    if (property.names.some((name) => isSameName(name, THIS))) throw invalidQuery(text, property.at, `${THIS} goes with ISA alone.`, { remedy: 'Select * for the whole object.' });
    return shapeProperty(text, property);
  });
}

function secondsOf(text: string, syntax: Parameters<typeof numberOf>[1]): number {
  const number = numberOf(text, syntax);
  const seconds = number.kind === 'integer' ? Number(number.digits) : Number(number.value);
  if (seconds > 0 && seconds <= LONGEST_WITHIN_SECONDS) return seconds;
  throw invalidQuery(text, syntax.at, `WITHIN takes seconds: more than 0, at most ${LONGEST_WITHIN_SECONDS}.`, { expected: ['seconds'], remedy: 'Write it as in WITHIN 5 or WITHIN 0.5.' });
}

function refuseGroup(text: string, group: NonNullable<SelectSyntax['group']>): never {
  secondsOf(text, group.seconds);
  for (const property of group.by ?? []) shapeProperty(text, property);
  if (group.having !== null) checkHaving(text, shapeWhere(text, group.having));
  throw unsupportedQuery(text, group.at, 'Events are not grouped: GROUP is understood, and not served.', { remedy: 'Ask without GROUP and count the events yourself.' });
}

function checkHaving(text: string, having: Expression): void {
  for (const { property } of conditionsOf(having)) {
    if (property.names.length !== 1 || !isSameName(property.names[0] as string, 'NumberOfEvents')) throw invalidQuery(text, property.at, 'HAVING asks for NumberOfEvents alone.', { expected: ['NumberOfEvents'] });
  }
}
