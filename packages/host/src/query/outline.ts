/**
 * What is looked at before the grammar: how long a query is, how deep it nests, and whether each of its texts is closed. So the parser, which recurses
 * with each parenthesis, never meets more than it can take.
 */
import { ProviderError } from '@provost/protocol';
import { invalidQuery } from './query-fault.js';
import { QUERY_LIMITS } from './query-limits.js';

/** Throws INVALID_QUERY for what is no text, is too long or nests too deep, and for a text in quotes that has no end or an escape that is none. */
export function checkOutline(text: unknown): asserts text is string {
  if (typeof text !== 'string') throw new ProviderError('INVALID_QUERY', {}, { message: `A query is a text, and this is ${text === null ? 'null' : typeof text}.`, remedy: 'Write it as in SELECT * FROM Note.' });
  if (text.length > QUERY_LIMITS.queryLength) {
    throw new ProviderError('INVALID_QUERY', { limit: 'queryLength', allowed: QUERY_LIMITS.queryLength, found: text.length }, {
      message: `The query has ${text.length} characters; at most ${QUERY_LIMITS.queryLength} are allowed (queryLength).`,
      remedy: 'Ask for less at a time.',
    });
  }
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"' || sign === "'") at = endOfText(text, at);
    else if (sign === '(' && (depth += 1) > QUERY_LIMITS.nesting) throw tooDeep(text, at);
    else if (sign === ')') depth -= 1;
  }
}

/** The error of what stands within too much else. */
export function tooDeep(text: string, at: number): ProviderError {
  return invalidQuery(text, at, `Conditions may stand at most ${QUERY_LIMITS.nesting} deep within each other (nesting).`, {
    remedy: 'Write fewer parentheses and NOTs within each other.',
    facts: { limit: 'nesting', allowed: QUERY_LIMITS.nesting },
  });
}

/** Where the closing quote stands. */
function endOfText(text: string, start: number): number {
  const quote = text[start] as string;
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === quote) return at;
    if (text[at] !== '\\') continue;
    at += 1;
    if (at < text.length && !'\\"\''.includes(text[at] as string)) {
      throw invalidQuery(text, at - 1, 'After a backslash in a text stands \\, " or \'.', { expected: ['\\\\', '\\"', "\\'"], remedy: 'Write a backslash that is meant as \\\\.' });
    }
  }
  throw invalidQuery(text, start, `The text that begins here has no closing ${quote === '"' ? 'double' : 'single'} quote.`, { expected: [quote], remedy: `Close it with ${quote}, and write ${quote} within it as \\${quote}.` });
}
