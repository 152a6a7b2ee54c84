import { expect, test } from '@jest/globals';
import { keyCheckOf } from '#src/values/key-faults.js';

const stay = {
  key: ['room', 'from', 'open'],
  schema: { type: 'object', properties: { room: { type: 'string', format: 'int64' }, from: { type: 'string', format: 'date-time' }, open: { type: 'boolean' }, guest: { type: 'string' } } },
} as const;
const asked = { room: '7', from: '2031-01-01T00:00:00Z', open: true };
const check = keyCheckOf(stay);

test.each([
  ['the same', { ...asked, guest: 'x' }],
  ['the same time, written otherwise', { ...asked, from: '2031-01-01T01:00:00.000+01:00' }],
])('an answer with %s is of the key that was asked for', (_what, instance) => {
  expect(check(asked, instance)).toBeUndefined();
});

test('each part that differs is told, and nothing else', () => {
  expect(check(asked, { ...asked, room: '8', from: '2031-01-01T00:00:01Z', open: false })).toEqual([
    { path: 'room', expected: '"7", which was asked for', found: '"8"' },
    { path: 'from', expected: '"2031-01-01T00:00:00Z", which was asked for', found: '"2031-01-01T00:00:01Z"' },
    { path: 'open', expected: 'true, which was asked for', found: 'false' },
  ]);
});

test('texts are compared as they are, and the one instance of a class without a key is always the one', () => {
  const named = keyCheckOf({ key: ['id'], schema: { type: 'object', properties: { id: { type: 'string' } } } });
  expect(named({ id: 'a' }, { id: 'A' })).toEqual([{ path: 'id', expected: '"a", which was asked for', found: '"A"' }]);
  expect(keyCheckOf({ key: [], schema: { type: 'object' } })({}, { on: true })).toBeUndefined();
});
