/** How large a query may be. Each limit is named in the error of the query that exceeds it. */

export const QUERY_LIMITS = {
  /** Characters of the text. */
  queryLength: 65_536,
  /** Parentheses and NOTs within each other. */
  nesting: 200,
  /** Single tests of its WHERE. */
  conditions: 1_000,
  /** Properties of its SELECT. */
  selected: 1_000,
  /** Names of one property path: `a.b.c` has three. */
  pathDepth: 16,
  /** Characters of one LIKE pattern. */
  patternLength: 4_096,
} as const;
