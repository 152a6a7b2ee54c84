/**
 * Every class that can be asked for, whoever serves it: a provider, or the host itself. How it is asked is left to those who found it.
 * The host's system classes are in every namespace; they are listed in `root` alone.
 */
import { ProviderError, didYouMean, foldName, foldNamespace, isHostName, isSameName, parsePath, type ClassDefinition, type ClassSummary, type ObjectPath, type ProviderDescription } from '@provost/protocol';
import { hostClass, type HostClass, type HostClassFunctions } from '../host-classes/host-class.js';
import type { Registrations } from '../registration/registrations.js';
import { AllClasses } from './all-classes.js';
import { derivationOf } from './derivation.js';
import { refuseUnfitChildren, refuseUnfitInstances, unfitInstances, withInherited } from './defining.js';
import { checkedFilters, type CheckQuery } from './event-filters.js';
import { inheritanceFaults } from './inheritance.js';
import { HOST_AS_PROVIDER, isRegistered, type ClassPlace, type KnownClass } from './known-class.js';
import { Namespaces } from './namespaces.js';
import type { StaticClasses } from './static-classes.js';
import type { StaticObjects } from './static-objects.js';
import { SYSTEM_CLASSES } from './system-classes.js';
import type { Repository } from '../repository/repository.js';

const ROOT = 'root';
/** System classes whose instances the host keeps like those of any class without a provider. */
const KEPT: ReadonlySet<string> = new Set(['__EventFilter', '__FilterToConsumerBinding']);

export interface ClassDirectoryTools {
  readonly repository: Repository;
  readonly registrations: Registrations;
  /** Those that the host serves in `root` alone. */
  readonly own: readonly HostClass[];
  readonly statics: StaticClasses;
  readonly objects: StaticObjects;
}

export class ClassDirectory {
  readonly namespaces: Namespaces;
  readonly #tools: ClassDirectoryTools;
  /** By folded namespace and name. */
  readonly #system = new Map<string, HostClass>();
  readonly #all: AllClasses;

  /** Set once there is who watches. */
  checkQuery: CheckQuery = () => Promise.resolve();

  constructor(tools: ClassDirectoryTools) {
    this.#tools = tools;
    this.#all = new AllClasses({ own: tools.own, registered: tools.registrations.held, byHand: tools.statics });
    this.namespaces = new Namespaces({
      repository: tools.repository,
      withClasses: () => this.#all.namespaces(),
      kept: () => tools.objects.classes(),
      whyGone: (namespace) => tools.registrations.faultOfFormerNamespace(namespace),
    });
  }

  /** Another text after each change: what was found before may no longer be so. */
  get revision(): string {
    return `${this.#tools.registrations.revision}.${this.#tools.statics.revision}`;
  }

  /** The class that a path names; without a namespace, the only one of that name. Throws INVALID_CLASS, INVALID_NAMESPACE or, where several have it, INVALID_PARAMETER. */
  classOf(path: ObjectPath): KnownClass {
    const { class: name, namespace } = path;
    if (namespace !== undefined) return this.find(namespace, name) ?? this.#refuse(path);
    const found = this.#all.named(name);
    if (found.length > 1) throw severalHave(path, found);
    return found[0] ?? this.find(ROOT, name) ?? this.#refuse(path);
  }

  /** A class of a namespace that there is; undefined where there is no such class. */
  find(namespace: string, name: string): KnownClass | undefined {
    return this.#all.at(namespace, name) ?? (isHostName(name) && this.namespaces.has(namespace) ? this.#systemClass(namespace, name) : undefined);
  }

  /** The names of what a class derives from, the nearest first. */
  derivation({ namespace, definition }: ClassPlace): readonly string[] {
    return derivationOf(definition, (name) => this.find(namespace, name)?.definition);
  }

  /** The classes that derive from one, each after the one that it derives from. Of a system class those of one namespace. */
  derived({ namespace, definition }: ClassPlace): readonly KnownClass[] {
    const system = isHostName(definition.name) ? SYSTEM_CLASSES.filter((one) => this.#isSystemBelow(one, definition.name)) : [];
    const known = [definition, ...system].flatMap(({ name }) => this.#all.derived(namespace, name));
    return [...system.map(({ name }) => this.#systemClass(namespace, name) as HostClass), ...known];
  }

  /** The other classes that inherit their key from where this one does. */
  relatives(place: ClassPlace): readonly KnownClass[] {
    const { namespace, definition } = place;
    if (definition.key.length === 0) return [];
    const line = [...this.derivation(place)].reverse().filter((name) => !isHostName(name)).flatMap((name) => this.find(namespace, name) ?? []);
    const first = line.find((one) => one.definition.key.length > 0) ?? place;
    return [...(first === place ? [] : [first as KnownClass]), ...this.derived(first)].filter((one) => !isSameName(one.definition.name, definition.name));
  }

  /** What is wrong with a reference from an instance of that namespace to one of a class or what derives from it, in words that follow "and"; undefined where nothing is. */
  referenceFault(namespace: string, reference: string, className: string): string | undefined {
    const path = parsePath(reference);
    const found = this.find(path.namespace ?? namespace, path.class) ?? (path.namespace === undefined ? this.#all.named(path.class)[0] : undefined);
    if (found === undefined) return `there is no class ${path.namespace ?? namespace}:${path.class}`;
    return this.isA(found, className) ? undefined : `${found.namespace}:${found.definition.name} is none`;
  }

  /** Whether a class is of that name or derives from one that is. */
  isA(place: ClassPlace, name: string): boolean {
    return isSameName(place.definition.name, name) || this.derivation(place).some((one) => isSameName(one, name));
  }

  /** What there is, those of providers first; of one namespace or of all. Throws INVALID_NAMESPACE. */
  list(namespace?: string): ClassSummary[] {
    const { own, statics } = this.#tools;
    const system = SYSTEM_CLASSES.map(({ name }) => this.#systemClass(ROOT, name) as HostClass);
    const all = [...this.#ofProviders(), ...[...statics.list(), ...own, ...system].map((one) => summaryOf(one, HOST_AS_PROVIDER))];
    if (namespace === undefined) return all;
    const named = foldNamespace(this.namespaces.named(namespace));
    return all.filter((one) => foldNamespace(one.namespace) === named);
  }

  /** Defines a class by hand, or replaces one that was. Throws INVALID_NAMESPACE, ALREADY_EXISTS, INVALID_SUPERCLASS, INVALID_PARAMETER or CLASS_HAS_INSTANCES. */
  define(asked: string, given: ClassDefinition): HostClass {
    const namespace = this.namespaces.named(asked);
    const there = typeof given.name === 'string' ? this.#all.at(namespace, given.name) : undefined;
    const find = (name: string): ClassDefinition | undefined => (isSameName(name, given.name) ? given : this.find(namespace, name)?.definition);
    const definition = withInherited(given, find);
    if (there !== undefined && !this.#isByHand(there)) throw servedAlready(there);
    const changes = JSON.stringify(there?.definition.key) !== JSON.stringify(definition.key) ? 'its key cannot change' : definition.abstract === true ? 'it cannot become abstract' : undefined;
    if (there !== undefined && changes !== undefined && !this.#tools.objects.isEmpty(namespace, definition)) {
      throw new ProviderError('CLASS_HAS_INSTANCES', { class: definition.name }, { message: `${namespace}:${definition.name} has instances, so ${changes}.`, remedy: `Delete them first: provost list ${namespace}:${definition.name}.` });
    }
    const faults = typeof definition.superclass === 'string' ? inheritanceFaults(definition, find) : [];
    if (faults.length > 0) throw new ProviderError('INVALID_SUPERCLASS', { class: definition.name, faults }, { message: `The class cannot be defined: ${faults.join('; ')}.`, remedy: 'Mend the definition.' });
    return this.#tools.statics.define(namespace, definition, (fit) => {
      if (there === undefined) return;
      refuseUnfitChildren(namespace, fit, this.derived(there).map((child) => child.definition), find);
      refuseUnfitInstances(namespace, fit, this.#unfit(namespace, fit));
    });
  }

  /** Removes a class that was defined by hand. Throws NOT_SUPPORTED for any other, CLASS_HAS_CHILDREN or CLASS_HAS_INSTANCES. */
  remove(path: ObjectPath): HostClass {
    const found = this.classOf(path);
    const name = `${found.namespace}:${found.definition.name}`;
    if (!this.#isByHand(found)) {
      const by = isRegistered(found) ? `is served by provider "${found.registration.name}"` : 'is the host\'s own';
      throw new ProviderError('NOT_SUPPORTED', { class: name }, { message: `${name} ${by}, and was not defined by hand.`, ...(isRegistered(found) ? { remedy: `It goes with its provider: ${found.registration.decoupled === undefined ? `provost unregister ${found.registration.name}` : 'stop its program'}.` } : {}) });
    }
    const children = this.derived(found).map(({ definition }) => definition.name);
    if (children.length > 0) throw new ProviderError('CLASS_HAS_CHILDREN', { class: name, children }, { message: `${children.join(', ')} of ${found.namespace} derive${children.length === 1 ? 's' : ''} from ${name}.` });
    this.#tools.statics.remove(found);
    return found;
  }

  /** What is wrong with how the classes of a provider derive from others, of its own or of anybody's. */
  faultsOf({ namespace, classes }: Pick<ProviderDescription, 'namespace' | 'classes'>): string[] {
    const own = new Map(classes.map((definition) => [foldName(definition.name), definition]));
    const find = (name: string): ClassDefinition | undefined => own.get(foldName(name)) ?? this.find(namespace, name)?.definition
      ?? SYSTEM_CLASSES.find((one) => isSameName(one.name, name)); // The namespace may come to be with it.
    const taken = classes.flatMap(({ name }) => {
      const there = this.#all.at(namespace, name);
      return there !== undefined && this.#isByHand(there) ? [`the class ${namespace}:${name} was defined by hand already`] : [];
    });
    const kept = classes.flatMap((definition) => {
      const unfit = definition.keptBy === 'host' ? this.#unfit(namespace, definition) : undefined;
      return unfit === undefined ? [] : [`class ${definition.name}: ${unfit.count} of the instances that the host keeps would not fit it; the first is ${unfit.first}`];
    });
    return [...taken, ...kept, ...classes.flatMap((definition) => inheritanceFaults(definition, find))];
  }

  #unfit(namespace: string, definition: ClassDefinition): ReturnType<typeof unfitInstances> {
    const { objects } = this.#tools;
    return unfitInstances(definition, objects.list(namespace, definition), (instance) => objects.get(namespace, definition, instance) !== undefined);
  }

  #isByHand(known: KnownClass): known is HostClass {
    return this.#tools.statics.list().includes(known as HostClass);
  }

  #systemClass(namespace: string, name: string): HostClass | undefined {
    const key = `${foldNamespace(namespace)}:${foldName(name)}`;
    const known = this.#system.get(key);
    if (known !== undefined) return known;
    const definition = SYSTEM_CLASSES.find((one) => isSameName(one.name, name));
    if (definition === undefined) return undefined;
    const place = this.namespaces.named(namespace);
    const made = hostClass({ ...definition, namespace: place }, this.#functionsOf(place, definition));
    this.#system.set(key, made);
    return made;
  }

  #functionsOf(namespace: string, definition: ClassDefinition): HostClassFunctions {
    const { name } = definition;
    if (name === '__Namespace') return this.namespaces.functionsOf(namespace);
    if (!KEPT.has(name)) return {};
    const functions = this.#tools.objects.functionsOf(namespace, definition);
    return name === '__EventFilter' ? checkedFilters(functions, (query, namespace) => this.checkQuery(query, namespace)) : functions;
  }

  #isSystemBelow({ name, superclass }: ClassDefinition, ancestor: string): boolean {
    if (superclass === undefined || isSameName(name, ancestor)) return false;
    return isSameName(superclass, ancestor) || this.#isSystemBelow(SYSTEM_CLASSES.find((one) => one.name === superclass) as ClassDefinition, ancestor);
  }

  #refuse(path: ObjectPath): never {
    const { class: name, namespace } = path;
    const former = this.#tools.registrations.faultOfFormer(path);
    if (former !== undefined) throw former;
    if (namespace !== undefined) this.namespaces.named(namespace); // It says so where there is none.
    const where = namespace === undefined ? '' : ` in ${namespace}`;
    const [elsewhere] = this.#all.named(name);
    const there = (namespace === undefined ? this.namespaces.list() : [namespace]).map((one) => this.#all.namesIn(one));
    const hint = elsewhere === undefined ? didYouMean(name, chained([...there, SYSTEM_CLASSES.map((one) => one.name)])) || '.' : `; there is ${elsewhere.namespace}:${elsewhere.definition.name}.`;
    throw new ProviderError('INVALID_CLASS', { class: name, ...(namespace === undefined ? {} : { namespace }) }, { message: `There is no class "${name}"${where}${hint}` });
  }

  #ofProviders(): ClassSummary[] {
    return this.#tools.registrations.list().flatMap(({ name, description: { namespace, classes } }) => classes.map((definition) => summaryOf({ namespace, definition }, name)));
  }
}

function* chained<T>(all: readonly Iterable<T>[]): Generator<T> {
  for (const some of all) yield* some;
}

function summaryOf({ namespace, definition: { name, key, operations, methods, superclass, abstract, events, keptBy } }: ClassPlace, provider: string): ClassSummary {
  return {
    namespace, name, provider, key, operations, methods: Object.keys(methods),
    ...(superclass === undefined ? {} : { superclass }), ...(abstract === true ? { abstract } : {}), ...(events === true ? { events } : {}), ...(keptBy === undefined ? {} : { keptBy }),
  };
}

function severalHave(path: ObjectPath, found: readonly KnownClass[]): ProviderError {
  return new ProviderError('INVALID_PARAMETER', { class: path.class, candidates: found.map((one) => one.namespace) }, {
    message: `Several namespaces have a class ${path.class}: ${found.map((one) => `${one.namespace}:${one.definition.name}`).join(', ')}.`,
    remedy: 'Say which, as one of these.',
  });
}

function servedAlready(there: KnownClass): ProviderError {
  const by = isRegistered(there) ? `served by provider "${there.registration.name}"` : 'the host\'s own';
  return new ProviderError('ALREADY_EXISTS', { class: there.definition.name }, { message: `${there.namespace}:${there.definition.name} is ${by} already.`, remedy: 'Choose another name.' });
}
