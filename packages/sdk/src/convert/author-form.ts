/** From what travels to the author's values: strings become dates, 64-bit integers and bytes where the schema says so. Takes values that were checked. */
import { checkerOf, type SchemaNode } from '@provost/protocol';
import { convertParts, type Convert } from './wire-form.js';

/** How values of a schema are read, or undefined where they are as they travel. */
export function authorFormOf(node: SchemaNode): Convert | undefined {
  switch (node.format) {
    case 'date-time': return (value) => new Date(value as string);
    case 'int64': return (value) => BigInt(value as string);
    case 'bytes': return (value) => new Uint8Array(Buffer.from(value as string, 'base64'));
    default: return node.anyOf === undefined ? convertParts(node, authorFormOf) : branchForm(node.anyOf);
  }
}

/** The value is read by the first branch that it fits. */
function branchForm(schemas: readonly SchemaNode[]): Convert | undefined {
  const branches = schemas.map((schema) => ({ fits: checkerOf(schema), convert: authorFormOf(schema) }));
  if (branches.every(({ convert }) => convert === undefined)) return undefined;
  return (value) => {
    const branch = branches.find(({ fits }) => fits(value) === undefined);
    return branch?.convert === undefined ? value : branch.convert(value);
  };
}
