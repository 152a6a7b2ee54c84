/** Checks what a class says of its part in the world: what it derives from, who keeps its instances, what its provider does for it. Whether its superclass is there is left to those who know all classes. */
import { isClassName } from '../text/names.js';
import { didYouMean } from '../text/nearest.js';
import { excerpt } from '../text/safe-text.js';
import type { ClassDefinition, KeptBy } from './schema.js';

const KEEPERS: readonly KeptBy[] = ['provider', 'push', 'host'];
const FILTERS: readonly string[] = ['equals', 'ranges', 'like', 'nulls'];
const EVENT_OPERATIONS = 'an event class has no instances, so no operations, methods or key';

type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with it, each a sentence; `where` is how the class is called in them. */
export function classRoleFaults(one: Fields, where: string): string[] {
  const { superclass, keptBy, dynamic } = one;
  const faults: string[] = [];
  if (superclass !== undefined && !(typeof superclass === 'string' && isClassName(superclass))) faults.push(`${where}: superclass must be the name of a class`);
  for (const flag of ['abstract', 'events', 'consumes']) if (one[flag] !== undefined && typeof one[flag] !== 'boolean') faults.push(`${where}: ${flag} must be true or false`);
  if (keptBy !== undefined && !KEEPERS.includes(keptBy as KeptBy)) faults.push(`${where}: keptBy must be one of ${KEEPERS.join(', ')}${didYouMean(String(keptBy), KEEPERS)}`);
  if (one['filters'] !== undefined) faults.push(...filterFaults(one, where));
  if (dynamic !== undefined) faults.push(...dynamicFaults(one, where));
  if (faults.length > 0) return faults;
  return [...faults, ...eventClassFaults(one as unknown as ClassDefinition, where), ...combinationFaults(one as unknown as ClassDefinition, where)];
}

/** Whether it is a class of events: what happens, and not what there is. Its superclass decides, which for a class of events is one too. */
function eventClassFaults({ superclass, operations, methods, key }: ClassDefinition, where: string): string[] {
  if (superclass !== '__ExtrinsicEvent') return [];
  const isBare = [operations, key].every((list) => !Array.isArray(list) || list.length === 0) && Object.keys(methods ?? {}).length === 0;
  return isBare ? [] : [`${where}: ${EVENT_OPERATIONS}`];
}

function combinationFaults({ abstract, events, consumes, keptBy = 'provider', dynamic, filters, operations, superclass }: ClassDefinition, where: string): string[] {
  const faults: string[] = [];
  if (abstract === true && Array.isArray(operations) && operations.length > 0) faults.push(`${where} is abstract, so that it has no instances of its own, and offers ${operations.join(', ')}`);
  if (abstract === true && events === true) faults.push(`${where} is abstract, so that nothing happens to instances of its own, and raises events`);
  if (dynamic !== undefined && keptBy !== 'host') faults.push(`${where}: dynamic properties are those of a class that the host keeps (keptBy: "host")`);
  if (consumes === true && keptBy !== 'host') faults.push(`${where}: consumers are kept by the host (keptBy: "host")`);
  if (consumes === true && superclass === undefined) faults.push(`${where}: a class of consumers derives from __EventConsumer`);
  if (events === true && keptBy !== 'provider') faults.push(`${where}: what becomes of instances that the host keeps is told by the host; leave events out`);
  if (keptBy === 'push' && Array.isArray(operations) && operations.some((one) => one !== 'get' && one !== 'list')) faults.push(`${where}: what a provider has pushed is read with get and list, and changed by the provider alone`);
  if (filters !== undefined && keptBy !== 'provider') faults.push(`${where}: what the host keeps is filtered by the host; leave filters out`);
  return faults;
}

function filterFaults({ filters, schema }: Fields, where: string): string[] {
  if (!isObject(filters)) return [`${where}: filters must be an object`];
  const properties = isObject(schema) && isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  return Object.entries(filters).flatMap(([how, names]) => {
    if (!FILTERS.includes(how)) return [`${where}: filters has an unknown key "${excerpt(how, 40)}"${didYouMean(how, FILTERS)}`];
    if (!Array.isArray(names)) return [`${where}: filters.${how} must be a list of properties`];
    return names.filter((name) => !properties.includes(String(name).split('.')[0] as string)).map((name) => `${where}: filters.${how} names "${excerpt(String(name), 40)}", which is none of its properties`);
  });
}

function dynamicFaults({ dynamic, schema, key }: Fields, where: string): string[] {
  if (!isObject(dynamic) || Object.keys(dynamic).length === 0) return [`${where}: dynamic must be an object with at least one property`];
  const properties = isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {};
  const required: readonly unknown[] = isObject(schema) && Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(dynamic).flatMap(([name, how]) => {
    const what = `${where}: the dynamic property "${excerpt(name, 40)}"`;
    if (!Object.hasOwn(properties, name)) return [`${what} is not among its properties${didYouMean(name, Object.keys(properties))}`];
    if (Array.isArray(key) && key.includes(name)) return [`${what} is part of its key, which never changes`];
    if (required.includes(name)) return [`${what} is required: it must be one that may be left out, since it is fetched only when it is asked for`];
    const isWhole = isObject(how) && Object.keys(how).every((word) => word === 'writable') && (how['writable'] === undefined || typeof how['writable'] === 'boolean');
    return isWhole ? [] : [`${what} must be described by { writable?: true or false }`];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
