/** What a query must know of the objects that it looks at, beyond their properties. Who answers is up to the caller: by the registered classes, or by the object itself. */
import { isSameName, type JsonObject } from '@provost/protocol';
import type { SystemProperty } from './system-properties.js';

/** The answers for rows. */
export interface ObjectFacts {
  /** A system property: a text, or for `__DERIVATION` a list of texts; undefined or null where the object has none. */
  readonly system: (property: SystemProperty, object: JsonObject) => unknown;
  /** Whether the object is of the class, or of one derived from it. */
  readonly isA: (object: JsonObject, className: string) => boolean;
  /** The answers for the objects embedded in rows; by default these describe themselves. */
  readonly embedded?: ObjectFacts;
}

/** What an object says itself, in properties of these names: embedded objects of events, and rows that stand for classes. */
export const selfDescribed: ObjectFacts = {
  system: (property, object) => (Object.hasOwn(object, property) ? object[property] : undefined),
  isA: (object, className) => {
    const { system } = selfDescribed;
    const names = [system('__CLASS', object), system('__DERIVATION', object)].flat();
    return names.some((name) => typeof name === 'string' && isSameName(name, className));
  },
};

/** The answers for rows that are all of one class, as a provider lists them; one that says itself what it is goes by that. `derivation` begins with the nearest. */
export function factsOfClass(facts: { readonly class: string; readonly derivation?: readonly string[]; readonly namespace?: string; readonly pathOf?: (row: JsonObject) => string }): ObjectFacts {
  const derivation = facts.derivation ?? [];
  const fixed: Partial<Record<SystemProperty, unknown>> = {
    __CLASS: facts.class, __SUPERCLASS: derivation[0], __DERIVATION: derivation, __DYNASTY: derivation.at(-1) ?? facts.class, __NAMESPACE: facts.namespace,
  };
  const ancestry = [facts.class, ...derivation];
  return {
    system: (property, object) => {
      const own = selfDescribed.system(property, object);
      if (own !== undefined) return own;
      if (property === '__PATH') return facts.pathOf?.(object);
      if (property === '__RELPATH') return withoutNamespace(facts.pathOf?.(object));
      return fixed[property];
    },
    isA: (object, className) => (Object.hasOwn(object, '__CLASS') ? selfDescribed.isA(object, className) : ancestry.some((name) => isSameName(name, className))),
  };
}

/** The namespace ends with the first colon; none can have one in its name. */
function withoutNamespace(path: string | undefined): string | undefined {
  return path?.slice(path.indexOf(':') + 1);
}

/** A class as a row of `SELECT * FROM meta_class`: it describes itself. `derivation` begins with the nearest. */
export function rowOfClass(name: string, derivation: readonly string[] = [], namespace?: string): JsonObject {
  return { __CLASS: name, __SUPERCLASS: derivation[0] ?? null, __DYNASTY: derivation.at(-1) ?? name, __DERIVATION: derivation, ...(namespace !== undefined && { __NAMESPACE: namespace }) };
}
