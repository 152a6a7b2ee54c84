/** The names that the host knows right now: of providers, classes, settings and so on. Completion offers them, and a name that is not found gets the nearest. */
import { Classes, Namespaces, Providers, Requests, SchemaOf, Settings, allProviders, type Door } from '@provost/protocol';
import { CACHE_KINDS } from '../catalog/cache-kinds.js';
import type { Names } from '../catalog/verb.js';
import { classPartOf } from '../values/class-part.js';

/** A name, with a word about it. */
export interface LiveName {
  readonly name: string;
  readonly about: string;
}

/** The names of one sort; none for sorts that the host does not know. `before` are the arguments before this one: a method belongs to a class. */
export async function liveNames(door: Door, names: Names, before: readonly string[] = []): Promise<readonly LiveName[]> {
  switch (names) {
    case 'provider':
      return (await allProviders((params) => door.request(Providers, params))).map(({ name, state }) => ({ name, about: state }));
    case 'class': case 'path':
      return (await door.request(Classes, {})).classes.map((one) => ({ name: `${one.namespace}:${one.name}`, about: one.provider }));
    case 'namespace':
      return (await door.request(Namespaces, {})).namespaces.map((name) => ({ name, about: 'namespace' }));
    case 'setting':
      return (await door.request(Settings, {})).settings.map(({ key, description }) => ({ name: key, about: description }));
    case 'kind':
      return CACHE_KINDS.map((name) => ({ name, about: 'kind' }));
    case 'request':
      return (await door.request(Requests, {})).requests.map(({ id, operation, target }) => ({ name: id, about: `${operation} ${target}` }));
    case 'method': case 'assignment':
      return membersOf(door, names, before);
    default:
      return [];
  }
}

async function membersOf(door: Door, names: 'method' | 'assignment', before: readonly string[]): Promise<readonly LiveName[]> {
  const [path, method] = before;
  if (path === undefined) return [];
  const { definition } = await door.request(SchemaOf, { class: classPartOf(path) });
  if (names === 'method') return Object.entries(definition.methods).map(([name, { description }]) => ({ name, about: description ?? 'method' }));
  const called = method !== undefined && Object.hasOwn(definition.methods, method) ? definition.methods[method] : undefined;
  const { properties = {} } = called?.params ?? definition.schema;
  return Object.entries(properties).map(([name, { description, type }]) => ({ name: `${name}=`, about: description ?? type ?? 'value' }));
}
