/** The namespaces: those that hold classes, those above them, and those that somebody has made by hand. */
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

export class Namespaces {
  readonly #made: Table<string>;
  readonly #withClasses: () => Iterable<string>;
  readonly #whyGone: (namespace: string) => ProviderError | undefined;
  readonly #listeners = new Set<(change: NamespaceChange) => void>();

  /** `withClasses`: the namespaces that have classes of somebody's. `whyGone`: why one is not there any more, where that is known. */
  constructor(repository: Repository, withClasses: () => Iterable<string>, whyGone: (namespace: string) => ProviderError | undefined) {
    this.#made = repository.table('namespaces');
    this.#withClasses = withClasses;
    this.#whyGone = whyGone;
  }

  /** `root` first, then in the order of their names; a namespace without classes is there for what is below it. */
  list(): string[] {
    const all = new Map<string, string>();
    for (const name of [ROOT, ...[...this.#withClasses()].flatMap(withParents), ...this.#made.entries().flatMap(([, made]) => withParents(made))]) {
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
    throw this.#whyGone(namespace) ?? new ProviderError('INVALID_NAMESPACE', { namespace }, {
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
    const hasClasses = [...this.#withClasses()].some((one) => foldNamespace(one) === folded);
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

function withParents(namespace: string): string[] {
  const parts = namespace.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
