/** From the author's values to what travels: dates, 64-bit integers and bytes become texts. */
import type { SchemaNode } from '../schema/schema.js';
import { base64Of } from './base64.js';
import { convertParts, type Convert } from './convert.js';

/** How values of a schema are written, or undefined where they travel as they are. A date that is none becomes a text that no check lets pass. */
export function wireFormOf(node: SchemaNode): Convert | undefined {
  if (node.format !== undefined || saysNothing(node)) return wireFormOfAny;
  if (node.anyOf !== undefined) return node.anyOf.some((branch) => wireFormOf(branch) !== undefined) ? wireFormOfAny : undefined;
  return convertParts(node, wireFormOf);
}

/** Whether any value is one of these. */
function saysNothing(node: SchemaNode): boolean {
  return node.type === undefined && node.const === undefined && node.enum === undefined && node.anyOf === undefined;
}

/** By the value alone: what a schema with several branches or with none needs, since a Date is a Date in each of them. */
function wireFormOfAny(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (isDate(value)) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (isBytes(value)) return base64Of(value);
  if (Array.isArray(value)) return value.map(wireFormOfAny);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, wireFormOfAny(part)]));
}

/** Also one that was made where the language has other built-in objects, such as a test's sandbox: `instanceof` knows only its own. */
function isDate(value: object): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}

function isBytes(value: object): value is Uint8Array {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]';
}
