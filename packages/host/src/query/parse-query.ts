/** From a text to a query. The way in to everything in this folder; what a class makes of the query is left to `check-query.ts`. */
import type { ProviderError } from '@provost/protocol';
import { refuseAssociation } from './associations.js';
import { checkOutline } from './outline.js';
import type { Query } from './query.js';
import { foundAt, invalidQuery } from './query-fault.js';
import { shapeQuery } from './shape-query.js';
import { readSyntax, type SyntaxFault } from './syntax.js';

/** Words that are never suggested: the grammar reads them only to refuse them by their reason. */
const UNTOLD: ReadonlySet<string> = new Set(['arithmetic', 'an index']);

/** Words that can name neither a property nor a class. */
const RESERVED = /^(SELECT|FROM|WHERE|AND|OR|NOT|LIKE|ISA|IS|NULL|TRUE|FALSE)$/i;

/**
 * Reads WQL. A query of a class whose events begin with `__`, or with WITHIN, is an event query; others of classes that are no events by their name
 * become one by `asEventQuery`. Throws INVALID_QUERY with position, line and column (from 1), what was found there and what was expected, and NOT_SUPPORTED for
 * ASSOCIATORS OF, REFERENCES OF and GROUP.
 */
export function parseQuery(text: string): Query {
  checkOutline(text);
  const syntax = readSyntax(text);
  if (!('kind' in syntax)) throw syntaxError(text, syntax);
  return syntax.kind === 'select' ? shapeQuery(text, syntax) : refuseAssociation(text, syntax);
}

function syntaxError(text: string, fault: SyntaxFault): ProviderError {
  const expected = fault.expected.filter((word) => !UNTOLD.has(word)).sort(byPlainness);
  const found = foundAt(text, fault.at);
  const because = `Expected ${inAlternatives(expected)}, ${found === undefined ? 'and the query ends here' : `and found "${found}"`}.`;
  const remedy = remedyFor(found, expected);
  return invalidQuery(text, fault.at, because, { expected, ...(remedy !== undefined && { remedy }) });
}

/** Words of the language last, what they go with first, each by the alphabet: the order says nothing, so it is always the same. */
function byPlainness(one: string, other: string): number {
  const isWord = (text: string): number => (/^[A-Z]/.test(text) ? 1 : 0);
  return isWord(one) - isWord(other) || (one < other ? -1 : 1);
}

function inAlternatives(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? 'nothing more';
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** What is tried by those who know other languages of queries. */
function remedyFor(found: string | undefined, expected: readonly string[]): string | undefined {
  if (found !== undefined && RESERVED.test(found) && (expected.includes('a property') || expected.includes('the name of a class'))) {
    return `${found.toUpperCase()} is a word of WQL. What is named so can be had by SELECT *, but not be named in a query.`;
  }
  switch (found?.toUpperCase()) {
    case 'NOT': return expected.includes('LIKE') ? 'NOT stands before the whole condition: NOT name LIKE "a%".' : undefined;
    case 'ORDER': case 'LIMIT': case 'JOIN': case 'UNION': case 'OFFSET': return `WQL has no ${found?.toUpperCase()}: sort, cut or join what it answers.`;
    case 'IN': case 'BETWEEN': return 'WQL has neither IN nor BETWEEN: write comparisons with AND and OR.';
    case ';': return 'A query ends without a semicolon.';
    case '==': return 'Equality is one =.';
    case 'COUNT': case 'DISTINCT': case 'AS': return `WQL has no ${found?.toUpperCase()}: name properties, or * for all of them.`;
    default: return undefined;
  }
}
