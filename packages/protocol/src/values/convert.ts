/** How the values of one schema get into another form: part by part, each by its own schema. What the forms are is left to `wire-form.ts` and `author-form.ts`. */
import type { JsonObject, SchemaNode } from '../schema/schema.js';

/** Turns one value into another form. A value that is not what its schema says is left as it is, for the check to name. */
export type Convert = (value: unknown) => unknown;

/** The schema that says nothing: of items and further properties that have none. */
const ANYTHING: SchemaNode = {};

/** Converts the parts of an object or array; undefined where no part needs it. What is given is never changed. */
export function convertParts(node: SchemaNode, convertOf: (part: SchemaNode) => Convert | undefined): Convert | undefined {
  if (node.type === 'array') return convertItems(convertOf(node.items ?? ANYTHING));
  const named = new Map<string, Convert>();
  for (const [name, part] of Object.entries(node.properties ?? {})) {
    const convert = convertOf(part);
    if (convert !== undefined) named.set(name, convert);
  }
  const others = node.type === 'object' && node.additionalProperties !== false ? convertOf(typeof node.additionalProperties === 'object' ? node.additionalProperties : ANYTHING) : undefined;
  if (others !== undefined) return convertAll(named, new Set(Object.keys(node.properties ?? {})), others);
  return named.size === 0 ? undefined : convertNamed(named);
}

function convertItems(convert: Convert | undefined): Convert | undefined {
  return convert && ((value) => (Array.isArray(value) ? value.map(convert) : value));
}

/** The names are those of a class; none of them means anything to the language's objects. */
function convertNamed(named: ReadonlyMap<string, Convert>): Convert {
  return (value) => {
    if (!isObject(value)) return value;
    const converted = { ...value };
    for (const [name, convert] of named) {
      if (Object.hasOwn(converted, name) && converted[name] !== undefined) converted[name] = convert(converted[name]);
    }
    return converted;
  };
}

/** The names are data, so each becomes a property of the object's own, whatever it is called. */
function convertAll(named: ReadonlyMap<string, Convert>, known: ReadonlySet<string>, others: Convert): Convert {
  return (value) => {
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => {
      const convert = known.has(name) ? named.get(name) : others;
      return [name, convert === undefined || part === undefined ? part : convert(part)];
    }));
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
