/** Whether a class fits the class that it derives from. */
import { foldName, isHostName, type ClassDefinition, type SchemaNode } from '@provost/protocol';

/** A class by its name in the namespace of the one that derives from it; undefined where there is none. */
export type FindClass = (name: string) => ClassDefinition | undefined;

/** How many classes may derive from each other in a row. */
export const LONGEST_DERIVATION = 32;

/** What is wrong with what a class says of its superclass, each a sentence. What it inherits from a class of the host's own need not be said again. */
export function inheritanceFaults(definition: ClassDefinition, find: FindClass): string[] {
  const { superclass: name } = definition;
  if (name === undefined) return [];
  const where = `class ${definition.name}`;
  const superclass = find(name);
  if (superclass === undefined) return [`${where} derives from ${name}, and there is no such class in its namespace`];
  const chain = chainFault(definition, find);
  if (chain !== undefined) return [`${where} ${chain}`];
  if (isHostName(superclass.name)) return [];
  const faults = superclass.key.length === definition.key.length && superclass.key.every((key, index) => key === definition.key[index])
    ? [] : [`${where} has the key ${definition.key.join(', ') || '@'}, and inherits ${superclass.key.join(', ') || '@'} from ${superclass.name}: an inherited key cannot change`];
  const own = definition.schema.properties ?? {};
  for (const [property, node] of Object.entries(superclass.schema.properties ?? {})) {
    if (!Object.hasOwn(own, property)) faults.push(`${where} lacks the property "${property}", which it inherits from ${superclass.name}`);
    else if (!isSameType(node, own[property] as SchemaNode)) faults.push(`${where}: the property "${property}" is inherited from ${superclass.name}, and its type cannot change`);
  }
  return faults;
}

function chainFault(definition: ClassDefinition, find: FindClass): string | undefined {
  const seen = new Set([foldName(definition.name)]);
  let next = definition.superclass;
  while (next !== undefined) {
    if (seen.has(foldName(next))) return 'derives from itself';
    if (seen.add(foldName(next)).size > LONGEST_DERIVATION) return `derives from more than ${LONGEST_DERIVATION} classes in a row`;
    next = find(next)?.superclass;
  }
  return undefined;
}

/** Words about a property may differ, and so may its default. */
function isSameType({ description: _one, default: _first, ...node }: SchemaNode, { description: _other, default: _second, ...other }: SchemaNode): boolean {
  return JSON.stringify(sorted(node)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, part]) => [name, sorted(part)]));
}
