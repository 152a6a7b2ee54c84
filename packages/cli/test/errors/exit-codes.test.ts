import { expect, test } from '@jest/globals';
import { RESULT_CODES } from '@provost/protocol';
import { EXIT_CODES, EXIT_MEANINGS, exitCodeOf } from '#src/errors/exit-codes.js';

test('every result code has an exit code, and each of these has a meaning', () => {
  expect(Object.keys(EXIT_CODES).sort()).toEqual(Object.keys(RESULT_CODES).sort());
  for (const code of Object.values(EXIT_CODES)) expect(Object.keys(EXIT_MEANINGS)).toContain(String(code));
});

test.each([
  ['NOT_FOUND', 4], ['INVALID_CLASS', 4], ['INVALID_PARAMETER', 2], ['ACCESS_DENIED', 5], ['OPERATION_TIMED_OUT', 6], ['PROVIDER_CRASHED', 7],
  ['PROVIDER_LOAD_FAILED', 7], ['PROVIDER_HUNG', 7], ['PROVIDER_QUARANTINED', 7], ['PROVIDER_CHANGED', 7], ['PROVIDER_BUSY', 9], ['STATE_IN_USE', 9],
  ['HOST_NOT_RUNNING', 3], ['HOST_LOST', 3], ['FAILED', 1],
])('%s ends with exit code %i', (code, exit) => {
  expect(exitCodeOf(code)).toBe(exit);
});

test.each(['Full', 'toString', '__proto__'])('an error that a class declares, such as %s, ends with exit code 1', (code) => {
  expect(exitCodeOf(code)).toBe(1);
});
