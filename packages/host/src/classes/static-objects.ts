/** Instances that the host keeps in its repository, for classes that no provider answers for. Whether they fit their class is checked by those who ask. */
import { isDeepStrictEqual } from 'node:util';
import { ProviderError, foldName, foldNamespace, pathOf, type ClassDefinition, type JsonObject } from '@provost/protocol';
import type { Table } from '@provost/storage';
import type { HostClassFunctions } from '../host-classes/host-class.js';
import type { Repository } from '../repository/repository.js';
import { clearableOf } from './clearable.js';

/** What became of an instance. */
export interface StaticChange {
  readonly how: 'created' | 'modified' | 'deleted';
  readonly namespace: string;
  readonly definition: ClassDefinition;
  /** As it is now; of a deleted one as it was. */
  readonly instance: JsonObject;
  /** Of a modified one. */
  readonly previous?: JsonObject;
}

/** After every key of a class. */
const LAST_CHARACTER = '\u{10FFFF}';

type InstanceKey = readonly [string, string];

export class StaticObjects {
  readonly #repository: Repository;
  readonly #table: Table<JsonObject, InstanceKey>;
  readonly #listeners = new Set<(change: StaticChange) => void>();

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#table = repository.table<JsonObject, InstanceKey>('instances');
  }

  /** Calls `listener` after each change, in their order, once it is kept; until the returned function is called. */
  onChange(listener: (change: StaticChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What can be done with the instances of a class by anybody. */
  functionsOf(namespace: string, definition: ClassDefinition): Required<Omit<HostClassFunctions, 'methods'>> {
    return {
      get: (key) => this.get(namespace, definition, key),
      list: () => this.list(namespace, definition),
      create: (instance) => this.create(namespace, definition, instance),
      modify: (key, patch) => this.modify(namespace, definition, key, patch),
      delete: (key) => this.delete(namespace, definition, key),
    };
  }

  get(namespace: string, definition: ClassDefinition, key: JsonObject): JsonObject | undefined {
    return this.#table.get(keyIn(namespace, definition, key));
  }

  /** One after the other, however many there are. */
  *list(namespace: string, definition: Pick<ClassDefinition, 'name'>): Generator<JsonObject, void, undefined> {
    for (const [, instance] of this.#table.walk({ prefix: [classIn(namespace, definition)] })) yield instance;
  }

  /** The namespaces and classes that have instances, their names in small letters. Each costs one look, however many instances it has. */
  *classes(): Generator<{ readonly namespace: string; readonly name: string }, void, undefined> {
    for (let start: InstanceKey | undefined; ;) {
      const [first] = this.#table.range({ ...(start === undefined ? {} : { start }), limit: 1 });
      if (first === undefined) return;
      const [[text]] = first;
      const [namespace, name] = text.split(':') as [string, string];
      yield { namespace, name };
      start = [text, LAST_CHARACTER];
    }
  }

  /** Whether the class has none. */
  isEmpty(namespace: string, definition: Pick<ClassDefinition, 'name'>): boolean {
    return this.#table.range({ prefix: [classIn(namespace, definition)], limit: 1 }).length === 0;
  }

  /** Throws ALREADY_EXISTS. Defaults of the class are filled in. */
  create(namespace: string, definition: ClassDefinition, given: JsonObject): JsonObject {
    const instance = inOrder(definition, { ...defaultsOf(definition), ...given });
    const key = keyIn(namespace, definition, instance);
    return this.#repository.transaction((transaction) => {
      if (this.#table.get(key) !== undefined) throw thereAlready(pathOf(namespace, definition, instance));
      this.#table.put(key, instance);
      transaction.onCommit(() => this.#tell({ how: 'created', namespace, definition, instance }));
      return instance;
    });
  }

  /** The instance as it is then; undefined where there is none. */
  modify(namespace: string, definition: ClassDefinition, named: JsonObject, patch: JsonObject): JsonObject | undefined {
    const key = keyIn(namespace, definition, named);
    return this.#repository.transaction((transaction) => {
      const previous = this.#table.get(key);
      if (previous === undefined) return undefined;
      const instance = inOrder(definition, { ...previous, ...patch }, Object.values(patch).includes(null) ? clearableOf(definition) : undefined);
      this.#table.put(key, instance);
      transaction.onCommit(() => this.#tell({ how: 'modified', namespace, definition, instance, previous }));
      return instance;
    });
  }

  /** Makes the instance, or puts it in the place of the one of its key. Whether that changed anything. */
  put(namespace: string, definition: ClassDefinition, instance: JsonObject): boolean {
    const key = keyIn(namespace, definition, instance);
    return this.#repository.transaction((transaction) => {
      const previous = this.#table.get(key);
      if (previous !== undefined && isDeepStrictEqual(previous, instance)) return false;
      this.#table.put(key, instance);
      transaction.onCommit(() => this.#tell(previous === undefined ? { how: 'created', namespace, definition, instance } : { how: 'modified', namespace, definition, instance, previous }));
      return true;
    });
  }

  /** Whether there was one. */
  delete(namespace: string, definition: ClassDefinition, named: JsonObject): boolean {
    const key = keyIn(namespace, definition, named);
    return this.#repository.transaction((transaction) => {
      const instance = this.#table.get(key);
      if (instance === undefined) return false;
      this.#table.delete(key);
      transaction.onCommit(() => this.#tell({ how: 'deleted', namespace, definition, instance }));
      return true;
    });
  }

  #tell(change: StaticChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function classIn(namespace: string, { name }: Pick<ClassDefinition, 'name'>): string {
  return `${foldNamespace(namespace)}:${foldName(name)}`;
}

/** The key of an instance as one text. Values are told apart exactly, as in a path; a text and a number are never the same. */
export function keyTextOf({ key }: Pick<ClassDefinition, 'key'>, instance: JsonObject): string {
  return JSON.stringify(key.map((name) => instance[name]));
}

function keyIn(namespace: string, definition: Pick<ClassDefinition, 'name' | 'key'>, instance: JsonObject): InstanceKey {
  return [classIn(namespace, definition), keyTextOf(definition, instance)];
}

/** As the class has its properties; without those that are null where that takes them away. */
function inOrder({ schema }: ClassDefinition, instance: JsonObject, clearable: ReadonlySet<string> = new Set()): JsonObject {
  const ordered: JsonObject = {};
  for (const name of Object.keys(schema.properties ?? {})) if (Object.hasOwn(instance, name) && !(instance[name] === null && clearable.has(name))) ordered[name] = instance[name];
  return ordered;
}

/** Dynamic properties are never kept. */
function defaultsOf({ schema, dynamic = {} }: ClassDefinition): JsonObject {
  const filled: JsonObject = {};
  for (const [name, node] of Object.entries(schema.properties ?? {})) if (node.default !== undefined && !Object.hasOwn(dynamic, name)) filled[name] = node.default;
  return filled;
}

function thereAlready(path: string): ProviderError {
  return new ProviderError('ALREADY_EXISTS', { path }, { message: `There is a ${path} already.`, remedy: `Change it: provost set '${path}' K=V, or choose another key.` });
}
