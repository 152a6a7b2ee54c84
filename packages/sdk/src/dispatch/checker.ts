/** Checks values against a schema. */
import type { JsonObject, SchemaNode } from '@provost/protocol';

export interface Fault { readonly path: string; readonly expected: string; readonly found: string }

export function checkerOf(schema: SchemaNode): (value: unknown) => readonly Fault[] | undefined {
  return (value) => {
    const fault = check(schema, value, '');
    return fault === undefined ? undefined : [fault];
  };
}

function check(node: SchemaNode, value: unknown, path: string): Fault | undefined {
  const wrong = (expected: string): Fault => ({ path, expected, found: value === undefined ? 'nothing' : String(JSON.stringify(value)).slice(0, 80) });
  if (node.anyOf) return node.anyOf.some((branch) => check(branch, value, path) === undefined) ? undefined : wrong('one of several types');
  if ('const' in node) return value === node.const ? undefined : wrong(JSON.stringify(node.const));
  if (node.enum) return node.enum.includes(value) ? undefined : wrong(`one of ${JSON.stringify(node.enum)}`);
  switch (node.type) {
    case 'integer': return Number.isSafeInteger(value) ? undefined : wrong('an integer');
    case 'number': return Number.isFinite(value) ? undefined : wrong('a number');
    case 'string': return typeof value === 'string' ? undefined : wrong(node.format ?? 'a string');
    case 'boolean': return typeof value === 'boolean' ? undefined : wrong('a boolean');
    case 'null': return value === null ? undefined : wrong('null');
    case 'array': return Array.isArray(value) ? value.map((item, index) => check(node.items ?? {}, item, `${path}[${index}]`)).find(Boolean) : wrong('an array');
    case 'object': return typeof value === 'object' && value !== null && !Array.isArray(value) ? checkObject(node, value as JsonObject, path) : wrong('an object');
    default: return undefined;
  }
}

function checkObject(node: SchemaNode, value: JsonObject, path: string): Fault | undefined {
  const missing = node.required?.find((name) => value[name] === undefined);
  if (missing !== undefined) return { path: `${path}.${missing}`, expected: 'a value', found: 'nothing' };
  for (const [name, part] of Object.entries(value)) {
    if (part === undefined) continue;
    const schema = Object.hasOwn(node.properties ?? {}, name) ? node.properties?.[name] : node.additionalProperties;
    if (schema === false) return { path: `${path}.${name}`, expected: 'no such property', found: JSON.stringify(part) };
    const fault = typeof schema === 'object' ? check(schema, part, `${path}.${name}`) : undefined;
    if (fault) return fault;
  }
  return undefined;
}
