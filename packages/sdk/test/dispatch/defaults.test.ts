import { expect, test } from '@jest/globals';
import { Type } from '@provost/sdk';
import { defaultsOf } from '#src/dispatch/defaults.js';
import { objectSchema } from '#src/type/type.js';

test('defaults are filled in where nothing was given, each time anew, and what was given is left alone', () => {
  const fill = defaultsOf(objectSchema({ a: Type.Optional(Type.Integer({ default: 1 })), list: Type.Optional(Type.Array(Type.String(), { default: [] })) }))!;
  const given = { a: 2 };
  const [first, second] = [fill(given), fill(given)];
  expect([first, given]).toEqual([{ a: 2, list: [] }, { a: 2 }]);
  expect(first['list']).not.toBe(second['list']);
  expect(defaultsOf(objectSchema({ a: Type.Integer() }))).toBeUndefined();
});
