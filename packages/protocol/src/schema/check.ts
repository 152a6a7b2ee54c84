/**
 * Checks values against schemas: each schema is turned once into a tree of functions, without generating code. What fits costs no
 * more than the comparisons; words are made only for what does not. The schema itself is taken to be valid: see `schema-faults.ts`.
 */
import { FAULTS_AT_MOST, inWords, type Checker, type Fault } from './fault.js';
import type { SchemaNode } from './schema.js';
import { formatChecks } from './formats.js';

/** Whether a value fits; where it does not, and faults are given, says how. */
type Check = (value: unknown, path: string, faults: Fault[] | undefined) => boolean;

/**
 * The checker of a schema. Values deeper than the schema are not walked, so its depth bounds the work.
 * Numbers must be finite; `-0` is taken for 0; text may hold any UTF-16, lone surrogates excepted, which JSON cannot carry to every peer.
 */
export function checkerOf(schema: SchemaNode): Checker {
  const check = compile(schema);
  return (value) => {
    if (check(value, '', undefined)) return undefined;
    const faults: Fault[] = [];
    check(value, '', faults);
    return faults;
  };
}

function compile(node: SchemaNode): Check {
  if (node.const !== undefined) return oneOf([node.const]);
  if (node.enum !== undefined) return oneOf(node.enum);
  if (node.anyOf !== undefined) return anyOf(node.anyOf);
  switch (node.type) {
    case 'string':
      return text(node);
    case 'integer':
    case 'number':
      return number(node, node.type);
    case 'boolean':
      return simple('true or false', (value) => typeof value === 'boolean');
    case 'null':
      return simple('null', (value) => value === null);
    case 'array':
      return list(node);
    case 'object':
      return object(node);
    default:
      return simple('a value', (value) => value !== undefined);
  }
}

function wrong(path: string, expected: string, value: unknown, faults: Fault[] | undefined): false {
  if (faults !== undefined && faults.length < FAULTS_AT_MOST) faults.push({ path, expected, found: inWords(value) });
  return false;
}

function simple(expected: string, fits: (value: unknown) => boolean): Check {
  return (value, path, faults) => fits(value) || wrong(path, expected, value, faults);
}

function oneOf(values: readonly unknown[]): Check {
  const words = values.map((value) => JSON.stringify(value)).join(', ');
  const plain = new Set(values);
  return simple(values.length === 1 ? words : `one of ${words}`, (value) => plain.has(value) || (typeof value === 'object' && values.some((one) => JSON.stringify(one) === JSON.stringify(value))));
}

function anyOf(nodes: readonly SchemaNode[]): Check {
  const checks = nodes.map(compile);
  const words = nodes.map(inKind).join(' or ');
  return simple(words, (value) => checks.some((check) => check(value, '', undefined)));
}

const KINDS = { string: 'a text', integer: 'a whole number', number: 'a number', boolean: 'true or false', null: 'null', array: 'a list', object: 'an object' } as const;

/** What a branch wants, in a few words. */
function inKind(node: SchemaNode): string {
  if (node.const !== undefined || node.enum !== undefined) return (node.enum ?? [node.const]).map((value) => JSON.stringify(value)).join(' or ');
  if (node.format !== undefined) return formatChecks[node.format].expected;
  return node.type === undefined ? 'a value' : KINDS[node.type];
}

function text(node: SchemaNode): Check {
  const { minLength = 0, maxLength = Infinity, format } = node;
  const formatted = format === undefined ? undefined : formatChecks[format];
  return (value, path, faults) => {
    if (typeof value !== 'string') return wrong(path, formatted?.expected ?? 'a text', value, faults);
    if (value.length < minLength) return wrong(path, `a text of at least ${minLength} characters`, value, faults);
    if (value.length > maxLength) return wrong(path, `a text of at most ${maxLength} characters`, value, faults);
    if (formatted === undefined) return isWellFormed(value) || wrong(path, 'a text without half characters (lone surrogates)', value, faults);
    return formatted.fits(value) || wrong(path, formatted.expected, value, faults);
  };
}

/** The language's own, where it has it, need not look at most texts. Without it any code unit of a surrogate is rare, so that most are settled by one search. */
function isWellFormed(value: string): boolean {
  const { isWellFormed: own } = value as { readonly isWellFormed?: (this: string) => boolean };
  if (own !== undefined) return own.call(value);
  return !/[\uD800-\uDFFF]/.test(value) || !/(?:[\uD800-\uDBFF](?![\uDC00-\uDFFF]))|(?:(?<![\uD800-\uDBFF])[\uDC00-\uDFFF])/.test(value);
}

function number({ minimum = -Infinity, maximum = Infinity }: SchemaNode, type: 'integer' | 'number'): Check {
  const isType = type === 'integer' ? Number.isSafeInteger : Number.isFinite;
  const words = type === 'integer' ? 'a whole number' : 'a number';
  return (value, path, faults) => {
    if (!isType(value)) return wrong(path, words, value, faults);
    if ((value as number) < minimum) return wrong(path, `${words} of at least ${minimum}`, value, faults);
    return (value as number) <= maximum || wrong(path, `${words} of at most ${maximum}`, value, faults);
  };
}

function list(node: SchemaNode): Check {
  const { minItems = 0, maxItems = Infinity } = node;
  const item = compile(node.items ?? {});
  return (value, path, faults) => {
    if (!Array.isArray(value)) return wrong(path, 'a list', value, faults);
    if (value.length < minItems) return wrong(path, `a list of at least ${minItems}`, value, faults);
    if (value.length > maxItems) return wrong(path, `a list of at most ${maxItems}`, value, faults);
    let fits = true;
    for (let index = 0; index < value.length; index += 1) {
      if (item(value[index], faults === undefined ? '' : `${path}[${index}]`, faults)) continue;
      if (faults === undefined || faults.length >= FAULTS_AT_MOST) return false;
      fits = false;
    }
    return fits;
  };
}

/** The one name that may never be data: assigned to, it changes what an object inherits. `constructor` and the like are names as any other. */
const PROTOTYPE = '__proto__';

function object(node: SchemaNode): Check {
  const properties = new Map(Object.entries(node.properties ?? {}).map(([name, part]) => [name, compile(part)]));
  const required = node.required ?? [];
  const more = node.additionalProperties === undefined || node.additionalProperties === true ? anything : node.additionalProperties === false ? undefined : compile(node.additionalProperties);
  const known = [...properties.keys()].join(', ') || 'none';
  const fitsAtOnce = plainly(properties, required);
  const entry = (name: string, part: unknown, path: string, faults: Fault[] | undefined): boolean => {
    const check = properties.get(name) ?? (name === PROTOTYPE ? undefined : more);
    const where = faults === undefined ? '' : path === '' ? name : `${path}.${name}`;
    if (check === undefined && name === PROTOTYPE) return wrong(where, 'called otherwise: that name is kept for the system', part, faults);
    if (check === undefined) return wrong(where, `one of the properties there are (${known})`, part, faults);
    // A property that is there and undefined is one that is not there: JSON leaves it out.
    if (part === undefined) return !required.includes(name) || wrong(where, 'given', undefined, faults);
    return check(part, where, faults);
  };
  return (value, path, faults) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(path, 'an object', value, faults);
    if (faults === undefined && fitsAtOnce(value as Record<string, unknown>)) return true;
    let fits = true;
    for (const name of required) {
      if (Object.hasOwn(value, name)) continue;
      fits = wrong(path === '' ? name : `${path}.${name}`, 'given', undefined, faults);
      if (faults === undefined) return false;
    }
    for (const name of Object.keys(value)) {
      if (entry(name, (value as Record<string, unknown>)[name], path, faults)) continue;
      if (faults === undefined) return false;
      fits = false;
    }
    return fits;
  };
}

/**
 * Whether an object has all that is required and nothing that is not known, each as it must be. What is odd in any way, it leaves to be looked at closely. As nearly
 * all have their properties in the order of the schema, these are not even looked up.
 */
function plainly(properties: ReadonlyMap<string, Check>, required: readonly string[]): (value: Record<string, unknown>) => boolean {
  const names = [...properties.keys()];
  const checks = [...properties.values()];
  const isRequired = names.map((name) => required.includes(name));
  if (!required.every((name) => properties.has(name))) return () => false;
  return (value) => {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return false;
    let found = 0;
    let next = 0;
    for (const name in value) {
      const at = name === names[next] ? next : names.indexOf(name);
      if (at === -1) return false;
      const part = value[name];
      if (part === undefined || !checks[at]!(part, '', undefined)) return false;
      if (isRequired[at] === true) found += 1;
      next = at + 1;
    }
    return found === required.length;
  };
}

function anything(): boolean {
  return true;
}
