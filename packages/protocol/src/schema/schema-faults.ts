/** Checks schemas themselves, which come from providers and are not to be trusted: every fault at once, each a sentence. */
import { isClassName, isPrototypeName } from '../text/names.js';
import { didYouMean } from '../text/nearest.js';
import { excerpt } from '../text/safe-text.js';

export const SCHEMA_LIMITS = { depth: 16, nodes: 2_000, names: 128 } as const;

const TYPES = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'];
const FORMATS = ['date-time', 'int64', 'bytes', 'reference'];
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isNumber = (value: unknown): boolean => Number.isFinite(value);

/** What each key of a node must be. */
const KEYS: Readonly<Record<string, { readonly fits: (value: unknown) => boolean; readonly expected: string }>> = {
  type: { fits: (value) => TYPES.includes(value as string), expected: `one of ${TYPES.join(', ')}` },
  format: { fits: (value) => FORMATS.includes(value as string), expected: `one of ${FORMATS.join(', ')}` },
  class: { fits: (value) => typeof value === 'string' && isClassName(value), expected: 'the name of a class' },
  description: { fits: (value) => typeof value === 'string', expected: 'a text' },
  default: { fits: () => true, expected: 'a value' },
  readOnly: { fits: (value) => typeof value === 'boolean', expected: 'true or false' },
  enum: { fits: (value) => Array.isArray(value) && value.length > 0 && value.length <= 1_000, expected: 'a list of 1 to 1000 values' },
  const: { fits: (value) => value !== undefined, expected: 'a value' },
  anyOf: { fits: (value) => Array.isArray(value) && value.length > 0 && value.length <= 32, expected: 'a list of 1 to 32 schemas' },
  properties: { fits: isObject, expected: 'an object of schemas' },
  required: { fits: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'), expected: 'a list of names' },
  additionalProperties: { fits: (value) => typeof value === 'boolean' || isObject(value), expected: 'true, false or a schema' },
  items: { fits: isObject, expected: 'a schema' },
  minItems: { fits: isCount, expected: 'a count' },
  maxItems: { fits: isCount, expected: 'a count' },
  minLength: { fits: isCount, expected: 'a count' },
  maxLength: { fits: isCount, expected: 'a count' },
  minimum: { fits: isNumber, expected: 'a number' },
  maximum: { fits: isNumber, expected: 'a number' },
};

/** Keys that say something of one type alone. Without that type they would be passed over, and what their author meant to refuse would be let in. */
const TYPES_OF_KEY: ReadonlyMap<string, readonly string[]> = new Map([
  ['properties', ['object']], ['required', ['object']], ['additionalProperties', ['object']],
  ['items', ['array']], ['minItems', ['array']], ['maxItems', ['array']],
  ['format', ['string']], ['minLength', ['string']], ['maxLength', ['string']],
  ['minimum', ['integer', 'number']], ['maximum', ['integer', 'number']],
]);

/** What is wrong with a schema, `where` being what it is the schema of. */
export function schemaFaults(node: unknown, where: string): string[] {
  const walk = new Walk();
  walk.node(node, where, 1);
  return walk.faults;
}

class Walk {
  readonly faults: string[] = [];
  #nodes = 0;

  node(node: unknown, where: string, depth: number): void {
    this.#nodes += 1;
    if (this.#nodes === SCHEMA_LIMITS.nodes + 1) this.faults.push(`${where}: the schema has more than ${SCHEMA_LIMITS.nodes} parts (nodes)`);
    if (this.#nodes > SCHEMA_LIMITS.nodes) return;
    if (!isObject(node)) return void this.faults.push(`${where} must be a schema, and is ${Array.isArray(node) ? 'a list' : typeof node}`);
    if (depth > SCHEMA_LIMITS.depth) return void this.faults.push(`${where} is nested deeper than ${SCHEMA_LIMITS.depth} (depth)`);
    for (const key of Object.keys(node)) this.#key(key, node[key], where);
    this.#beside(node, where);
    this.#bounds(node, where);
    this.#parts(node, where, depth);
  }

  #key(key: string, value: unknown, where: string): void {
    if (key === 'pattern') {
      this.faults.push(`${where} has a pattern, which is refused: one pattern can stop a checker for ever. Check the text in the provider, or use enum, format or maxLength`);
      return;
    }
    const rule = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (rule === undefined) this.faults.push(`${where} has an unknown key "${excerpt(key, 40)}"${didYouMean(key, Object.keys(KEYS))}`);
    else if (!rule.fits(value)) this.faults.push(`${where}: ${key} must be ${rule.expected}`);
  }

  #beside(node: Record<string, unknown>, where: string): void {
    const chosen = ['const', 'enum', 'anyOf'].filter((key) => Object.hasOwn(node, key));
    if (chosen.length > 1) this.faults.push(`${where} has ${chosen.join(' and ')}, and only one of them can decide`);
    for (const key of Object.keys(node)) {
      const types = TYPES_OF_KEY.get(key);
      if (types === undefined) continue;
      if (chosen.length > 0) this.faults.push(`${where}: ${key} has no effect beside ${chosen[0]}`);
      else if (!types.includes(node['type'] as string)) this.faults.push(`${where}: ${key} has no effect without "type": "${types.join('" or "')}"`);
    }
    if (Object.hasOwn(node, 'class') && node['format'] !== 'reference') this.faults.push(`${where}: class has no effect without "format": "reference"`);
  }

  #bounds(node: Record<string, unknown>, where: string): void {
    for (const [min, max] of [['minItems', 'maxItems'], ['minLength', 'maxLength'], ['minimum', 'maximum']] as const) {
      if (isNumber(node[min]) && isNumber(node[max]) && (node[min] as number) > (node[max] as number)) this.faults.push(`${where}: ${min} is greater than ${max}`);
    }
  }

  #parts(node: Record<string, unknown>, where: string, depth: number): void {
    const properties = isObject(node['properties']) ? node['properties'] : {};
    for (const [name, part] of Object.entries(properties)) {
      const fault = propertyNameFault(name);
      if (fault !== undefined) this.faults.push(`${where}: the property "${excerpt(name, 40)}" ${fault}`);
      this.node(part, `${where}.${excerpt(name, 40)}`, depth + 1);
    }
    for (const name of Array.isArray(node['required']) ? node['required'] : []) {
      if (typeof name === 'string' && !Object.hasOwn(properties, name)) this.faults.push(`${where}: "${excerpt(name, 40)}" is required and not among the properties`);
    }
    if (isObject(node['items'])) this.node(node['items'], `${where}[]`, depth + 1);
    if (isObject(node['additionalProperties'])) this.node(node['additionalProperties'], `${where}.*`, depth + 1);
    for (const [index, part] of Array.isArray(node['anyOf']) ? node['anyOf'].entries() : []) this.node(part, `${where}|${index + 1}`, depth + 1);
  }
}

/** What is wrong with the name of a property, or undefined. */
export function propertyNameFault(name: string): string | undefined {
  if (isPrototypeName(name) || name.startsWith('__')) return 'has a name that is kept for the system';
  if (name.length === 0 || name.length > SCHEMA_LIMITS.names) return `must have a name of 1 to ${SCHEMA_LIMITS.names} characters`;
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(name) ? 'has control characters in its name' : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
