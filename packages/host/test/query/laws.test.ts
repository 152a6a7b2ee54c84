import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Comparator, DataQuery, Expression } from '#src/query/query.js';
import { compilePredicate, parseQuery, queryText, whereText } from './queries.js';
import { expressions, queries, rows } from './random-queries.js';
import { withoutPlaces } from './without-places.js';

const not = (term: Expression): Expression => ({ kind: 'not', term });
const both = (kind: 'and' | 'or', terms: readonly Expression[]): Expression => ({ kind, terms });
const whereOf = (text: string): Expression => (parseQuery(`SELECT * FROM Note WHERE ${text}`) as DataQuery).where!;

describe('what holds for every query', () => {
  test('its text reads as the same tree', () => {
    fc.assert(fc.property(queries, (query) => {
      expect(withoutPlaces(parseQuery(queryText(query)))).toEqual(withoutPlaces(query));
    }), { numRuns: 2_000 });
  });

  test('NOT NOT says nothing, and NOT turns every answer around', () => {
    fc.assert(fc.property(expressions, rows, (tree, row) => {
      const fits = compilePredicate(tree)(row);
      expect(compilePredicate(not(tree))(row)).toBe(!fits);
      expect(compilePredicate(not(not(tree)))(row)).toBe(fits);
    }), { numRuns: 2_000 });
  });

  test('De Morgan: NOT goes into AND and OR and makes each the other', () => {
    fc.assert(fc.property(expressions, expressions, rows, (one, other, row) => {
      for (const [kind, dual] of [['and', 'or'], ['or', 'and']] as const) {
        expect(compilePredicate(not(both(kind, [one, other])))(row)).toBe(compilePredicate(both(dual, [not(one), not(other)]))(row));
      }
    }), { numRuns: 1_000 });
  });

  test('the order of the terms of AND and OR does not count', () => {
    fc.assert(fc.property(expressions, expressions, rows, (one, other, row) => {
      for (const kind of ['and', 'or'] as const) expect(compilePredicate(both(kind, [one, other]))(row)).toBe(compilePredicate(both(kind, [other, one]))(row));
    }), { numRuns: 1_000 });
  });

  test('a comparison may be written from either side', () => {
    const comparators: readonly (readonly [Comparator, Comparator])[] = [['=', '='], ['!=', '!='], ['<', '>'], ['<=', '>='], ['>', '<'], ['>=', '<=']];
    fc.assert(fc.property(fc.constantFrom(...comparators), fc.constantFrom('size', 'title', 'bytes'), fc.constantFrom('5', "'x'", '-1.5', '9007199254740993'), rows, ([operator, swapped], property, constant, row) => {
      const [one, other] = [whereOf(`${property} ${operator} ${constant}`), whereOf(`${constant} ${swapped} ${property}`)];
      expect(withoutPlaces(one)).toEqual(withoutPlaces(other));
      expect(compilePredicate(one)(row)).toBe(compilePredicate(other)(row));
    }));
  });

  test('of what can be compared, exactly one of <, = and > holds', () => {
    fc.assert(fc.property(fc.constantFrom('size', 'bytes'), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }), rows, (property, constant, row) => {
      const held = ['<', '=', '>'].filter((operator) => compilePredicate(whereOf(`${property} ${operator} ${constant}`))(row));
      expect(held).toHaveLength((row[property] ?? null) === null ? 0 : 1);
    }), { numRuns: 1_000 });
  });

  test('64-bit integers are compared as integers, however near a double they lie', () => {
    const near = fc.bigInt({ min: -3n, max: 3n }).map((offset) => 2n ** 53n + offset);
    fc.assert(fc.property(near, near, fc.constantFrom<Comparator>('=', '<', '>='), (value, constant, operator) => {
      const expected = operator === '=' ? value === constant : operator === '<' ? value < constant : value >= constant;
      expect(compilePredicate(whereOf(`bytes ${operator} ${constant}`))({ bytes: String(value) })).toBe(expected);
    }));
  });

  test('a part that is written by itself and read again takes the same rows', () => {
    fc.assert(fc.property(expressions, rows, (tree, row) => {
      expect(compilePredicate(whereOf(whereText(tree)))(row)).toBe(compilePredicate(tree)(row));
    }), { numRuns: 1_000 });
  });
});
