/** What the tests of queries use of them, from one place. */
export { checkQuery } from '#src/query/check-query.js';
export { targetClassesOf } from '#src/query/event-targets.js';
export { intrinsicEventClass } from '#src/query/intrinsic-events.js';
export { factsOfClass, rowOfClass, selfDescribed } from '#src/query/objects.js';
export { parseQuery } from '#src/query/parse-query.js';
export { planQuery } from '#src/query/plan-query.js';
export { compilePredicate } from '#src/query/predicate.js';
export { compileProjection } from '#src/query/projection.js';
export { queryText, whereText } from '#src/query/query-text.js';
export { asEventQuery } from '#src/query/shape-query.js';
