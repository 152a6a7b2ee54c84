/** Classes that somebody has defined by hand: no provider serves them, and the host keeps their instances. What they must fit is given in by those who know all classes. */
import { ProviderError, descriptionFaults, foldName, foldNamespace, type ClassDefinition } from '@provost/protocol';
import type { Table } from '@provost/storage';
import { hostClass, type HostClass } from '../host-classes/host-class.js';
import type { Repository } from '../repository/repository.js';
import type { StaticObjects } from './static-objects.js';

type ClassKey = readonly [string, string];

interface KeptClass {
  readonly namespace: string;
  readonly definition: ClassDefinition;
}

/** What became of a class. */
export interface ClassChange {
  readonly how: 'created' | 'modified' | 'deleted';
  readonly namespace: string;
  readonly definition: ClassDefinition;
  readonly previous?: ClassDefinition;
}

export class StaticClasses {
  readonly #table: Table<KeptClass, ClassKey>;
  readonly #objects: StaticObjects;
  readonly #served = new Map<string, HostClass>();
  readonly #listeners = new Set<(change: ClassChange) => void>();
  #revision = 0;

  constructor(repository: Repository, objects: StaticObjects) {
    this.#table = repository.table<KeptClass, ClassKey>('classes');
    this.#objects = objects;
    for (const [key, kept] of this.#table.entries()) this.#served.set(key.join(':'), this.#serve(kept));
  }

  /** Another number after each change. */
  get revision(): number {
    return this.#revision;
  }

  list(): readonly HostClass[] {
    return [...this.#served.values()];
  }

  /** Calls `listener` after each change, until the returned function is called. */
  onChange(listener: (change: ClassChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Defines it, or replaces the one of that name. What it says is checked but for its superclass; `judge` is asked last, and throws. Throws INVALID_PARAMETER with every fault. */
  define(namespace: string, given: ClassDefinition, judge: (definition: ClassDefinition) => void = () => undefined): HostClass {
    const faults = descriptionFaults({ name: 'host-kept', namespace, kinds: ['object'], classes: [given] }).filter((fault) => !fault.startsWith('the name'));
    if (faults.length > 0) throw unfit(given, faults);
    const unserved = Object.keys(given.methods).length > 0 ? ['it has methods, and no provider that would run them'] : given.dynamic !== undefined || given.events === true || given.consumes === true ? ['it has no provider, so leave out dynamic, events and consumes'] : [];
    if (unserved.length > 0) throw unfit(given, unserved);
    judge(given);
    const key = keyOf(namespace, given.name);
    const previous = this.#served.get(key.join(':'))?.definition;
    const kept: KeptClass = { namespace, definition: { ...given, keptBy: 'host', operations: [] } };
    this.#table.put(key, kept);
    const served = this.#serve(kept);
    this.#served.set(key.join(':'), served);
    this.#revision += 1;
    this.#tell({ how: previous === undefined ? 'created' : 'modified', namespace, definition: served.definition, ...(previous === undefined ? {} : { previous }) });
    return served;
  }

  /** Throws CLASS_HAS_INSTANCES. */
  remove({ namespace, definition }: HostClass): void {
    if (!this.#objects.isEmpty(namespace, definition)) throw new ProviderError('CLASS_HAS_INSTANCES', { class: definition.name }, { message: `${namespace}:${definition.name} has instances.`, remedy: `Delete those first: provost list ${namespace}:${definition.name}.` });
    const key = keyOf(namespace, definition.name);
    this.#table.delete(key);
    this.#served.delete(key.join(':'));
    this.#revision += 1;
    this.#tell({ how: 'deleted', namespace, definition });
  }

  #serve({ namespace, definition }: KeptClass): HostClass {
    return hostClass({ ...definition, namespace }, definition.abstract === true ? {} : this.#objects.functionsOf(namespace, definition));
  }

  #tell(change: ClassChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function keyOf(namespace: string, name: string): ClassKey {
  return [foldNamespace(namespace), foldName(name)];
}

function unfit({ name }: ClassDefinition, faults: readonly string[]): ProviderError {
  return new ProviderError('INVALID_PARAMETER', { class: name, faults }, { message: `The class cannot be defined: ${faults.join('; ')}.`, remedy: 'Mend the definition.' });
}
