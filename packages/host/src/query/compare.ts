/** Comparisons of one value with a constant, made once for a query and run for each row. What has another type than it should is never equal, less or greater. */
import { compareTexts, isSameText } from './fold-text.js';
import { canonicalText, compareMoments, isCanonical, momentOf } from './date-text.js';
import type { Comparator, Constant } from './query.js';
import { refersTo } from './reference.js';
import type { ValueType } from './value-type.js';

/** Whether a value, which is never NULL, passes. */
export type ValueTest = (value: unknown) => boolean;

/** Less than 0, 0 or more than 0; NaN where the two cannot be compared. */
type Order = (value: unknown) => number;

const DIGITS = /^-?\d{1,20}$/;

/** The test of a comparison for values of a type; without one, each value is compared by what it is. */
export function compileComparison(type: ValueType | undefined, operator: Comparator, constant: Constant): ValueTest {
  if (operator === '!=') {
    const isEqual = compileComparison(type, '=', constant);
    return (value) => !isEqual(value);
  }
  if (operator === '=') return equality(type, constant);
  return ordered(operator, orderOf(type, constant));
}

function equality(type: ValueType | undefined, constant: Constant): ValueTest {
  if (constant.kind === 'text' && (type === 'text' || type === undefined)) return equalsText(constant.value, type);
  if (type === 'reference' && constant.kind === 'text') return refersTo(constant.value);
  if (type === 'bytes' && constant.kind === 'text') return (value) => value === constant.value;
  if (constant.kind === 'boolean') return (value) => value === constant.value;
  const order = orderOf(type, constant);
  return (value) => order(value) === 0;
}

/** Of a property that may have several types, a text of digits also equals the number that it says. */
function equalsText(text: string, type: ValueType | undefined): ValueTest {
  const number = type === undefined && text.trim() !== '' ? Number(text) : NaN;
  return (value) => (typeof value === 'string' ? value === text || isSameText(value, text) : value === number);
}

function ordered(operator: Exclude<Comparator, '=' | '!='>, order: Order): ValueTest {
  switch (operator) {
    case '<': return (value) => order(value) < 0;
    case '<=': return (value) => order(value) <= 0;
    case '>': return (value) => order(value) > 0;
    case '>=': return (value) => order(value) >= 0;
  }
}

function orderOf(type: ValueType | undefined, constant: Constant): Order {
  switch (constant.kind) {
    case 'text': return type === 'date' ? orderToDate(constant.value) : orderToText(constant.value, type);
    case 'integer': return orderToInteger(constant.digits);
    case 'real': return orderToReal(constant.value);
    case 'boolean': return () => NaN;
  }
}

function orderToText(text: string, type: ValueType | undefined): Order {
  const number = type === undefined && text.trim() !== '' ? Number(text) : NaN;
  return (value) => (typeof value === 'string' ? compareTexts(value, text) : typeof value === 'number' ? value - number : NaN);
}

/** Numbers on the wire are doubles, and 64-bit integers are digits; each is compared exactly. */
function orderToInteger(digits: string): Order {
  const [number, exact] = [Number(digits), BigInt(digits)];
  // Beside a constant that a double holds, whatever a value loses as a double it does not lose its side.
  const isExact = Number.isSafeInteger(number);
  return (value) => {
    if (typeof value === 'number') return isExact ? value - number : Number.isInteger(value) ? signOf(BigInt(value) - exact) : value - number;
    return typeof value === 'string' && DIGITS.test(value) ? (isExact ? Number(value) - number : signOf(BigInt(value) - exact)) : NaN;
  };
}

function orderToReal(number: number): Order {
  const [floor, isWhole] = [BigInt(Math.floor(number)), Number.isInteger(number)];
  return (value) => {
    if (typeof value === 'number') return value - number;
    if (typeof value !== 'string' || !DIGITS.test(value)) return NaN;
    const difference = BigInt(value) - floor;
    return difference === 0n && !isWhole ? -1 : signOf(difference);
  };
}

function orderToDate(text: string): Order {
  const moment = momentOf(text);
  if (moment === undefined) return () => NaN;
  const canonical = canonicalText(moment);
  return (value) => {
    if (typeof value !== 'string') return NaN;
    if (canonical !== undefined && isCanonical(value)) return value === canonical ? 0 : value < canonical ? -1 : 1;
    const found = momentOf(value);
    return found === undefined ? NaN : compareMoments(found, moment);
  };
}

function signOf(difference: bigint): number {
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}
