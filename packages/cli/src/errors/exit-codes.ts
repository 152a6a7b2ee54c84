/** The exit code of every way an operation can end. Scripts rely on them: a number never changes its meaning. */
import type { ResultName } from '@provost/protocol';

/** What each exit code means, as `provost --help` and docs/cli.md say it. */
export const EXIT_MEANINGS = {
  0: 'done',
  1: 'failed',
  2: 'usage',
  3: 'no host',
  4: 'not found',
  5: 'denied',
  6: 'timed out',
  7: 'the provider failed',
  8: 'part of the result is missing',
  9: 'busy or held',
  70: 'a fault of the host itself',
  130: 'interrupted',
} as const;

export type ExitCode = keyof typeof EXIT_MEANINGS;

/** The exit code of each result code. */
export const EXIT_CODES: Readonly<Record<ResultName, ExitCode>> = {
  FAILED: 1,
  ACCESS_DENIED: 5,
  INVALID_NAMESPACE: 4,
  INVALID_PARAMETER: 2,
  INVALID_CLASS: 4,
  NOT_FOUND: 4,
  NOT_SUPPORTED: 1,
  CLASS_HAS_CHILDREN: 9, CLASS_HAS_INSTANCES: 9, INVALID_SUPERCLASS: 2, ALREADY_EXISTS: 1,
  NO_SUCH_PROPERTY: 2,
  TYPE_MISMATCH: 2,
  INVALID_QUERY: 2,
  NAMESPACE_NOT_EMPTY: 9, METHOD_NOT_FOUND: 4,
  SERVER_LIMITS_EXCEEDED: 9,
  SERVER_IS_SHUTTING_DOWN: 3,
  PROVIDER_ERROR: 1,
  PROVIDER_LOAD_FAILED: 7,
  PROVIDER_LOAD_TIMED_OUT: 7,
  PROVIDER_CRASHED: 7,
  PROVIDER_HUNG: 7,
  PROVIDER_QUARANTINED: 7,
  PROVIDER_BACKING_OFF: 7,
  PROVIDER_CHANGED: 7,
  PROVIDER_DISABLED: 1,
  PROVIDER_MISBEHAVED: 7,
  PROVIDER_BUSY: 9,
  INVALID_RESULT: 7,
  INVALID_REGISTRATION: 1,
  OPERATION_TIMED_OUT: 6,
  OPERATION_CANCELLED: 1,
  CONNECTION_CLOSED: 3,
  HOST_LOST: 3,
  HOST_NOT_RUNNING: 3,
  STATE_IN_USE: 9,
  PROTOCOL_VIOLATED: 1,
  PROTOCOL_VERSION_UNSUPPORTED: 1,
  FRAME_TOO_LARGE: 1,
  METHOD_UNKNOWN: 1,
  KEEPER_LOST: 1,
  STORE_FAILED: 1,
};

/** The exit code of an error's code. An error that a class declares, or one of a newer host, is 1. */
export function exitCodeOf(code: string): ExitCode {
  return Object.hasOwn(EXIT_CODES, code) ? EXIT_CODES[code as ResultName] : 1;
}
