/** A constant beside a property: whether it makes sense of the property's type, and the form that it has there. */
import { excerpt } from '@provost/protocol';
import { momentOf } from './date-text.js';
import { numberOf } from './literals.js';
import type { Comparator, Constant, PropertyPath } from './query.js';
import { invalidQuery } from './query-fault.js';
import { referenceOf } from './reference.js';
import { inWordsOf } from './value-type.js';

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** The constant as its property has it: '5' beside a number is 5, 1 beside a boolean is TRUE. Throws INVALID_QUERY where there is no such form. */
export function boundConstant(text: string, property: PropertyPath, operator: Comparator, constant: Constant): Constant {
  const refuse = (because: string, remedy?: string): never => {
    throw invalidQuery(text, constant.at, `${property.names.join('.')} is ${inWordsOf(property.type)}, and ${because}.`, remedy === undefined ? {} : { remedy });
  };
  const hasOrder = operator !== '=' && operator !== '!=';
  switch (property.type) {
    case 'text': return constant.kind === 'text' ? constant : refuse(`${shown(constant)} is none`, 'Write the constant in quotes.');
    case 'number': case 'int64': return asNumber(text, constant) ?? refuse(`${shown(constant)} is none`, 'Write a number, without quotes.');
    case 'date': return constant.kind === 'text' && momentOf(constant.value) !== undefined ? constant : refuse(`${shown(constant)} is none`, "Write it as '2026-01-31T12:00:00Z', '2026-01-31' or '20260131120000.000000+000'.");
    case 'boolean':
      if (hasOrder) return refuse('only =, != and <> go with it');
      return asBoolean(constant) ?? refuse(`${shown(constant)} is neither`, 'Compare it with TRUE or FALSE.');
    case 'bytes':
      if (hasOrder) return refuse('only =, != and <> go with them');
      return constant.kind === 'text' ? constant : refuse(`${shown(constant)} are none`, 'Write them as base64, in quotes.');
    case 'reference':
      if (hasOrder) return refuse('only =, != and <> go with it');
      return constant.kind === 'text' && referenceOf(constant.value) !== undefined ? constant : refuse(`${shown(constant)} is none`, `Write it as in ${property.names.join('.')} = 'root/app:Note.id="7"'.`);
    default: return constant;
  }
}

function asNumber(text: string, constant: Constant): Constant | undefined {
  if (constant.kind === 'integer' || constant.kind === 'real') return constant;
  return constant.kind === 'text' && NUMBER.test(constant.value) ? numberOf(text, { kind: 'number', text: constant.value, at: constant.at }) : undefined;
}

/** As WMI has them: TRUE and FALSE, also as texts and as 1 and 0. */
function asBoolean(constant: Constant): Constant | undefined {
  if (constant.kind === 'boolean') return constant;
  const word = constant.kind === 'text' ? constant.value.toLowerCase() : constant.kind === 'integer' ? constant.digits : '';
  if (word === 'true' || word === '1') return { kind: 'boolean', value: true, at: constant.at };
  return word === 'false' || word === '0' ? { kind: 'boolean', value: false, at: constant.at } : undefined;
}

function shown(constant: Constant): string {
  switch (constant.kind) {
    case 'text': return `'${excerpt(constant.value, 32)}'`;
    case 'integer': return constant.digits;
    case 'real': return String(constant.value);
    case 'boolean': return constant.value ? 'TRUE' : 'FALSE';
  }
}
