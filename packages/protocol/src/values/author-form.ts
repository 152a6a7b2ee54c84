/** From what travels to the author's values: texts become dates, 64-bit integers and bytes where the schema says so. */
import { checkerOf } from '../schema/check.js';
import type { SchemaNode } from '../schema/schema.js';
import { bytesOfBase64 } from './base64.js';
import { convertParts, type Convert } from './convert.js';

const INTEGER = /^-?\d{1,20}$/;

/** How values of a schema are read, or undefined where they are as they travel. */
export function authorFormOf(node: SchemaNode): Convert | undefined {
  switch (node.format) {
    case 'date-time': return read(dateOf);
    case 'int64': return read((text) => (INTEGER.test(text) ? BigInt(text) : text));
    case 'bytes': return read((text) => (text.length % 4 === 0 ? bytesOfBase64(text) : text));
    default: return node.anyOf === undefined ? convertParts(node, authorFormOf) : branchForm(node.anyOf);
  }
}

function read(from: (text: string) => unknown): Convert {
  return (value) => (typeof value === 'string' ? from(value) : value);
}

function dateOf(text: string): unknown {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date;
}

/** The value is read by the first branch that it fits. */
function branchForm(schemas: readonly SchemaNode[]): Convert | undefined {
  const branches = schemas.map((schema) => ({ check: checkerOf(schema), convert: authorFormOf(schema) }));
  if (branches.every(({ convert }) => convert === undefined)) return undefined;
  return (value) => {
    const branch = branches.find(({ check }) => check(value) === undefined);
    return branch?.convert === undefined ? value : branch.convert(value);
  };
}
