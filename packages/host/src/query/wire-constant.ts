/** A constant in the form in which the values of a property travel. */
import { canonicalText, momentOf } from './date-text.js';
import type { Constant } from './query.js';
import type { ValueType } from './value-type.js';

export type WireConstant = string | number | boolean;

/** The constant as it travels; undefined where no value of the property's type is exactly that, or where the type is not known. */
export function wireConstant(type: ValueType | undefined, constant: Constant): WireConstant | undefined {
  switch (type) {
    case 'text': case 'bytes': return constant.kind === 'text' ? constant.value : undefined;
    case 'boolean': return constant.kind === 'boolean' ? constant.value : undefined;
    case 'int64': return constant.kind === 'integer' && isInt64(constant.digits) ? constant.digits : undefined;
    case 'number': return numberOf(constant);
    case 'date': return constant.kind === 'text' ? dateOf(constant.value) : undefined;
    default: return undefined;
  }
}

function numberOf(constant: Constant): number | undefined {
  if (constant.kind === 'real') return constant.value;
  return constant.kind === 'integer' && Number.isSafeInteger(Number(constant.digits)) ? Number(constant.digits) : undefined;
}

function isInt64(digits: string): boolean {
  return BigInt.asIntN(64, BigInt(digits)) === BigInt(digits);
}

function dateOf(text: string): string | undefined {
  const moment = momentOf(text);
  return moment && canonicalText(moment);
}
