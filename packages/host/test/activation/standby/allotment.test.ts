import { expect, test } from '@jest/globals';
import { allot } from '#src/activation/standby/allotment.js';

/** One to everybody before a second to anybody; whoever was used last is served first; never more than `atMost` in all. */
const ALLOTMENTS: [keys: string, each: number, atMost: number, expected: Record<string, number>][] = [
  ['', 1, 8, {}],
  ['a', 0, 8, { a: 0 }],
  ['a', 3, 8, { a: 3 }],
  ['abc', 1, 8, { a: 1, b: 1, c: 1 }],
  ['abc', 1, 2, { a: 1, b: 1, c: 0 }],
  ['abc', 2, 4, { a: 2, b: 1, c: 1 }],
  ['ab', 8, 8, { a: 4, b: 4 }],
  ['ab', 8, 3, { a: 2, b: 1 }],
];

test.each(ALLOTMENTS)('of the profiles "%s", %d each and %d at most in all', (keys, each, atMost, expected) => {
  expect(Object.fromEntries(allot([...keys], each, atMost))).toEqual(expected);
});
