/** All classes by their names, and how they derive from each other. Made anew after each change of what there is. */
import { foldName, foldNamespace, type ClassDefinition } from '@provost/protocol';
import type { KnownClass } from './known-class.js';

export class ClassIndex {
  readonly #byName = new Map<string, KnownClass[]>();
  readonly #byPlace = new Map<string, KnownClass>();
  readonly #children = new Map<string, KnownClass[]>();

  /** A class that comes later does not take the place of one that came before. */
  constructor(all: Iterable<KnownClass>) {
    for (const one of all) this.#add(one);
  }

  /** Those of that name, in every namespace. */
  named(name: string): readonly KnownClass[] {
    return this.#byName.get(foldName(name)) ?? [];
  }

  at(namespace: string, name: string): KnownClass | undefined {
    return this.#byPlace.get(placeOf(namespace, name));
  }

  /** The classes that derive from one, directly or not, each after the one that it derives from. */
  derived(namespace: string, name: string): readonly KnownClass[] {
    const found: KnownClass[] = [];
    const seen = new Set([placeOf(namespace, name)]);
    const walk = (from: string): void => {
      for (const child of this.#children.get(placeOf(namespace, from)) ?? []) {
        const place = placeOf(namespace, child.definition.name);
        if (seen.has(place)) continue; // Definitions that were changed one after the other may go in a circle.
        seen.add(place);
        found.push(child);
        walk(child.definition.name);
      }
    };
    walk(name);
    return found;
  }

  #add(one: KnownClass): void {
    const { namespace, definition } = one;
    const place = placeOf(namespace, definition.name);
    if (this.#byPlace.has(place)) return;
    this.#byPlace.set(place, one);
    push(this.#byName, foldName(definition.name), one);
    if (definition.superclass !== undefined) push(this.#children, placeOf(namespace, definition.superclass), one);
  }
}

/** The names of what a class derives from, the nearest first; as far as there are classes of those names. */
export function derivationOf(definition: Pick<ClassDefinition, 'superclass'>, find: (name: string) => Pick<ClassDefinition, 'name' | 'superclass'> | undefined): string[] {
  const names: string[] = [];
  for (let next = definition.superclass; next !== undefined && !names.includes(next);) {
    const found = find(next);
    names.push(found?.name ?? next);
    next = found?.superclass;
  }
  return names;
}

function placeOf(namespace: string, name: string): string {
  return `${foldNamespace(namespace)}:${foldName(name)}`;
}

function push<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else list.push(one);
}
