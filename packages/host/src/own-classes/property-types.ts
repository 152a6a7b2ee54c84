/** The types of properties that the host's own classes share. */
import type { JsonObject, SchemaNode } from '@provost/protocol';

export const text = (description: string): SchemaNode => ({ type: 'string', description });
/** What the host says and nobody sets. */
export const told = (type: 'string' | 'integer' | 'boolean' | 'array' | 'object', description: string): SchemaNode => ({ type, description, readOnly: true });
export const toldAt = (description: string): SchemaNode => ({ type: 'string', format: 'date-time', description, readOnly: true });
export const toldTexts = (description: string): SchemaNode => ({ type: 'array', items: { type: 'string' }, description, readOnly: true });

/** Of these properties in their order, what is known: null stands for what is not. */
export function shown(properties: Readonly<Record<string, unknown>>, values: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(properties).flatMap((name) => (values[name] === null || values[name] === undefined ? [] : [[name, values[name]] as const])));
}

/** Where the host's own classes are. */
export const ROOT = 'root';
