/** The registrations that there are, in memory: by their names, in the order of these, and their classes. What is kept and when is `registrations.ts`'s affair. */
import { foldNamespace, type ClassDefinition } from '@provost/protocol';
import { ClassIndex, type IndexedClass } from './class-index.js';
import type { Registration } from './registration.js';

/** A class and who serves it. */
export interface RegisteredClass extends IndexedClass {
  readonly registration: Registration;
  /** Read where nobody has it: ask once, and for one class after the other. */
  readonly definition: ClassDefinition;
}

/** Its definition is the registration's affair, which may have to read it. */
class HeldClass implements RegisteredClass {
  readonly registration: Registration;
  readonly name: string;
  readonly superclass: string | undefined;

  constructor(registration: Registration, { name, superclass }: ClassDefinition) {
    this.registration = registration;
    this.name = name;
    this.superclass = superclass;
  }

  get namespace(): string {
    return this.registration.description.namespace;
  }

  get definition(): ClassDefinition {
    return this.registration.description.classes.find(({ name }) => name === this.name) as ClassDefinition;
  }
}

export class HeldRegistrations {
  readonly #byName = new Map<string, Registration>();
  /** In their order; undefined until somebody asks for it. */
  #names: string[] | undefined;
  readonly #classes = new ClassIndex<HeldClass>((one) => one);

  get size(): number {
    return this.#byName.size;
  }

  get(name: string): Registration | undefined {
    return this.#byName.get(name);
  }

  /** The names, in no order. */
  names(): Iterable<string> {
    return this.#byName.keys();
  }

  /** All, in no order. */
  values(): Iterable<Registration> {
    return this.#byName.values();
  }

  /** In the order of their names: the first so many of those behind a name, or of all. */
  inOrder({ after, limit = Infinity }: { readonly after?: string | undefined; readonly limit?: number } = {}): Registration[] {
    this.#names ??= [...this.#byName.keys()].sort();
    const from = after === undefined ? 0 : placeAfter(this.#names, after);
    return this.#names.slice(from, Math.min(this.#names.length, from + limit)).map((name) => this.#byName.get(name) as Registration);
  }

  /** In the place of what has its name, if anything has. `classes`: what it serves, where that is not to be read for it. */
  set(registration: Registration, classes: readonly ClassDefinition[] = registration.description.classes): void {
    const { name } = registration;
    const before = this.#byName.get(name);
    if (before !== undefined) this.#removeClasses(before);
    else if (this.#names !== undefined) this.#names.splice(placeAfter(this.#names, name), 0, name);
    this.#byName.set(name, registration);
    for (const definition of classes) this.#classes.add(new HeldClass(registration, definition));
  }

  delete(name: string): void {
    const before = this.#byName.get(name);
    if (before === undefined) return;
    this.#removeClasses(before);
    this.#byName.delete(name);
    this.#names?.splice(placeAfter(this.#names, name) - 1, 1);
  }

  /** The class of that place. */
  classAt(namespace: string, name: string): RegisteredClass | undefined {
    return this.#classes.at(namespace, name);
  }

  /** Those of that name in every namespace, in the order of their providers' names. */
  classesNamed(name: string): readonly RegisteredClass[] {
    return byProvider(this.#classes.named(name));
  }

  /** Those that say that they derive from one of that place, in the order of their providers' names. */
  childrenOf(namespace: string, name: string): readonly RegisteredClass[] {
    return byProvider(this.#classes.children(namespace, name));
  }

  /** The namespaces of all classes. Of one that is spelled in several ways that of the first provider by name is the first. */
  namespaces(): readonly string[] {
    const all = [...this.#classes.namespaces()];
    if (new Set(all.map(foldNamespace)).size === all.length) return all;
    const withClasses = new Set(all);
    return this.inOrder().map(({ description: { namespace } }) => namespace).filter((one) => withClasses.has(one));
  }

  /** The names of the classes of one namespace. */
  *classNames(namespace: string): Generator<string> {
    for (const { name } of this.#classes.in(namespace)) yield name;
  }

  #removeClasses({ name: provider, description: { namespace, classes } }: Registration): void {
    for (const { name } of classes) {
      const held = this.#classes.at(namespace, name);
      if (held?.registration.name === provider) this.#classes.remove(held);
    }
  }
}

function byProvider(classes: readonly HeldClass[]): readonly RegisteredClass[] {
  return classes.length < 2 ? classes : [...classes].sort(({ registration: one }, { registration: other }) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}

/** Where the names behind that one begin. */
function placeAfter(names: readonly string[], name: string): number {
  let [low, high] = [0, names.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((names[middle] as string) <= name) low = middle + 1;
    else high = middle;
  }
  return low;
}
