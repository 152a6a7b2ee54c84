import { expect, test } from '@jest/globals';
import { QUERY_LIMITS } from '#src/query/query-limits.js';
import { parseQuery } from './queries.js';
import { queryErrorOf } from './query-error.js';

const { queryLength, nesting, conditions, selected, pathDepth, patternLength } = QUERY_LIMITS;
const start = 'SELECT * FROM Note WHERE ';
const parentheses = (count: number): string => `${start}${'('.repeat(count)}a = 1${')'.repeat(count)}`;
const closedBefore = (count: number): string => `${start}${'(a = 1) OR '.repeat(5)}${'('.repeat(count)}a = 1${')'.repeat(count)}`;
const nots = (count: number): string => `${start}${'NOT '.repeat(count)}a = 1`;
const many = (count: number): string => `${start}${Array.from({ length: count }, () => 'a = 1').join(' OR ')}`;
const columns = (count: number): string => `SELECT ${Array.from({ length: count }, () => 'a').join(',')} FROM Note`;
const path = (count: number): string => `${start}${Array.from({ length: count }, () => 'a').join('.')} = 1`;
const like = (count: number): string => `${start}a LIKE '${'%_'.repeat(count / 2)}${'_'.repeat(count % 2)}'`;
const long = (count: number): string => `SELECT * FROM Note${' '.repeat(count - 18)}`;

test.each([
  ['queryLength', queryLength, long, undefined],
  ['nesting', nesting, parentheses, start.length + nesting + 1],
  ['nesting', nesting, closedBefore, start.length + 55 + nesting + 1],
  ['nesting', nesting, nots, start.length + 4 * nesting + 1],
  ['conditions', conditions, many, start.length + 9 * conditions + 1],
  ['selected', selected, columns, 7 + 2 * selected + 1],
  ['pathDepth', pathDepth, path, start.length + 1],
  ['patternLength', patternLength, like, start.length + 8],
] as const)('P11 the limit %s, %i, is taken to the full and named when it is exceeded', (limit, allowed, queryOf, position) => {
  expect(parseQuery(queryOf(allowed))).toMatchObject({ kind: 'data' });
  const error = queryErrorOf(() => parseQuery(queryOf(allowed + 1)));
  expect(error).toMatchObject({ code: 'INVALID_QUERY', facts: { limit, allowed, ...(position !== undefined && { position }) } });
  expect(error.sentence).toContain(`(${limit})`);
  expect(error.sentence).toContain(String(allowed));
});

test.each([
  ['parentheses', '('],
  ['parentheses that are closed', '()'],
  ['NOTs', 'NOT '],
  ['comparisons', 'a=1 OR '],
  ['quotes', "'"],
  ['backslashes', '\\'],
  ['dots', 'a.'],
  ['names', 'a '],
])('F-C6 a query that is as long as it may be and full of %s is refused, and nothing overflows', (_, piece) => {
  const room = queryLength - start.length;
  const error = queryErrorOf(() => parseQuery(`${start}${piece.repeat(Math.floor(room / piece.length))}`));
  expect(error.code).toBe('INVALID_QUERY');
});
