/** All registrations: kept in the repository, held in memory, found by name. Running a provider to ask it is given in from outside. */
import { resolve } from 'node:path';
import { ProviderError, didYouMean, isErrorOf, isProviderError, type ObjectPath, type ProviderDescription, type RegisterParams } from '@provost/protocol';
import type { Clock } from '../clock.js';
import type { Repository } from '../repository/repository.js';
import { MORE_DESCRIPTORS, isOutOfDescriptors } from '../process/descriptors.js';
import type { Table } from '@provost/storage';
import { providerChanged, registeredFiles } from './changed-files.js';
import { nodeFaults } from './check-node.js';
import { checkRegistration, clashes, credentialFileFaults } from './check-registration.js';
import { environmentFaults } from './environment.js';
import { findTarget, targetFaults, type Target } from './find-target.js';
import { FormerlyAttached } from './formerly-attached.js';
import { hashFiles, withoutFiles, type FilesStamp } from './hash-files.js';
import { HeldRegistrations } from './held-registrations.js';
import { KeptRegistration, WholeRegistrations } from './kept-registration.js';
import { wholeOf, type Registration } from './registration.js';
import { unfit } from './unfit.js';

/** Runs a provider once to ask what it serves. */
export type Describe = (target: Target, node: string, environment: Readonly<Record<string, string>>) => Promise<unknown>;

export class Registrations {
  readonly #repository: Repository;
  readonly #table: Table<Registration>;
  readonly #clock: Clock;
  /** What is found of them without reading. */
  readonly held = new HeldRegistrations();
  readonly #whole: WholeRegistrations;
  readonly #stamps = new Map<string, FilesStamp>();
  /** What else is wrong with what a provider says of itself, as those see it who know all classes. Set by them. */
  judge: (description: ProviderDescription) => readonly string[] = () => [];
  readonly #listeners = new Set<(before: Registration | undefined, after: Registration | undefined) => void>();
  readonly #former = new FormerlyAttached();
  #revision = 0;

  constructor(repository: Repository, clock: Clock) {
    this.#repository = repository;
    this.#table = repository.table('registrations');
    this.#clock = clock;
    const inUse = (kept: Registration): Registration => (kept.hostsNode === true ? { ...kept, node: process.execPath } : kept);
    this.#whole = new WholeRegistrations((name) => inUse(this.#table.get(name) as Registration));
    for (const [, kept] of this.#table.walk()) this.#hold(inUse(kept));
    this.#revision += 1;
  }

  /** Throws INVALID_REGISTRATION with every fault at once. Registers nothing. */
  async check(params: RegisterParams, describe: Describe): Promise<{ description: ProviderDescription; filesHash: string }> {
    const { description, filesHash } = await this.#examine(params, describe);
    return { description, filesHash };
  }

  /**
   * Registers, or updates what has that name, or was registered from that path: name, config, environment, credentials and Node binary that
   * are not given anew stay, and so does what an operator has set of it. All of it is kept or nothing is; it rejects as {@link check} does.
   * `anew`: only where nothing is updated by it, and whether it may be loaded on demand; otherwise it rejects with ALREADY_EXISTS.
   */
  async register(params: RegisterParams, describe: Describe, anew?: { readonly enabled: boolean }): Promise<{ registration: Registration; updated: boolean }> {
    const found = await this.#examine(params, describe);
    const before = this.held.get(found.name);
    if (anew !== undefined && before !== undefined) throw registeredAlready(before);
    const faults = [...nameTaken(before), ...clashes(found.description, this.held), ...this.judge(found.description)]; // Another may have been registered while this one was asked.
    if (faults.length > 0) throw unfit(params.path, faults);
    const registration = this.#keep({ ...(before === undefined ? {} : wholeOf(before)), ...found, enabled: before?.enabled ?? anew?.enabled ?? true });
    return { registration, updated: before !== undefined };
  }

  /** Whether it may be loaded on demand; kept across restarts. Throws NOT_FOUND. */
  setEnabled(name: string, enabled: boolean): Registration {
    return this.#keep({ ...wholeOf(this.get(name)), enabled });
  }

  unregister(name: string): void {
    const before = this.get(name);
    const { name: known } = before;
    if (before instanceof KeptRegistration) before.pin();
    this.#repository.transaction(() => {
      this.#table.delete(known);
      this.#tell(before, undefined);
    });
    this.held.delete(known);
    this.#stamps.delete(known);
    this.#revision += 1;
  }

  /** Calls `listener` with each change in its very transaction, what it was and what it is from then on, until the returned function is called. */
  onChange(listener: (before: Registration | undefined, after: Registration | undefined) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A program has attached itself, or an operator has said something of one that has: it is known until it is detached, and not kept. */
  attach(registration: Registration): void {
    this.held.set(registration);
    this.#former.forget(registration.name);
    this.#revision += 1;
  }

  /** It is not attached any more. */
  detach(registration: Registration): void {
    if (this.held.get(registration.name) !== registration) return;
    this.held.delete(registration.name);
    this.#former.add(registration);
    this.#revision += 1;
  }

  /** Why a class is not there, where a program served it that had attached itself; undefined where none did. */
  faultOfFormer(path: ObjectPath): ProviderError | undefined {
    return this.#former.faultOfClass(path);
  }

  /** The same of a namespace that had no classes but those of such a program. */
  faultOfFormerNamespace(namespace: string): ProviderError | undefined {
    return this.#former.faultOfNamespace(namespace);
  }

  /** Undefined where there is none of that name. */
  find(name: string): Registration | undefined {
    return this.held.get(name);
  }

  /** Throws NOT_FOUND with the nearest name. */
  get(name: string): Registration {
    const found = this.held.get(name);
    if (found !== undefined) return found;
    throw this.#former.faultOfName(name) ?? new ProviderError('NOT_FOUND', { provider: name }, {
      message: `There is no provider "${name}"${didYouMean(name, this.held.names()) || '.'}`,
      remedy: 'See which there are: provost ls.',
    });
  }

  /** Another number after each change: what was found before may no longer be so. */
  get revision(): number {
    return this.#revision;
  }

  /** In the order of their names. */
  list(): Registration[] {
    return this.held.inOrder();
  }

  /** What is registered under that name by now, fit to be loaded: where it is linked and its files have changed, described anew. Rejects with PROVIDER_CHANGED, or PROVIDER_LOAD_FAILED where its files are gone or exposed. */
  async current(registration: Registration, describe: Describe): Promise<Registration> {
    const latest = this.held.get(registration.name) ?? registration;
    const found = await this.#stamp(latest).catch((error: unknown) => {
      throw isErrorOf(error, 'INVALID_REGISTRATION') ? notStarted(latest, error.facts.faults ?? []) : error;
    });
    const faults = targetFaults(latest.target);
    if (faults.length > 0) throw notStarted(latest, faults);
    if (found.hash === latest.filesHash) return latest;
    if (latest.link) return (await this.register({ path: latest.path, name: latest.name, link: true }, describe)).registration;
    throw providerChanged(latest, found);
  }

  /** Why it is not fit to be loaded, as {@link current} would say it, found out without running anything; undefined where it is, or where it is linked and would be described anew. */
  async faultOf(registration: Registration): Promise<ProviderError | undefined> {
    try {
      const found = await this.#stamp(registration);
      const faults = targetFaults(registration.target);
      if (faults.length > 0) return notStarted(registration, faults);
      return found.hash === registration.filesHash || registration.link ? undefined : providerChanged(registration, found);
    } catch (error) {
      if (isErrorOf(error, 'INVALID_REGISTRATION')) return notStarted(registration, error.facts.faults ?? []);
      throw error;
    }
  }

  /** Whether the files are not those that were registered; files that are gone are not. */
  async isChanged(registration: Registration): Promise<boolean> {
    try {
      return (await this.#stamp(registration)).hash !== registration.filesHash;
    } catch (error) {
      if (isErrorOf(error, 'INVALID_REGISTRATION')) return true;
      throw error;
    }
  }

  async #stamp(registration: Registration): Promise<FilesStamp> {
    const except = registration.files === undefined ? [] : Object.values(registration.credentials);
    const stamp = await hashFiles(registration.target, { at: this.#clock.date(), known: this.#stamps.get(registration.name), except });
    this.#stamps.set(registration.name, stamp);
    return stamp;
  }

  async #examine(params: RegisterParams, describe: Describe): Promise<Omit<Registration, 'enabled'>> {
    const path = resolve(params.path);
    const atPath = firstByName([...this.held.values()].filter((one) => one.path === path));
    const asked = withKept(params, params.name === undefined ? atPath : this.held.get(params.name));
    const node = asked.node ?? process.execPath;
    const target = await this.#targetOf(asked, node);
    const found = await hashFiles(target, { at: this.#clock.date(), except: Object.values(asked.credentials).map(({ file }) => resolve(file)) });
    const answer = await describe(target, node, asked.environment).catch((error: unknown) => { throw undescribed(path, error); });
    const name = params.name ?? atPath?.name ?? nameIn(answer);
    const given = { ...withKept(params, name === undefined ? undefined : this.held.get(name)), ...(name === undefined ? {} : { name }) };
    const { faults: own, description, config } = await checkRegistration(answer, given, this.held);
    const faults = own.length > 0 ? own : [...nameTaken(this.held.get(description.name)), ...this.judge(description)];
    if (faults.length > 0) throw unfit(path, faults);
    const credentials = Object.fromEntries(Object.entries(given.credentials).map(([name, { file }]) => [name, resolve(file)]));
    const files = withoutFiles(found, target.root, Object.values(credentials)); // Which name it has, and so which credentials are kept, may show only in its answer.
    const registeredAt = this.#clock.date().toISOString();
    return {
      name: description.name, description, path, target, node, hostsNode: asked.node === undefined, link: given.link ?? false,
      config, environment: given.environment, credentials, filesHash: files.hash, files: registeredFiles(files), registeredAt,
    };
  }

  /** What is to be run. Where it cannot or must not be, every fault that shows without running it, at once; what else there may be shows only then. */
  async #targetOf(params: RegisterParams, node: string): Promise<Target> {
    let target: Target | undefined;
    let refusal: ProviderError | undefined;
    try {
      target = findTarget(params.path);
    } catch (error) {
      if (!isErrorOf(error, 'INVALID_REGISTRATION')) throw error;
      refusal = error;
    }
    const before = [...(await nodeFaults(node, target)), ...environmentFaults(params.environment ?? {})];
    if (target !== undefined && before.length === 0) return target;
    const others = [...before, ...(await credentialFileFaults(params.credentials ?? {}))];
    if (refusal !== undefined && others.length === 0) throw refusal;
    throw unfit(params.path, [...(refusal?.facts.faults ?? []), ...others]);
  }

  /** As it is held from then on. */
  #keep(registration: Registration): Registration {
    const before = this.held.get(registration.name);
    if (before instanceof KeptRegistration) before.pin();
    this.#repository.transaction(() => {
      this.#table.put(registration.name, registration);
      this.#tell(before, registration);
    });
    this.#stamps.delete(registration.name);
    this.#revision += 1;
    return this.#hold(registration);
  }

  #hold(registration: Registration): Registration {
    const held = new KeptRegistration(registration, this.#whole);
    this.held.set(held, registration.description.classes);
    return held;
  }

  #tell(before: Registration | undefined, after: Registration | undefined): void {
    for (const listener of this.#listeners) listener(before, after);
  }
}

/** What was given, and for the rest what is kept of an earlier registration. */
function withKept(params: RegisterParams, before: Registration | undefined): RegisterParams & Required<Pick<RegisterParams, 'config' | 'environment' | 'credentials'>> {
  const files = Object.entries(before?.credentials ?? {}).map(([name, file]) => [name, { file }] as const);
  const node = params.node ?? (before?.hostsNode === true ? undefined : before?.node);
  return {
    ...params,
    ...(node === undefined ? {} : { node }),
    config: params.config ?? before?.config ?? {},
    environment: params.environment ?? before?.environment ?? {},
    credentials: params.credentials ?? Object.fromEntries(files),
  };
}

function firstByName(registrations: readonly Registration[]): Registration | undefined {
  return registrations.reduce<Registration | undefined>((first, one) => (first === undefined || one.name < first.name ? one : first), undefined);
}

/** A name is not taken from a program that is attached under it. */
function nameTaken(before: Registration | undefined): string[] {
  return before?.decoupled === undefined ? [] : [`a program (pid ${before.decoupled.pid}) is attached as "${before.name}": stop it first, or register under another name, --name NAME`];
}

function registeredAlready({ name, path }: Registration): ProviderError {
  return new ProviderError('ALREADY_EXISTS', { provider: name, path }, {
    message: `A provider "${name}" is registered already, from ${path}.`, remedy: `Update it: provost register ${path}. Or give this one another name.`,
  });
}

function nameIn(answer: unknown): string | undefined {
  const name = typeof answer === 'object' && answer !== null && Object.hasOwn(answer, 'name') ? (answer as { name: unknown }).name : undefined;
  return typeof name === 'string' ? name : undefined;
}

function notStarted({ name, path }: Registration, faults: readonly string[]): ProviderError {
  return new ProviderError('PROVIDER_LOAD_FAILED', { provider: name, faults }, {
    message: `Provider "${name}" was not started: ${faults.join('; ')}.`,
    remedy: faults.some(isOutOfDescriptors) ? MORE_DESCRIPTORS : `Put its files right, then check them: provost check ${path}.`,
  });
}

/** What a provider that could not be asked is told by: what happened, and to check again what was given. */
function undescribed(path: string, error: unknown): unknown {
  if (!isProviderError(error) || error.code === 'SERVER_IS_SHUTTING_DOWN') return error; // There nothing is to be mended.
  return new ProviderError(error.code, error.facts, { message: error.sentence, remedy: `Mend it, then check again: provost check ${path}.`, cause: error });
}
