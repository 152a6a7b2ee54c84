/** From the author's values to what travels: dates, 64-bit integers and bytes become strings. A value of the wrong type is left as it is, for the check to name. */
import { isDate, isUint8Array } from 'node:util/types';
import type { SchemaNode } from '@provost/protocol';

/** Turns one value into another form. */
export type Convert = (value: unknown) => unknown;

/** How values of a schema are written, or undefined where they travel as they are. */
export function wireFormOf(node: SchemaNode): Convert | undefined {
  if (node.format !== undefined) return wireFormOfAny;
  if (node.anyOf !== undefined) return node.anyOf.some((branch) => wireFormOf(branch) !== undefined) ? wireFormOfAny : undefined;
  return convertParts(node, wireFormOf);
}

/** The parts of an object or array converted, each by its own schema; undefined where no part needs it. */
export function convertParts(node: SchemaNode, convertOf: (part: SchemaNode) => Convert | undefined): Convert | undefined {
  const items = node.items && convertOf(node.items);
  if (items !== undefined) return (value) => (Array.isArray(value) ? value.map(items) : value);
  const values = typeof node.additionalProperties === 'object' ? convertOf(node.additionalProperties) : undefined;
  const named = new Map<string, Convert>();
  for (const [name, property] of Object.entries(node.properties ?? {})) {
    const convert = convertOf(property);
    if (convert !== undefined) named.set(name, convert);
  }
  if (values === undefined && named.size === 0) return undefined;
  const isNamed = (name: string): boolean => node.properties !== undefined && Object.hasOwn(node.properties, name);
  return (value) => {
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => {
      const convert = isNamed(name) ? named.get(name) : values;
      return [name, convert === undefined || part === undefined ? part : convert(part)];
    }));
  };
}

/** By the value alone: what a schema with several branches needs, since a Date is a Date in each of them. */
function wireFormOfAny(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (isDate(value)) return Number.isNaN(value.getTime()) ? value : value.toISOString();
  if (isUint8Array(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (Array.isArray(value)) return value.map(wireFormOfAny);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, wireFormOfAny(part)]));
}
