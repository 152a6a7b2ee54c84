/** Values typed on a command line, turned into what a class's schema says they are. The host checks them again, wholly; this only reads words. */
import { didYouMean, type JsonObject, type SchemaNode } from '@provost/protocol';
import { UsageError } from '../errors/usage-error.js';
import { splitAssignment } from './assignment.js';

/**
 * The object that the words make. `schema` is an object schema and `of` what it belongs to, as an error names it: `class root/app:Note`.
 * Throws a UsageError for an unknown name, with the nearest, and for a value that is none of what was expected.
 */
export function valuesFrom(words: readonly string[], schema: SchemaNode, of: string): JsonObject {
  const values = new Map<string, unknown>();
  for (const word of words) {
    const { key, text, json } = splitAssignment(word);
    const properties = schema.properties ?? {};
    const isKnown = Object.hasOwn(properties, key);
    const other = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    if (!isKnown && other === undefined && schema.additionalProperties !== true) throw unknown(key, Object.keys(properties), of);
    if (values.has(key)) throw new UsageError(`"${key}" is given twice.`, 'Give each name once.');
    const node = isKnown ? properties[key] : other;
    values.set(key, json === undefined ? read(key, text, node ?? {}) : json.value);
  }
  return Object.fromEntries(values);
}

function unknown(key: string, names: readonly string[], of: string): UsageError {
  const near = didYouMean(key, names);
  const list = names.length === 0 ? 'It has none.' : `It has ${names.join(', ')}.`;
  return new UsageError(`There is no "${key}" in ${of}${near === '' ? '.' : near}`, near === '' ? list : `Type: ${/"([^"]*)"/.exec(near)?.[1]}=VALUE`);
}

function read(key: string, text: string, node: SchemaNode): unknown {
  const found = readAs(text, node);
  if (found !== undefined) return found.value;
  const expected = expectationOf(node);
  throw new UsageError(`"${key}" expects ${expected} and got "${text}".`, exampleOf(key, node));
}

/** The value, or undefined where the text is none of what the schema describes. */
function readAs(text: string, node: SchemaNode): { readonly value: unknown } | undefined {
  if (node.anyOf !== undefined) return firstOf(text, node.anyOf);
  if (node.enum !== undefined || node.const !== undefined) return sameAs(text, node.enum ?? [node.const]);
  switch (node.type) {
    case 'integer': return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? { value: Number(text) } : undefined;
    case 'number': return text.trim() !== '' && Number.isFinite(Number(text)) ? { value: Number(text) } : undefined;
    case 'boolean': return /^(true|false)$/i.test(text) ? { value: text.toLowerCase() === 'true' } : undefined;
    case 'null': return text === 'null' ? { value: null } : undefined;
    case 'object': case 'array': return undefined;
    default: return { value: text };
  }
}

/** Where text would do as well as something narrower, the narrower is meant: `7` is a number in "a number or text". */
function firstOf(text: string, nodes: readonly SchemaNode[]): { readonly value: unknown } | undefined {
  const isText = (node: SchemaNode): boolean => node.type === 'string' && node.enum === undefined && node.const === undefined;
  const inOrder = [...nodes.filter((node) => !isText(node)), ...nodes.filter(isText)];
  for (const node of inOrder) {
    const found = readAs(text, node);
    if (found !== undefined) return found;
  }
  return undefined;
}

function sameAs(text: string, allowed: readonly unknown[]): { readonly value: unknown } | undefined {
  const found = allowed.find((value) => (typeof value === 'string' ? value === text : JSON.stringify(value) === text));
  return found === undefined ? undefined : { value: found };
}

function expectationOf(node: SchemaNode): string {
  if (node.anyOf !== undefined) return node.anyOf.map(expectationOf).join(' or ');
  if (node.enum !== undefined) return `one of ${node.enum.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(', ')}`;
  if (node.const !== undefined) return JSON.stringify(node.const);
  switch (node.type) {
    case 'integer': return 'a whole number';
    case 'number': return 'a number';
    case 'boolean': return 'true or false';
    case 'object': return 'an object';
    case 'array': return 'a list';
    case 'null': return 'null';
    default: return 'text';
  }
}

function exampleOf(key: string, node: SchemaNode): string {
  switch (node.type) {
    case 'array': return `Write it as JSON: ${key}:='["a","b"]'`;
    case 'object': return `Write it as JSON: ${key}:='{"a":1}'`;
    case 'integer': case 'number': return `Such as: ${key}=7`;
    case 'boolean': return `Such as: ${key}=true`;
    default: return `Or write it as JSON: ${key}:=JSON`;
  }
}
