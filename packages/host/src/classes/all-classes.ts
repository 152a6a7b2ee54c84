/** The classes of all who serve any: the host's own, those of providers, those defined by hand. One that comes later in this order does not take the place of one that came before. */
import { foldName } from '@provost/protocol';
import type { HostClass } from '../host-classes/host-class.js';
import { ClassIndex } from '../registration/class-index.js';
import type { HeldRegistrations } from '../registration/held-registrations.js';
import { isRegistered, type KnownClass } from './known-class.js';

export interface AllClassesTools {
  readonly own: readonly HostClass[];
  readonly registered: HeldRegistrations;
  /** Those defined by hand, with another number after each change of them. */
  readonly byHand: { readonly revision: number; list(): readonly HostClass[] };
}

export class AllClasses {
  readonly #own: ClassIndex<HostClass>;
  readonly #registered: HeldRegistrations;
  readonly #tools: AllClassesTools;
  #byHand: { readonly revision: number; readonly index: ClassIndex<HostClass> };

  constructor(tools: AllClassesTools) {
    this.#tools = tools;
    this.#own = indexOf(tools.own);
    this.#registered = tools.registered;
    this.#byHand = { revision: tools.byHand.revision, index: indexOf(tools.byHand.list()) };
  }

  at(namespace: string, name: string): KnownClass | undefined {
    return this.#own.at(namespace, name) ?? this.#registered.classAt(namespace, name) ?? this.#defined().at(namespace, name);
  }

  /** Those of that name, in every namespace. */
  named(name: string): readonly KnownClass[] {
    return this.#inPlace([...this.#own.named(name), ...this.#registered.classesNamed(name), ...this.#defined().named(name)]);
  }

  /** The classes that derive from one, directly or not, each after the one that it derives from. */
  derived(namespace: string, name: string): readonly KnownClass[] {
    const found: KnownClass[] = [];
    const seen = new Set([foldName(name)]);
    const walk = (from: string): void => {
      const children = [...this.#own.children(namespace, from), ...this.#registered.childrenOf(namespace, from), ...this.#defined().children(namespace, from)];
      for (const child of this.#inPlace(children)) {
        const folded = foldName(nameOf(child));
        if (seen.has(folded)) continue; // Definitions that were changed one after the other may go in a circle.
        seen.add(folded);
        found.push(child);
        walk(nameOf(child));
      }
    };
    walk(name);
    return found;
  }

  /** The namespaces of all of them, some more than once. */
  namespaces(): readonly string[] {
    return [...this.#own.namespaces(), ...this.#registered.namespaces(), ...this.#defined().namespaces()];
  }

  /** The names of those of one namespace. */
  *namesIn(namespace: string): Generator<string> {
    for (const one of this.#own.in(namespace)) yield nameOf(one);
    yield* this.#registered.classNames(namespace);
    for (const one of this.#defined().in(namespace)) yield nameOf(one);
  }

  #inPlace(all: readonly KnownClass[]): readonly KnownClass[] {
    return all.filter((one) => this.at(one.namespace, nameOf(one)) === one);
  }

  #defined(): ClassIndex<HostClass> {
    const { revision } = this.#tools.byHand;
    if (this.#byHand.revision !== revision) this.#byHand = { revision, index: indexOf(this.#tools.byHand.list()) };
    return this.#byHand.index;
  }
}

function nameOf(known: KnownClass): string {
  return isRegistered(known) ? known.name : known.definition.name;
}

function indexOf(classes: readonly HostClass[]): ClassIndex<HostClass> {
  return new ClassIndex(({ namespace, definition: { name, superclass } }) => ({ namespace, name, superclass }), classes);
}
