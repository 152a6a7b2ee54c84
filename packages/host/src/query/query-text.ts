/** A query as text again: the one way to write each tree, which `parseQuery` reads as the same tree. */
import { quoted } from './literals.js';
import type { Condition, Constant, Expression, PropertyPath, Query } from './query.js';

/** Writes a query. Words are in capitals, texts in single quotes, and parentheses stand only where they are needed. */
export function queryText(query: Query): string {
  const select = query.kind === 'schema' || query.select === '*' ? '*' : query.select.map(pathText).join(', ');
  const within = query.kind === 'event' && query.withinSeconds !== undefined ? ` WITHIN ${query.withinSeconds}` : '';
  const where = query.where === undefined ? '' : ` WHERE ${whereText(query.where)}`;
  return `SELECT ${select} FROM ${query.kind === 'schema' ? 'meta_class' : query.class}${within}${where}`;
}

/** Writes a WHERE, or a part of one. */
export function whereText(where: Expression): string {
  switch (where.kind) {
    case 'or': return where.terms.map(whereText).join(' OR ');
    case 'and': return where.terms.map((term) => (term.kind === 'or' ? `(${whereText(term)})` : whereText(term))).join(' AND ');
    case 'not': return notText(where.term);
    default: return conditionText(where);
  }
}

function notText(term: Expression): string {
  if (term.kind === 'isNull') return `${pathText(term.property)} IS NOT NULL`;
  return term.kind === 'and' || term.kind === 'or' ? `NOT (${whereText(term)})` : `NOT ${whereText(term)}`;
}

function conditionText(condition: Condition): string {
  const property = pathText(condition.property);
  switch (condition.kind) {
    case 'isNull': return `${property} IS NULL`;
    case 'like': return `${property} LIKE ${quoted(condition.pattern)}`;
    case 'isa': return `${property} ISA ${quoted(condition.class)}`;
    case 'comparison': return `${property} ${condition.operator} ${constantText(condition.constant)}`;
  }
}

function constantText(constant: Constant): string {
  switch (constant.kind) {
    case 'text': return quoted(constant.value);
    case 'integer': return constant.digits;
    // With digits alone it would be a whole number of more than 64 bits.
    case 'real': return Number.isInteger(constant.value) ? constant.value.toExponential() : String(constant.value);
    case 'boolean': return constant.value ? 'TRUE' : 'FALSE';
  }
}

function pathText({ names }: PropertyPath): string {
  return names.join('.');
}
