/** How the values of a property are compared, by its schema. */
import type { SchemaNode } from '@provost/protocol';

export type ValueType =
  | 'text' | 'boolean'
  /** Whole or not: on the wire both are JSON numbers. */
  | 'number'
  /** A 64-bit whole number: digits on the wire. */
  | 'int64'
  /** ISO 8601 on the wire. */
  | 'date'
  /** Base64 on the wire. */
  | 'bytes'
  /** The path of another object. */
  | 'reference'
  /** An embedded object. */
  | 'object'
  | 'list'
  /** No path leads there: every condition on it is false. */
  | 'nowhere';

const BY_FORMAT: Readonly<Record<NonNullable<SchemaNode['format']>, ValueType>> = { 'date-time': 'date', int64: 'int64', bytes: 'bytes', reference: 'reference' };
const BY_TYPE: Readonly<Record<string, ValueType>> = { string: 'text', integer: 'number', number: 'number', boolean: 'boolean', object: 'object', array: 'list' };

/** The type that all values of a schema have, NULL aside; undefined where they may have several. */
export function valueTypeOf(node: SchemaNode): ValueType | undefined {
  if (node.format !== undefined) return BY_FORMAT[node.format];
  if (node.anyOf !== undefined) return common(node.anyOf.filter(({ type }) => type !== 'null').map(valueTypeOf));
  if (node.type !== undefined) return BY_TYPE[node.type];
  const values = node.enum ?? (node.const === undefined ? [] : [node.const]);
  return common(values.filter((value) => value !== null).map((value) => BY_TYPE[typeof value]));
}

/** A type in the words of an error. */
export function inWordsOf(type: ValueType | undefined): string {
  const words: Readonly<Record<ValueType, string>> = {
    text: 'a text', boolean: 'TRUE or FALSE', number: 'a number', int64: 'a 64-bit whole number', date: 'a date', bytes: 'bytes', reference: 'the path of an object', object: 'an object', list: 'a list', nowhere: 'nothing',
  };
  return type === undefined ? 'of several types' : words[type];
}

function common(types: readonly (ValueType | undefined)[]): ValueType | undefined {
  return types.every((type) => type === types[0]) ? types[0] : undefined;
}
