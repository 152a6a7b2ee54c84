/** Queries by chance, as trees, for tests of what holds for all of them. */
import fc from 'fast-check';
import type { Comparator, Condition, Constant, Expression, PropertyPath, Query } from '#src/query/query.js';

const name = fc.constantFrom('size', 'title', 'done', 'bytes', 'author', 'group', 'x1', '_', 'a');
const path: fc.Arbitrary<PropertyPath> = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => ({ names, at: 0 }));
const text = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('Apple', 'it\'s', '\\', '"', '%', '10', '2026-01-31', 'ä', '\n'));

const integer: fc.Arbitrary<Constant> = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map((value) => ({ kind: 'integer', digits: value.toString(), at: 0 }));
const real: fc.Arbitrary<Constant> = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value) || Math.abs(value) > 2e19).map((value) => ({ kind: 'real', value, at: 0 }));
const ordered: fc.Arbitrary<Constant> = fc.oneof(integer, real, fc.integer({ min: -5, max: 30 }).map((value): Constant => ({ kind: 'integer', digits: String(value), at: 0 })), text.map((value): Constant => ({ kind: 'text', value, at: 0 })));
const truth: fc.Arbitrary<Constant> = fc.boolean().map((value) => ({ kind: 'boolean', value, at: 0 }));

const comparison: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ kind: fc.constant('comparison' as const), property: path, operator: fc.constantFrom<Comparator>('=', '!=', '<', '<=', '>', '>='), constant: ordered }),
  fc.record({ kind: fc.constant('comparison' as const), property: path, operator: fc.constantFrom<Comparator>('=', '!='), constant: truth }),
);
const pattern = fc.array(fc.constantFrom('a', '%', '_', '[ab]', '[^a-c]', '[%]', "'", '\\', 'ä'), { maxLength: 5 }).map((parts) => parts.join(''));

const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 4, arbitrary: comparison },
  fc.record({ kind: fc.constant('like' as const), property: path, pattern, at: fc.constant(0) }),
  fc.record({ kind: fc.constant('isNull' as const), property: path }),
  fc.record({ kind: fc.constant('isa' as const), property: fc.oneof(path, fc.constant({ names: ['__this'], at: 0 })), class: fc.constantFrom('Note', '__Event'), at: fc.constant(0) }),
);

/** Trees as parseQuery makes them: no AND right within AND, no OR right within OR. */
export const expressions: fc.Arbitrary<Expression> = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    condition,
    fc.record({ kind: fc.constant('not' as const), term: tie('tree') }),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), terms: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }) }).map(({ kind, terms }) => ({ kind, terms: terms.flatMap((term) => (term.kind === kind ? term.terms : [term])) })),
  ),
})).tree;

const select = fc.oneof(fc.constant('*' as const), fc.array(path, { minLength: 1, maxLength: 3 }));
const where = fc.option(expressions, { nil: undefined }).map((tree) => (tree === undefined ? {} : { where: tree }));
const asked = fc.tuple(select, where, fc.constantFrom('Note', 'having')).map(([selected, tree, named]) => ({ text: '', select: selected, class: named, classAt: 0, ...tree }));

export const queries: fc.Arbitrary<Query> = fc.oneof(
  asked.map((query): Query => ({ kind: 'data', ...query })),
  fc.tuple(asked, fc.double({ min: 0.001, max: 1e9, noNaN: true })).map(([query, withinSeconds]): Query => ({ kind: 'event', ...query, withinSeconds })),
);

/** Rows with something of every type in them. */
export const rows = fc.record({
  size: fc.option(fc.oneof(fc.integer({ min: -5, max: 30 }), fc.double({ noNaN: true, noDefaultInfinity: true }))),
  title: fc.option(text),
  done: fc.option(fc.boolean()),
  bytes: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
  author: fc.option(fc.oneof(text, fc.record({ size: fc.integer(), title: text }))),
}, { requiredKeys: [] }) as fc.Arbitrary<Record<string, unknown>>;
