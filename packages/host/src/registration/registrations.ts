/** All registrations: kept in the repository, held in memory, found by name and by class. Running a provider to ask it is given in from outside. */
import { ProviderError, didYouMean, foldName, foldNamespace, type ClassDefinition, type ObjectPath, type ProviderDescription, type RegisterParams } from '@provost/protocol';
import type { Clock } from '../clock.js';
import type { Repository } from '../repository/repository.js';
import type { Table } from '../repository/table.js';
import { nodeFaults } from './check-node.js';
import { checkRegistration } from './check-registration.js';
import { environmentFaults } from './environment.js';
import { findTarget, type Target } from './find-target.js';
import { hashFiles, type FilesStamp } from './hash-files.js';
import type { Registration } from './registration.js';

/** Runs a provider once to ask what it serves. */
export type Describe = (target: Target, node: string, environment: Readonly<Record<string, string>>) => Promise<unknown>;

/** A class and who serves it. */
export interface RegisteredClass {
  readonly registration: Registration;
  readonly namespace: string;
  readonly definition: ClassDefinition;
}

export class Registrations {
  readonly #table: Table<Registration>;
  readonly #clock: Clock;
  readonly #byName = new Map<string, Registration>();
  /** By the folded name of the class: those of all namespaces. */
  readonly #byClass = new Map<string, RegisteredClass[]>();
  readonly #stamps = new Map<string, FilesStamp>();

  constructor(repository: Repository, clock: Clock) {
    this.#table = repository.table('registrations');
    this.#clock = clock;
    for (const [name, registration] of this.#table.entries()) this.#byName.set(name, registration);
    this.#index();
  }

  /** Throws INVALID_REGISTRATION with every fault at once. Registers nothing. */
  async check(params: RegisterParams, describe: Describe): Promise<{ description: ProviderDescription; filesHash: string }> {
    const { description, filesHash } = await this.#examine(params, describe);
    return { description, filesHash };
  }

  /** Registers, or updates what has that name; what an operator has set of it stays. */
  async register(params: RegisterParams, describe: Describe): Promise<{ registration: Registration; updated: boolean }> {
    const found = await this.#examine(params, describe);
    const before = this.#byName.get(found.name);
    const registration: Registration = { ...found, enabled: before?.enabled ?? true };
    this.#keep(registration);
    return { registration, updated: before !== undefined };
  }

  unregister(name: string): void {
    const { name: known } = this.get(name);
    this.#table.delete(known);
    this.#byName.delete(known);
    this.#stamps.delete(known);
    this.#index();
  }

  /** Throws NOT_FOUND with the nearest name. */
  get(name: string): Registration {
    const found = this.#byName.get(name);
    if (found !== undefined) return found;
    throw new ProviderError('NOT_FOUND', { provider: name }, {
      message: `There is no provider "${name}"${didYouMean(name, this.#byName.keys()) || '.'}`,
      remedy: 'See which there are: provost ls.',
    });
  }

  /** In the order of their names. */
  list(): Registration[] {
    return [...this.#byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** The class that a path names; without a namespace, the only one of that name. Throws INVALID_CLASS, INVALID_NAMESPACE or, where several have it, INVALID_PARAMETER. */
  classOf(path: ObjectPath): RegisteredClass {
    const named = this.#byClass.get(foldName(path.class)) ?? [];
    const { namespace } = path;
    const found = namespace === undefined ? named : named.filter((one) => foldNamespace(one.namespace) === foldNamespace(namespace));
    const [only, ...others] = found;
    if (only === undefined) throw this.#unknownClass(path);
    if (others.length === 0) return only;
    throw new ProviderError('INVALID_PARAMETER', { class: path.class, candidates: found.map((one) => one.namespace) }, {
      message: `Several namespaces have a class ${path.class}: ${found.map((one) => `${one.namespace}:${one.definition.name}`).join(', ')}.`,
      remedy: 'Say which, as one of these.',
    });
  }

  /** The registration with its files as they are now: itself, or where it is linked and they have changed, described anew. Throws PROVIDER_CHANGED otherwise. */
  async current(registration: Registration, describe: Describe): Promise<Registration> {
    const { hash } = await this.#stamp(registration);
    if (hash === registration.filesHash) return registration;
    if (registration.link) {
      const { environment, node, path, config, credentials, name } = registration;
      const files = Object.fromEntries(Object.entries(credentials).map(([credential, file]) => [credential, { file }]));
      return (await this.register({ path, name, config, environment, credentials: files, node, link: true }, describe)).registration;
    }
    throw new ProviderError('PROVIDER_CHANGED', { provider: registration.name, registered: registration.filesHash, found: hash }, {
      message: `The files of provider "${registration.name}" in ${registration.target.root} have changed since it was registered: their hash was ${registration.filesHash.slice(0, 12)} and is ${hash.slice(0, 12)}.`,
      remedy: `Register it again: provost register ${registration.path}. For development: --link.`,
    });
  }

  /** Whether the files are not those that were registered. */
  async isChanged(registration: Registration): Promise<boolean> {
    return (await this.#stamp(registration)).hash !== registration.filesHash;
  }

  async #stamp(registration: Registration): Promise<FilesStamp> {
    const stamp = await hashFiles(registration.target, this.#stamps.get(registration.name));
    this.#stamps.set(registration.name, stamp);
    return stamp;
  }

  async #examine(params: RegisterParams, describe: Describe): Promise<Omit<Registration, 'enabled'>> {
    const target = findTarget(params.path);
    const node = params.node ?? process.execPath;
    const environment = params.environment ?? {};
    const before = [...environmentFaults(environment), ...(await nodeFaults(node, target))];
    if (before.length > 0) throw invalid(params.path, before);
    const { hash } = await hashFiles(target);
    const answer = await describe(target, node, environment);
    const { faults, description, config } = await checkRegistration(answer, params, this.list());
    if (faults.length > 0) throw invalid(params.path, faults);
    const credentials = Object.fromEntries(Object.entries(params.credentials ?? {}).map(([name, { file }]) => [name, file]));
    const registeredAt = this.#clock.date().toISOString();
    return { name: description.name, description, path: params.path, target, node, link: params.link ?? false, config, environment, credentials, filesHash: hash, registeredAt };
  }

  #keep(registration: Registration): void {
    this.#table.put(registration.name, registration);
    this.#byName.set(registration.name, registration);
    this.#stamps.delete(registration.name);
    this.#index();
  }

  #index(): void {
    this.#byClass.clear();
    for (const registration of this.#byName.values()) {
      const { classes, namespace } = registration.description;
      for (const definition of classes) {
        const key = foldName(definition.name);
        this.#byClass.set(key, [...(this.#byClass.get(key) ?? []), { registration, namespace, definition }]);
      }
    }
  }

  #unknownClass({ class: name, namespace }: ObjectPath): ProviderError {
    const all = [...this.#byClass.values()].flat();
    const there = namespace === undefined ? all : all.filter((one) => foldNamespace(one.namespace) === foldNamespace(namespace));
    if (namespace !== undefined && there.length === 0) {
      const namespaces = [...new Set(all.map((one) => one.namespace))];
      return new ProviderError('INVALID_NAMESPACE', { namespace }, { message: `There is no namespace "${namespace}" with classes in it${didYouMean(namespace, namespaces) || '.'}` });
    }
    const near = didYouMean(name, there.map((one) => one.definition.name));
    return new ProviderError('INVALID_CLASS', { class: name, ...(namespace === undefined ? {} : { namespace }) }, { message: `There is no class "${name}"${namespace === undefined ? '' : ` in ${namespace}`}${near || '.'}` });
  }
}

function invalid(path: string, faults: readonly string[]): ProviderError {
  const list = faults.length === 1 ? faults[0] : faults.map((fault) => `\n  - ${fault}`).join('');
  return new ProviderError('INVALID_REGISTRATION', { path, faults }, {
    message: `${path} cannot be registered: ${list}${faults.length === 1 ? '.' : ''}`,
    remedy: faults.length === 1 ? `Mend it, then check again: provost check ${path}.` : `Mend each of the ${faults.length} faults, then check again: provost check ${path}.`,
  });
}
