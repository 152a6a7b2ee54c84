/** How values cross between an application and the wire: a Date, a bigint and bytes travel as strings, where the class says so. */
import { checkerOf, type SchemaNode } from '@provost/protocol';

type Convert = (value: unknown) => unknown;

/** From the application's value to what travels. By the value alone: a Date is a Date whatever the class says, and the host checks what arrives. */
export function toWire(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (Array.isArray(value)) return value.map(toWire);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toWire(part)]));
}

/** How values of a schema are read from what travels, or undefined where they are the same. A value that does not fit is left as it is. */
export function fromWireOf(node: SchemaNode): Convert | undefined {
  const text = (read: (value: string) => unknown): Convert => (value) => (typeof value === 'string' ? read(value) : value);
  if (node.format === 'date-time') return text((value) => new Date(value));
  if (node.format === 'int64') return text((value) => (/^-?\d+$/.test(value) ? BigInt(value) : value));
  if (node.format === 'bytes') return text((value) => new Uint8Array(Buffer.from(value, 'base64')));
  if (node.anyOf !== undefined) return firstThatFits(node.anyOf);
  if (node.items !== undefined) return each(fromWireOf(node.items));
  return parts(node);
}

function firstThatFits(schemas: readonly SchemaNode[]): Convert | undefined {
  const branches = schemas.map((schema) => ({ check: checkerOf(schema), convert: fromWireOf(schema) }));
  if (branches.every(({ convert }) => convert === undefined)) return undefined;
  return (value) => {
    const branch = branches.find(({ check }) => check(value) === undefined);
    return branch?.convert === undefined ? value : branch.convert(value);
  };
}

function each(convert: Convert | undefined): Convert | undefined {
  return convert && ((value) => (Array.isArray(value) ? value.map(convert) : value));
}

function parts(node: SchemaNode): Convert | undefined {
  const named = new Map(Object.entries(node.properties ?? {}).map(([name, part]) => [name, fromWireOf(part)]));
  const others = typeof node.additionalProperties === 'object' ? fromWireOf(node.additionalProperties) : undefined;
  if (others === undefined && [...named.values()].every((convert) => convert === undefined)) return undefined;
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => {
      const convert = named.has(name) ? named.get(name) : others;
      return [name, convert === undefined ? part : convert(part)];
    }));
  };
}
