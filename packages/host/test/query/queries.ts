/** What the tests of queries use of them, from one place. */
export { parseQuery } from '#src/query/parse-query.js';
export { queryText } from '#src/query/query-text.js';
export { asEventQuery } from '#src/query/shape-query.js';
export { compilePredicate } from '#src/query/predicate.js';
