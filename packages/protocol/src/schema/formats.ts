/** The formats of texts that carry what JSON lacks. */
import { isProviderError } from '../errors/index.js';
import { parsePath } from '../text/object-path.js';
import type { SchemaNode } from './schema.js';

interface FormatCheck {
  readonly expected: string;
  readonly fits: (text: string) => boolean;
}

const DATE_TIME = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const INT64 = /^(0|-?[1-9]\d{0,18})$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** A date that the calendar has: the 31st of February is none. */
function isDateTime(text: string): boolean {
  if (!DATE_TIME.test(text)) return false;
  const day = Number(text.slice(8, 10));
  const daysInMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  return day <= daysInMonth;
}

function isInt64(text: string): boolean {
  if (!INT64.test(text)) return false;
  if (text.length < 19) return true;
  const value = BigInt(text);
  return value >= INT64_MIN && value <= INT64_MAX;
}

/** Whether a text names an instance. Which class it may be of is checked where the class is known. */
function isReference(text: string): boolean {
  try {
    return parsePath(text).key !== undefined;
  } catch (error) {
    if (isProviderError(error)) return false;
    throw error;
  }
}

export const formatChecks: Readonly<Record<NonNullable<SchemaNode['format']>, FormatCheck>> = {
  'date-time': { expected: 'a date and time as in 2026-01-31T12:00:00Z', fits: isDateTime },
  int64: { expected: 'a 64-bit whole number as a text of digits', fits: isInt64 },
  bytes: { expected: 'bytes as base64', fits: (text) => text.length % 4 === 0 && BASE64.test(text) },
  reference: { expected: 'the path of an object, as in root/app:Note.id="7"', fits: isReference },
};
