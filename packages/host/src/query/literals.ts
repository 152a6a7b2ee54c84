/** Texts and numbers as they are written in a query, to and from what they mean. */
import type { Constant } from './query.js';
import { invalidQuery } from './query-fault.js';
import type { ConstantSyntax } from './syntax.js';

/** What a whole number may be: as WMI, any of 64 bits, with a sign or without. */
const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 64n - 1n;

/** What a text in quotes says. */
export function textOf(raw: string): string {
  return raw.slice(1, -1).replace(/\\([^])/g, '$1');
}

/** A text as a query says it. */
export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** Where a character of a text in quotes stands in the query. */
export function placeInText({ raw, at }: { readonly raw: string; readonly at: number }, index: number): number {
  let place = 1;
  for (let seen = 0; seen < index; seen += 1) place += raw[place] === '\\' ? 2 : 1;
  return at + place;
}

/** A number. One without a fraction is whole, however it is written: 1e3 is 1000. */
export function numberOf(query: string, { text, at }: Extract<ConstantSyntax, { kind: 'number' }>): Constant {
  if (/^[+-]?\d+$/.test(text)) return { kind: 'integer', digits: inRange(query, at, BigInt(text.replace(/^\+/, ''))), at };
  const value = Number(text);
  if (!Number.isFinite(value)) throw invalidQuery(query, at, `The number ${text.slice(0, 24)} is larger than any that can be compared, 1.7976931348623157e308.`, { facts: { limit: 'number', allowed: Number.MAX_VALUE } });
  if (Number.isInteger(value) && BigInt(value) >= LEAST && BigInt(value) <= GREATEST) return { kind: 'integer', digits: BigInt(value).toString(), at };
  return { kind: 'real', value, at };
}

function inRange(query: string, at: number, value: bigint): string {
  if (value >= LEAST && value <= GREATEST) return value.toString();
  throw invalidQuery(query, at, `Whole numbers lie between ${LEAST} and ${GREATEST}.`, { facts: { limit: 'number', allowed: GREATEST.toString() }, remedy: 'Write it with an exponent where 16 digits will do: 1e20.' });
}
