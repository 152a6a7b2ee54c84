/** Every class that can be asked for, whoever serves it: a provider, or the host itself. How it is asked is left to those who found it. */
import { ProviderError, didYouMean, foldNamespace, isHostName, isSameName, type ClassSummary, type ObjectPath } from '@provost/protocol';
import type { HostClass } from '../host-classes/host-class.js';
import type { RegisteredClass, Registrations } from '../registration/registrations.js';

/** A class, with its registration where a provider serves it. */
export type KnownClass = RegisteredClass | HostClass;

/** What stands in a provider's place where the host serves a class itself. No provider can be called so. */
export const HOST_AS_PROVIDER = 'host';

const ROOT = 'root';

export class ClassDirectory {
  readonly #registrations: Registrations;
  readonly #own: readonly HostClass[];

  constructor(registrations: Registrations, own: readonly HostClass[]) {
    this.#registrations = registrations;
    this.#own = own;
  }

  /** The class that a path names; without a namespace, the only one of that name. Throws INVALID_CLASS, INVALID_NAMESPACE or, where several have it, INVALID_PARAMETER. */
  classOf(path: ObjectPath): KnownClass {
    const { class: name, namespace } = path;
    const own = this.#own.find((one) => isSameName(one.definition.name, name) && (namespace === undefined || isSameNamespace(one.namespace, namespace)));
    if (own !== undefined) return own;
    if (isHostName(name) || (namespace !== undefined && this.#isOnlyOwn(namespace))) throw this.#unknown(path);
    return this.#registrations.classOf(path);
  }

  /** What there is, those of providers first; of one namespace or of all. Throws INVALID_NAMESPACE. */
  list(namespace?: string): ClassSummary[] {
    const all = [...this.#ofProviders(), ...this.#own.map((one) => summaryOf(one, HOST_AS_PROVIDER))];
    if (namespace === undefined) return all;
    const found = all.filter((one) => isSameNamespace(one.namespace, namespace));
    if (found.length > 0 || isSameNamespace(namespace, ROOT)) return found;
    throw new ProviderError('INVALID_NAMESPACE', { namespace }, { message: `There is no namespace "${namespace}"${didYouMean(namespace, this.namespaces()) || '.'}`, remedy: 'See which there are: provost ns.' });
  }

  /** The namespaces, `root` first. */
  namespaces(): string[] {
    const names = new Set(this.list().map(({ namespace }) => namespace));
    return [ROOT, ...[...names].filter((name) => !isSameNamespace(name, ROOT)).sort()];
  }

  /** Whether it is the host's namespace and no provider serves a class in it. */
  #isOnlyOwn(namespace: string): boolean {
    return isSameNamespace(namespace, ROOT) && !this.#registrations.list().some(({ description }) => isSameNamespace(description.namespace, ROOT));
  }

  #unknown({ class: name, namespace }: ObjectPath): ProviderError {
    const where = namespace === undefined ? '' : ` in ${namespace}`;
    const elsewhere = this.#own.find(({ definition }) => isSameName(definition.name, name));
    const there = this.#own.filter((one) => namespace === undefined || isSameNamespace(one.namespace, namespace)).map(({ definition }) => definition.name);
    const hint = elsewhere === undefined ? didYouMean(name, there) || '.' : `; there is ${elsewhere.namespace}:${elsewhere.definition.name}.`;
    return new ProviderError('INVALID_CLASS', { class: name, ...(namespace === undefined ? {} : { namespace }) }, { message: `There is no class "${name}"${where}${hint}` });
  }

  #ofProviders(): ClassSummary[] {
    return this.#registrations.list().flatMap(({ name, description: { namespace, classes } }) => classes.map((definition) => summaryOf({ namespace, definition }, name)));
  }
}

function summaryOf({ namespace, definition: { name, key, operations, methods } }: Pick<HostClass, 'namespace' | 'definition'>, provider: string): ClassSummary {
  return { namespace, name, provider, key, operations, methods: Object.keys(methods) };
}

function isSameNamespace(one: string, other: string): boolean {
  return foldNamespace(one) === foldNamespace(other);
}
