import { expect, test } from '@jest/globals';
import { instantOf } from '#src/verbs/logs.js';

const nowMs = Date.UTC(2026, 0, 31, 12);

test.each([['10m', nowMs - 600_000], ['PT1H', nowMs - 3_600_000], ['2026-01-31T11:00:00Z', nowMs - 3_600_000]])('--since %s is an instant', (text, instant) => {
  expect(instantOf(text, nowMs)).toBe(instant);
});

test.each(['never', 'yesterday', '7'])('--since %s is refused', (text) => {
  expect(() => instantOf(text, nowMs)).toThrow('--since expects a time or how long ago');
});
