/**
 * What an object path names: a served class, or one with the key of an instance. Paths that are asked for again are not read again,
 * as long as no registration has changed.
 */
import { ProviderError, keyOf, parsePath, type ClassDefinition, type JsonObject, type ObjectPath } from '@provost/protocol';
import type { LeaseSource } from '../activation/lease-source.js';
import type { HostClass } from '../host-classes/host-class.js';
import type { ClassGuard } from './class-guard.js';

interface Served {
  readonly namespace: string;
  readonly definition: ClassDefinition;
  readonly guard: ClassGuard;
}

/** A class that a provider serves. */
export interface ServedByProvider extends Served {
  readonly slot: LeaseSource;
  readonly own?: undefined;
}

/** A class that the host serves itself. */
export interface ServedByHost extends Served {
  readonly own: HostClass;
  readonly slot?: undefined;
  /** Of a class that a provider has defined and whose instances the host keeps for it: who runs its methods and has its dynamic properties. */
  readonly provider?: LeaseSource;
}

/** A class that was asked for, and who serves it. */
export type ServedClass = ServedByProvider | ServedByHost;

/** What a path names: the class itself where there is no key. `derived`: the classes that derive from it. */
export type Named = ServedClass & { readonly key: JsonObject | undefined; readonly derived: readonly ServedClass[] };

/** An instance. */
export type NamedInstance = Named & { readonly key: JsonObject };

/** An instance of one class, whatever derives from it. */
export type InstanceOf = ServedClass & { readonly key: JsonObject };

/** An instance of the host's own. */
export type InstanceOfHost = ServedByHost & { readonly key: JsonObject };

export interface NamedObjectsTools {
  /** Throws INVALID_CLASS or INVALID_NAMESPACE. */
  readonly classOf: (path: ObjectPath) => ServedClass;
  readonly derivedFrom: (of: ServedClass) => readonly ServedClass[];
  /** The classes that inherit the key from where this one does: no two of all of them have an instance of one key. */
  readonly relativesOf: (of: ServedClass) => readonly ServedClass[];
  /** Another text after each change of what classes there are. */
  readonly revision: () => string;
}

/** How many paths are kept, and how long one may be: together less than a megabyte. */
const KEPT_PATHS = 1024;
const LONGEST_KEPT_PATH = 256;

export class NamedObjects {
  readonly #tools: NamedObjectsTools;
  readonly #kept = new Map<string, Named>();
  #revision = '';

  constructor(tools: NamedObjectsTools) {
    this.#tools = tools;
  }

  /** Throws INVALID_PARAMETER for what is no path, INVALID_CLASS, INVALID_NAMESPACE, TYPE_MISMATCH for a key that is not the class's. */
  find(text: string): Named {
    const known = this.#known(text);
    if (known !== undefined) return known;
    const named = this.#read(text);
    if (this.#kept.size === KEPT_PATHS) this.#kept.clear();
    if (text.length <= LONGEST_KEPT_PATH) this.#kept.set(text, named);
    return named;
  }

  /** As {@link find}, where an instance is wanted: a path without a key is INVALID_PARAMETER. */
  instance(text: string): NamedInstance {
    const named = this.find(text);
    if (named.key === undefined) keyOf(parsePath(text), named.definition); // It says what is missing.
    return named as NamedInstance;
  }

  /** As {@link find}, where a class is wanted: a path with a key is INVALID_PARAMETER. */
  servedClass(text: string): Named {
    const named = this.#known(text);
    if (named !== undefined && named.key === undefined) return named;
    const { key, namespace, class: name } = parsePath(text);
    if (key === undefined) return this.find(text);
    throw new ProviderError('INVALID_PARAMETER', {}, { message: `"${text}" names an instance; a class is wanted, as in ${namespace === undefined ? '' : `${namespace}:`}${name}.` });
  }

  /** The other classes of which none may have an instance of a key that this one has. */
  relatives(of: ServedClass): readonly ServedClass[] {
    return this.#tools.relativesOf(of);
  }

  #known(text: string): Named | undefined {
    const revision = this.#tools.revision();
    if (revision !== this.#revision) this.#kept.clear();
    this.#revision = revision;
    return this.#kept.get(text);
  }

  #read(text: string): Named {
    const path = parsePath(text);
    const of = this.#tools.classOf(path);
    const derived = this.#tools.derivedFrom(of);
    if (path.key === undefined) return { ...of, derived, key: undefined };
    const key = keyOf(path, of.definition);
    of.guard.checkKey(key);
    return { ...of, derived, key };
  }
}
