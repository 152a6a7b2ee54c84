/** Checks what a provider says of itself, as a whole, before any of it is believed: every fault at once, each a sentence. */
import { isResultName } from '../errors/index.js';
import { foldName, isClassName, isHostName, isPropertyName } from '../text/names.js';
import { didYouMean } from '../text/nearest.js';
import { excerpt } from '../text/safe-text.js';
import { classRoleFaults } from './class-role-faults.js';
import { propertyNameFault, schemaFaults } from './schema-faults.js';

const DESCRIPTION_KEYS = ['name', 'namespace', 'description', 'kinds', 'classes', 'config', 'credentials', 'pure', 'overlap', 'store', 'operationIds', 'limits'];
const CLASS_KEYS = ['name', 'description', 'superclass', 'abstract', 'keptBy', 'dynamic', 'events', 'consumes', 'filters', 'key', 'schema', 'methods', 'operations'];
const METHOD_KEYS = ['description', 'static', 'params', 'returns', 'errors'];
const KINDS = ['object', 'property', 'event', 'eventConsumer'];
const OPERATIONS = ['get', 'list', 'create', 'modify', 'delete'];
const PROVIDER_NAME = /^[a-z][a-z0-9-]{0,62}$/;
/** What the host calls its own logs. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['host', 'keeper', 'describe', 'standby']);
const NAMESPACE = /^root(\/[a-z][a-z0-9_-]{0,62}){0,15}$/i;
const METHOD_NAME = /^[A-Za-z][A-Za-z0-9_]{0,127}$/;
/** What a client's face of a class has already, or JavaScript asks of any object. */
const TAKEN_METHOD_NAMES: ReadonlySet<string> = new Set([...OPERATIONS, 'watch', 'then', 'toJSON']);
const KEY_TYPES = ['string', 'integer', 'boolean'];
const LONGEST_MS = 99_999_999 * 86_400_000;

type Fields = Record<string, unknown>;

/** What is wrong with the answer to `provider/describe`; nothing when it can be registered. */
export function descriptionFaults(value: unknown): string[] {
  if (!isObject(value)) return ['the description must be an object'];
  const faults = unknownKeys(value, DESCRIPTION_KEYS, 'the description');
  if (typeof value['name'] !== 'string' || !PROVIDER_NAME.test(value['name'])) faults.push(`the name must be 1 to 63 of a-z, 0-9 and -, beginning with a letter; it is ${words(value['name'])}`);
  else if (RESERVED_NAMES.has(value['name'])) faults.push(`the name "${value['name']}" is kept for the host itself`);
  if (typeof value['namespace'] !== 'string' || !NAMESPACE.test(value['namespace'])) faults.push(`the namespace must be root or below it, as in root/app; it is ${words(value['namespace'])}`);
  for (const flag of ['pure', 'overlap', 'store', 'operationIds']) if (value[flag] !== undefined && typeof value[flag] !== 'boolean') faults.push(`${flag} must be true or false`);
  faults.push(...textFault(value['description'], 'the description'), ...kindFaults(value['kinds']), ...classesFaults(value['classes']));
  if (value['config'] !== undefined) faults.push(...objectSchemaFaults(value['config'], 'config'));
  if (value['credentials'] !== undefined) faults.push(...credentialNameFaults(value['credentials']));
  if (value['limits'] !== undefined) faults.push(...limitFaults(value['limits']));
  return faults;
}

function kindFaults(kinds: unknown): string[] {
  if (!Array.isArray(kinds) || kinds.length === 0) return [`kinds must be a list of at least one of ${KINDS.join(', ')}`];
  const strange = kinds.filter((kind) => !KINDS.includes(kind as string)).map((kind) => `${words(kind)} is no kind; the kinds are ${KINDS.join(', ')}`);
  return new Set(kinds).size === kinds.length ? strange : [...strange, 'kinds names one twice'];
}

function classesFaults(classes: unknown): string[] {
  if (!Array.isArray(classes) || classes.length === 0) return ['classes must be a list of at least one class'];
  if (classes.length > 256) return [`classes must be at most 256; there are ${classes.length}`];
  const seen = new Set<string>();
  return classes.flatMap((one, index) => {
    if (!isObject(one)) return [`class ${index + 1} must be an object`];
    const { name } = one;
    if (typeof name !== 'string' || !isClassName(name)) return [`class ${index + 1} must have a name of 1 to 128 letters, digits and _, beginning with a letter; it is ${words(name)}`];
    if (isHostName(name)) return [`class ${name}: names that begin with __ are kept for the host itself`];
    const twice = seen.has(foldName(name)) ? [`class ${name} is there twice (case does not count)`] : [];
    seen.add(foldName(name));
    return [...twice, ...classFaults(one, `class ${name}`)];
  });
}

function classFaults(one: Fields, where: string): string[] {
  const faults = [...unknownKeys(one, CLASS_KEYS, where), ...textFault(one['description'], `${where}: its description`)];
  faults.push(...objectSchemaFaults(one['schema'], where), ...keyFaults(one, where), ...classRoleFaults(one, where));
  const { operations, methods } = one;
  if (!Array.isArray(operations)) faults.push(`${where}: operations must be a list of ${OPERATIONS.join(', ')}`);
  else {
    for (const operation of operations) if (!OPERATIONS.includes(operation as string)) faults.push(`${where}: ${words(operation)} is no operation${didYouMean(String(operation), OPERATIONS)}`);
    if (new Set(operations).size !== operations.length) faults.push(`${where}: operations names one twice`);
  }
  if (!isObject(methods)) return [...faults, `${where}: methods must be an object`];
  if (Object.keys(methods).length > 256) return [...faults, `${where} has more than 256 methods`];
  return [...faults, ...Object.entries(methods).flatMap(([name, method]) => methodFaults(name, method, where))];
}

function keyFaults(one: Fields, where: string): string[] {
  const { key, schema } = one;
  if (!Array.isArray(key) || key.length > 16) return [`${where}: key must be a list of at most 16 properties, empty for a singleton`];
  const properties = isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {};
  const required = isObject(schema) && Array.isArray(schema['required']) ? schema['required'] : [];
  const faults = new Set(key.map((name) => foldName(String(name)))).size === key.length ? [] : [`${where}: key names a property twice (case does not count)`];
  for (const name of key) {
    if (typeof name !== 'string' || !Object.hasOwn(properties, name)) faults.push(`${where}: the key ${words(name)} is not among its properties${didYouMean(String(name), Object.keys(properties))}`);
    else if (!isPropertyName(name)) faults.push(`${where}: the key "${excerpt(name, 40)}" must be letters, digits and _, so that a path can name it`);
    else if (!required.includes(name)) faults.push(`${where}: the key "${name}" must be required`);
    else if (!isObject(properties[name]) || !KEY_TYPES.includes(properties[name]['type'] as string)) faults.push(`${where}: the key "${name}" must be of type ${KEY_TYPES.join(', ')}`);
  }
  return faults;
}

function methodFaults(name: string, method: unknown, of: string): string[] {
  const where = `${of}.${excerpt(name, 40)}()`;
  if (!METHOD_NAME.test(name) || propertyNameFault(name) !== undefined) return [`${of}: "${excerpt(name, 40)}" cannot be the name of a method`];
  if (TAKEN_METHOD_NAMES.has(name)) return [`${of}: a method cannot be called "${name}", which has a meaning of its own`];
  if (!isObject(method)) return [`${where} must be an object`];
  const faults = [...unknownKeys(method, METHOD_KEYS, where), ...textFault(method['description'], `${where}: its description`), ...objectSchemaFaults(method['params'], `${where} params`)];
  if (method['static'] !== undefined && typeof method['static'] !== 'boolean') faults.push(`${where}: static must be true or false`);
  if (method['returns'] !== undefined) faults.push(...schemaFaults(method['returns'], `${where} returns`));
  if (method['errors'] === undefined) return faults;
  if (!isObject(method['errors'])) return [...faults, `${where}: errors must be an object`];
  return [...faults, ...Object.entries(method['errors']).flatMap(([error, facts]) => errorFaults(error, facts, where))];
}

function errorFaults(error: string, facts: unknown, where: string): string[] {
  if (!METHOD_NAME.test(error) || propertyNameFault(error) !== undefined) return [`${where}: "${excerpt(error, 40)}" cannot be the name of an error`];
  if (isResultName(error)) return [`${where}: ${error} is a result code already and needs no declaration; an error of its own needs another name`];
  return objectSchemaFaults(facts, `${where} error ${error}`);
}

function objectSchemaFaults(schema: unknown, where: string): string[] {
  const faults = schemaFaults(schema, where);
  if (!isObject(schema)) return faults;
  if (schema['type'] !== 'object') faults.push(`${where} must be of type object`);
  if (schema['additionalProperties'] !== false) faults.push(`${where} must refuse further properties (additionalProperties: false)`);
  return faults;
}

function credentialNameFaults(names: unknown): string[] {
  if (!Array.isArray(names)) return ['credentials must be a list of names'];
  return names.flatMap((name) => (typeof name === 'string' && /^[A-Za-z][A-Za-z0-9_-]{0,62}$/.test(name) ? [] : [`${words(name)} cannot be the name of a credential`]));
}

function limitFaults(limits: unknown): string[] {
  if (!isObject(limits)) return ['limits must be an object'];
  const faults = unknownKeys(limits, ['clearAfterMs', 'loadTimeoutMs', 'releaseTimeoutMs', 'operationTimeoutMs', 'concurrency'], 'limits');
  for (const name of ['loadTimeoutMs', 'releaseTimeoutMs', 'operationTimeoutMs', 'clearAfterMs']) {
    const value = limits[name];
    if (value === undefined || (name === 'clearAfterMs' && value === 'never')) continue;
    const least = name === 'clearAfterMs' || name === 'releaseTimeoutMs' ? 0 : 1;
    if (!Number.isFinite(value) || (value as number) < least || (value as number) > LONGEST_MS) faults.push(`limits: ${name} must be from ${least} to ${LONGEST_MS} ms${name === 'clearAfterMs' ? ', or "never"' : ''}; it is ${words(value)}`);
  }
  const { concurrency } = limits;
  if (concurrency !== undefined && !(Number.isSafeInteger(concurrency) && (concurrency as number) >= 1 && (concurrency as number) <= 10_000)) faults.push(`limits: concurrency must be from 1 to 10000; it is ${words(concurrency)}`);
  return faults;
}

function unknownKeys(value: Fields, known: readonly string[], where: string): string[] {
  return Object.keys(value).filter((key) => !known.includes(key)).map((key) => `${where} has an unknown key "${excerpt(key, 40)}"${didYouMean(key, known)}`);
}

function textFault(value: unknown, what: string): string[] {
  return value === undefined || (typeof value === 'string' && value.length <= 10_000) ? [] : [`${what} must be a text of at most 10000 characters`];
}

function words(value: unknown): string {
  return value === undefined ? 'missing' : excerpt(JSON.stringify(value) ?? typeof value, 60);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
