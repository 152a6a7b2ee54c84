/** Which properties of a class a new instance may have and which a change may, and what is said of the others. */
import { ProviderError, type ClassDefinition, type SchemaNode } from '@provost/protocol';

type Properties = Readonly<Record<string, SchemaNode>>;

/** Why a property cannot be given. */
export type Unsettable = 'set by the provider' | 'set by the host' | 'set once' | 'of the key';

/** What may be given, and why the rest may not. */
export interface Settable {
  readonly properties: Properties;
  readonly refused: ReadonlyMap<string, Unsettable>;
}

/** `isOwn`: the host serves the class itself, and no provider has a say in it. What the host keeps has no one to set its read-only properties but who makes the instance. */
export function settableAtCreation(definition: ClassDefinition, isOwn: boolean): Settable {
  const { keptBy, dynamic = {} } = definition;
  const isKept = keptBy === 'host';
  return sorted(definition, (name, node) => (node.readOnly === true && !(isKept && dynamic[name] === undefined) ? setBy(isOwn) : dynamic[name] !== undefined && dynamic[name].writable !== true ? 'set by the provider' : undefined));
}

/** As {@link settableAtCreation}, of a change. */
export function settableLater(definition: ClassDefinition, isOwn: boolean): Settable {
  const { key, keptBy, dynamic = {} } = definition;
  return sorted(definition, (name, node) => {
    if (key.includes(name)) return 'of the key';
    if (dynamic[name] !== undefined) return dynamic[name].writable === true && node.readOnly !== true ? undefined : 'set by the provider';
    if (node.readOnly !== true) return undefined;
    return keptBy === 'host' ? 'set once' : setBy(isOwn);
  });
}

/** What must be done with such a property: the end of "must be". */
export function expectedOf(why: Unsettable): string {
  return `left out, since ${{ 'set by the provider': 'the provider alone sets it', 'set by the host': 'the host alone sets it', 'set once': 'it is set when the instance is made', 'of the key': 'a key does not change' }[why]}`;
}

/** What is told where nothing else is wrong. */
export function unsettable(where: string, names: readonly string[], refused: ReadonlyMap<string, Unsettable>): ProviderError {
  const groups = [...new Set(names.map((name) => refused.get(name) as Unsettable))].map((why) => sentence(where, names.filter((name) => refused.get(name) === why), why));
  return new ProviderError('INVALID_PARAMETER', { properties: names }, { message: groups.join(' '), remedy: names.length === 1 ? 'Leave the property out.' : 'Leave the properties out.' });
}

function sentence(where: string, names: readonly string[], why: Unsettable): string {
  const isOne = names.length === 1;
  const subject = isOne ? `${where}.${names[0]} is` : `${names.join(', ')} of ${where} are`;
  const them = isOne ? 'it' : 'them';
  if (why === 'of the key') return `${subject} of the key, which does not change: an instance of another key is another one.`;
  if (why === 'set once') return `${subject} read-only: what the instance was made with stays.`;
  return `${subject} read-only: the ${why === 'set by the host' ? 'host' : 'provider'} sets ${them}.`;
}

function setBy(isOwn: boolean): Unsettable {
  return isOwn ? 'set by the host' : 'set by the provider';
}

function sorted({ schema }: ClassDefinition, judge: (name: string, node: SchemaNode) => Unsettable | undefined): Settable {
  const all = Object.entries(schema.properties ?? {});
  const refused = new Map(all.flatMap(([name, node]) => {
    const why = judge(name, node);
    return why === undefined ? [] : [[name, why] as const];
  }));
  return { properties: Object.fromEntries(all.filter(([name]) => !refused.has(name))), refused };
}
