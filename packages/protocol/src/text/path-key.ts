/** From the key of a path to the key of a class, and from an instance to its path. Here the class is known; `object-path.ts` knows only text. */
import { ProviderError } from '../errors/index.js';
import type { ClassDefinition, JsonObject, SchemaNode } from '../schema/schema.js';
import { foldName } from './names.js';
import { didYouMean } from './nearest.js';
import { formatPath, type KeyValue, type ObjectPath } from './object-path.js';

/** What must be known of a class to read its keys. */
export type KeyedClass = Pick<ClassDefinition, 'name' | 'key' | 'schema'>;

/**
 * The key that a path names, under the names that the class gives them, in the class's order. `Note="7"` and `note.ID="7"` are
 * both `{ id: '7' }`. Throws INVALID_PARAMETER for a path without a key or with one that is not the class's, TYPE_MISMATCH for a value of another type.
 */
export function keyOf(path: ObjectPath, definition: KeyedClass): JsonObject {
  const { key: names } = definition;
  if (path.key === undefined) throw wrongKey(definition, 'the path names the class, not an instance');
  if (path.key.kind === 'singleton') {
    if (names.length > 0) throw wrongKey(definition, 'only a class without a key has the instance "@"');
    return {};
  }
  if (names.length === 0) throw wrongKey(definition, 'the class has one instance and no key');
  const given = path.key.kind === 'named' ? namedValues(path.key.properties, definition) : singleValue(path.key.value, definition);
  const key: JsonObject = {};
  for (const name of names) {
    const value = given.get(foldName(name));
    if (value === undefined) throw wrongKey(definition, `the path does not say its "${name}"`);
    key[name] = valueFor(name, value, definition);
  }
  return key;
}

/** The path of an instance, from its key properties. Throws INVALID_PARAMETER where the instance lacks one of them. */
export function pathOf(namespace: string, definition: KeyedClass, instance: JsonObject): string {
  const start = { namespace, class: definition.name };
  if (definition.key.length === 0) return formatPath({ ...start, key: { kind: 'singleton' } });
  const properties = Object.fromEntries(definition.key.map((name) => [name, instance[name] as KeyValue]));
  return formatPath({ ...start, key: { kind: 'named', properties } });
}

function namedValues(properties: Readonly<Record<string, KeyValue>>, definition: KeyedClass): ReadonlyMap<string, KeyValue> {
  const expected = new Set(definition.key.map(foldName));
  const given = new Map<string, KeyValue>();
  for (const [name, value] of Object.entries(properties)) {
    if (!expected.has(foldName(name))) throw wrongKey(definition, `"${name}" is not part of it${didYouMean(name, definition.key)}`);
    given.set(foldName(name), value);
  }
  return given;
}

function singleValue(value: KeyValue, definition: KeyedClass): ReadonlyMap<string, KeyValue> {
  const [only, ...others] = definition.key;
  if (only === undefined || others.length > 0) throw wrongKey(definition, 'it has several parts, so each must be named');
  return new Map([[foldName(only), value]]);
}

function valueFor(name: string, value: KeyValue, definition: KeyedClass): KeyValue {
  const node: SchemaNode = definition.schema.properties?.[name] ?? {};
  if (node.type === 'integer' && typeof value === 'number') return value;
  if (node.type === 'boolean' && typeof value === 'boolean') return value;
  if (node.type === 'string' && typeof value === 'string') return value;
  // A 64-bit integer travels as its digits, but a person writes it like any other number.
  if (node.format === 'int64' && typeof value === 'number') return String(value);
  const wanted = node.format === 'int64' ? 'a 64-bit integer' : node.type === 'integer' ? 'a whole number' : node.type === 'string' ? 'a text' : `a ${node.type}`;
  throw new ProviderError('TYPE_MISMATCH', { class: definition.name, property: name }, {
    message: `The key "${name}" of class ${definition.name} is ${wanted}; the path gives it a ${typeof value === 'string' ? 'text' : typeof value}.`,
    remedy: node.type === 'string' ? `Write it in double quotes: ${definition.name}.${name}="...".` : `Write it without quotes: ${definition.name}.${name}=...`,
  });
}

function wrongKey(definition: KeyedClass, why: string): ProviderError {
  const example = definition.key.length === 0 ? `${definition.name}=@` : `${definition.name}.${definition.key.map((name) => `${name}=...`).join(',')}`;
  const sentence = /[.?]$/.test(why) ? why : `${why}.`;
  return new ProviderError('INVALID_PARAMETER', { class: definition.name, key: definition.key }, {
    message: `The path does not hold the key of class ${definition.name}: ${sentence}`,
    remedy: `Write it as ${example}.`,
  });
}
