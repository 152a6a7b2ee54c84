/** The namespaces: those that hold classes, those in which the host keeps instances, those above them, and those that somebody has made by hand. */
import { ProviderError, didYouMean, foldNamespace, type JsonObject } from '@provost/protocol';
import type { Table } from '@provost/storage';
import type { HostClassFunctions } from '../host-classes/host-class.js';
import type { Repository } from '../repository/repository.js';

const ROOT = 'root';
/** One part of a namespace. */
const PART = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/;
const MOST_PARTS = 16;

/** What became of a namespace. */
export interface NamespaceChange {
  readonly how: 'created' | 'deleted';
  readonly namespace: string;
}

/** What makes a namespace. */
export interface NamespacesTools {
  readonly repository: Repository;
  /** The namespaces that have classes of somebody's. */
  readonly withClasses: () => Iterable<string>;
  /** What the host keeps instances of. */
  readonly kept: () => Iterable<{ readonly namespace: string; readonly name: string }>;
  /** Why one is not there any more, where that is known. */
  readonly whyGone: (namespace: string) => ProviderError | undefined;
}

export class Namespaces {
  readonly #tools: NamespacesTools;
  readonly #made: Table<string>;
  readonly #listeners = new Set<(change: NamespaceChange) => void>();

  constructor(tools: NamespacesTools) {
    this.#tools = tools;
    this.#made = tools.repository.table('namespaces');
  }

  /** `root` first, then in the order of their names; a namespace without classes is there for what is below it. */
  list(): string[] {
    const all = new Map<string, string>();
    const { withClasses, kept } = this.#tools;
    const made = this.#made.entries().map(([, name]) => name);
    // Of one that has instances and nothing else only the folded name is known, so that comes last.
    for (const name of [ROOT, ...[...withClasses(), ...made, ...[...kept()].map(({ namespace }) => namespace)].flatMap(withParents)]) {
      if (!all.has(foldNamespace(name))) all.set(foldNamespace(name), name);
    }
    const [root, ...others] = all.values();
    return [root as string, ...others.sort()];
  }

  has(namespace: string): boolean {
    const folded = foldNamespace(namespace);
    return this.list().some((one) => foldNamespace(one) === folded);
  }

  /** As it was first written. Throws INVALID_NAMESPACE where there is none. */
  named(namespace: string): string {
    const folded = foldNamespace(namespace);
    const all = this.list();
    const found = all.find((one) => foldNamespace(one) === folded);
    if (found !== undefined) return found;
    throw this.#tools.whyGone(namespace) ?? new ProviderError('INVALID_NAMESPACE', { namespace }, {
      message: `There is no namespace "${namespace}"${didYouMean(namespace, all) || '.'}`, remedy: 'See which there are: provost ns. Make one: provost ns create NS.',
    });
  }

  /** Calls `listener` after each that is made or removed by hand, until the returned function is called. */
  onChange(listener: (change: NamespaceChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What can be done with the namespaces below one, which are instances of its `__Namespace`. */
  functionsOf(parent: string): HostClassFunctions {
    const children = (): JsonObject[] => this.#below(parent).map((name) => ({ Name: name }));
    const named = ({ Name }: JsonObject): JsonObject | undefined => children().find((child) => foldNamespace(String(child['Name'])) === foldNamespace(String(Name)));
    return {
      get: named,
      list: children,
      create: ({ Name }) => ({ Name: this.#make(parent, String(Name)) }),
      delete: (key) => named(key) !== undefined && this.#remove(`${parent}/${String(key['Name'])}`),
    };
  }

  #below(parent: string): string[] {
    const start = `${foldNamespace(parent)}/`;
    return this.list().filter((one) => foldNamespace(one).startsWith(start) && !one.slice(start.length).includes('/')).map((one) => one.slice(start.length));
  }

  #make(parent: string, name: string): string {
    const namespace = `${parent}/${name}`;
    if (!PART.test(name) || namespace.split('/').length > MOST_PARTS) {
      throw new ProviderError('INVALID_PARAMETER', { namespace }, {
        message: `"${name}" cannot be the name of a namespace in ${parent}: 1 to 63 letters, digits, _ and -, beginning with a letter, and at most ${MOST_PARTS} parts in all.`,
      });
    }
    if (this.has(namespace)) throw new ProviderError('ALREADY_EXISTS', { namespace }, { message: `There is a namespace "${namespace}" already.` });
    this.#made.put(foldNamespace(namespace), namespace);
    this.#tell({ how: 'created', namespace });
    return name;
  }

  #remove(namespace: string): boolean {
    const folded = foldNamespace(namespace);
    const below = this.list().filter((one) => foldNamespace(one).startsWith(`${folded}/`));
    const hasClasses = [...this.#tools.withClasses()].some((one) => foldNamespace(one) === folded);
    const kept = [...this.#tools.kept()].find((one) => one.namespace === folded);
    if (kept !== undefined && !hasClasses) throw hasInstances(namespace, kept.name);
    if (below.length > 0 || hasClasses) {
      throw new ProviderError('NAMESPACE_NOT_EMPTY', { namespace }, {
        message: `${namespace} has ${hasClasses ? 'classes' : `${below.join(', ')} below it`}.`,
        remedy: hasClasses ? `Remove them first; see which: provost classes ${namespace}.` : 'Remove those first.',
      });
    }
    if (!this.#made.delete(folded)) return false;
    this.#tell({ how: 'deleted', namespace });
    return true;
  }

  #tell(change: NamespaceChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function hasInstances(namespace: string, name: string): ProviderError {
  return new ProviderError('NAMESPACE_NOT_EMPTY', { namespace, class: name }, { message: `The host keeps instances of ${name} in ${namespace}.`, remedy: `Delete them first: provost list ${namespace}:${name}.` });
}

function withParents(namespace: string): string[] {
  const parts = namespace.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
