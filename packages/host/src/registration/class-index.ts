/** Classes by their names, and which derive from which. What it costs to find one, or to add or remove one, does not depend on how many there are. */
import { foldName, foldNamespace } from '@provost/protocol';

/** What of a class it is found by. */
export interface IndexedClass {
  readonly namespace: string;
  readonly name: string;
  readonly superclass: string | undefined;
}

interface InNamespace<T> {
  readonly byName: Map<string, T>;
  /** How many classes there are of each spelling of the namespace. */
  readonly spellings: Map<string, number>;
}

export class ClassIndex<T> {
  readonly #keyOf: (one: T) => IndexedClass;
  /** By folded names. */
  readonly #byNamespace = new Map<string, InNamespace<T>>();
  /** Nearly always there is one of a name. */
  readonly #byName = new Map<string, T | T[]>();
  readonly #children = new Map<string, T[]>();

  constructor(keyOf: (one: T) => IndexedClass, all: Iterable<T> = []) {
    this.#keyOf = keyOf;
    for (const one of all) this.add(one);
  }

  at(namespace: string, name: string): T | undefined {
    return this.#byNamespace.get(foldNamespace(namespace))?.byName.get(foldName(name));
  }

  /** Those of that name, in every namespace. */
  named(name: string): readonly T[] {
    const found = this.#byName.get(foldName(name));
    if (found === undefined) return [];
    return Array.isArray(found) ? found : [found];
  }

  /** The classes that say that they derive from one of that name in their namespace. */
  children(namespace: string, name: string): readonly T[] {
    return this.#children.get(placeOf(namespace, name)) ?? [];
  }

  /** The namespaces that have classes, in every spelling. */
  *namespaces(): Generator<string> {
    for (const { spellings } of this.#byNamespace.values()) yield* spellings.keys();
  }

  /** The classes of one namespace. */
  in(namespace: string): Iterable<T> {
    return this.#byNamespace.get(foldNamespace(namespace))?.byName.values() ?? [];
  }

  /** Nothing where there is one in its place. */
  add(one: T): void {
    const { namespace, name, superclass } = this.#keyOf(one);
    const folded = foldNamespace(namespace);
    const found = this.#byNamespace.get(folded) ?? { byName: new Map<string, T>(), spellings: new Map<string, number>() };
    const key = foldName(name);
    if (found.byName.has(key)) return;
    this.#byNamespace.set(folded, found);
    found.byName.set(key, one);
    found.spellings.set(namespace, (found.spellings.get(namespace) ?? 0) + 1);
    const same = this.#byName.get(key);
    if (same === undefined) this.#byName.set(key, one);
    else if (Array.isArray(same)) same.push(one);
    else this.#byName.set(key, [same, one]);
    if (superclass === undefined) return;
    const place = placeOf(namespace, superclass);
    const children = this.#children.get(place);
    if (children === undefined) this.#children.set(place, [one]);
    else children.push(one);
  }

  /** Nothing where something else is in its place. */
  remove(one: T): void {
    const { namespace, name, superclass } = this.#keyOf(one);
    const folded = foldNamespace(namespace);
    const found = this.#byNamespace.get(folded);
    const key = foldName(name);
    if (found?.byName.get(key) !== one) return;
    found.byName.delete(key);
    const left = (found.spellings.get(namespace) as number) - 1;
    if (left > 0) found.spellings.set(namespace, left);
    else found.spellings.delete(namespace);
    if (found.byName.size === 0) this.#byNamespace.delete(folded);
    const same = this.named(name).filter((other) => other !== one);
    if (same.length === 0) this.#byName.delete(key);
    else this.#byName.set(key, same.length === 1 ? (same[0] as T) : same);
    if (superclass === undefined) return;
    const place = placeOf(namespace, superclass);
    const children = this.children(namespace, superclass).filter((other) => other !== one);
    if (children.length === 0) this.#children.delete(place);
    else this.#children.set(place, children);
  }
}

function placeOf(namespace: string, name: string): string {
  return `${foldNamespace(namespace)}:${foldName(name)}`;
}
