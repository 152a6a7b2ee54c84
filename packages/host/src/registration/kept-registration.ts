/**
 * A registration as it is held in memory: what is asked of one that is not loaded, and what many have alike only once. The rest, its schemas above all,
 * lies in the repository and is read when it is asked for; what is in use stays, and the last few that were.
 */
import type { ClassDefinition, ProviderDescription } from '@provost/protocol';
import type { Registration } from './registration.js';

/** What many registrations have alike. */
export interface Traits extends Pick<ProviderDescription, 'kinds' | 'pure' | 'overlap' | 'store' | 'operationIds' | 'limits'> {
  /** Undefined of one that is no file for Node. */
  readonly runtime: string | undefined;
  readonly node: string;
  readonly hasEnvironment: boolean;
}

/** How many are kept as they were read, whether somebody uses them or not. */
const RECENT = 32;
/** More kinds of registrations than this are not compared with each other. */
const ALIKE = 1_024;

/** Where whole registrations are read from. */
export class WholeRegistrations {
  readonly #read: (name: string) => Registration;
  readonly #recent: Registration[] = [];
  readonly #traits = new Map<string, Traits>();
  readonly #namespaces = new Map<string, string>();

  /** `read`: what is kept under that name. */
  constructor(read: (name: string) => Registration) {
    this.#read = read;
  }

  get(name: string): Registration {
    const whole = this.#read(name);
    this.#recent.push(whole);
    if (this.#recent.length > RECENT) this.#recent.shift();
    return whole;
  }

  /** The same object for all that are alike. */
  traitsOf({ description: { kinds, pure, overlap, store, operationIds, limits }, target, node, environment }: Registration): Traits {
    const traits: Traits = {
      kinds, node, runtime: target.kind === 'node' ? target.runtime : undefined, hasEnvironment: Object.keys(environment).length > 0,
      ...(pure === undefined ? {} : { pure }), ...(overlap === undefined ? {} : { overlap }), ...(store === undefined ? {} : { store }),
      ...(operationIds === undefined ? {} : { operationIds }), ...(limits === undefined ? {} : { limits }),
    };
    return alike(this.#traits, JSON.stringify(traits), traits);
  }

  /** The same text for all of it. */
  namespaceOf({ description: { namespace } }: Registration): string {
    return alike(this.#namespaces, namespace, namespace);
  }
}

function alike<T>(known: Map<string, T>, key: string, one: T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size < ALIKE) known.set(key, one);
  return one;
}

export class KeptRegistration implements Registration {
  readonly name: string;
  readonly path: string;
  readonly enabled: boolean;
  readonly namespace: string;
  readonly traits: Traits;
  readonly #all: WholeRegistrations;
  #whole: Registration | WeakRef<Registration> | undefined;

  /** Holds what it needs of `whole`, which has been kept. */
  constructor(whole: Registration, all: WholeRegistrations) {
    this.name = whole.name;
    this.path = whole.path;
    this.enabled = whole.enabled;
    this.namespace = all.namespaceOf(whole);
    this.traits = all.traitsOf(whole);
    this.#all = all;
  }

  /** All of it as one plain object, which is read where nobody has it. Throws STORE_FAILED where it cannot be. */
  whole(): Registration {
    const known = this.#whole instanceof WeakRef ? this.#whole.deref() : this.#whole;
    if (known !== undefined) return known;
    const whole = this.#all.get(this.name);
    this.#whole = new WeakRef(whole);
    return whole;
  }

  /** Something else is to be kept under its name, or nothing: whoever still has this one finds in it what it was. */
  pin(): void {
    this.#whole = this.whole();
  }

  get description(): ProviderDescription {
    return new KeptDescription(this) as ProviderDescription;
  }

  get node(): string {
    return this.traits.node;
  }

  get target(): Registration['target'] {
    return this.whole().target;
  }

  get hostsNode(): boolean {
    return this.whole().hostsNode === true;
  }

  get link(): boolean {
    return this.whole().link;
  }

  get config(): Registration['config'] {
    return this.whole().config;
  }

  get environment(): Registration['environment'] {
    return this.whole().environment;
  }

  get credentials(): Registration['credentials'] {
    return this.whole().credentials;
  }

  get filesHash(): string {
    return this.whole().filesHash;
  }

  get files(): Registration['files'] {
    return this.whole().files;
  }

  get registeredAt(): string {
    return this.whole().registeredAt;
  }
}

/** What a provider has said of itself; only what is not among its traits is read. */
class KeptDescription {
  readonly #of: KeptRegistration;

  constructor(of: KeptRegistration) {
    this.#of = of;
  }

  get name(): string {
    return this.#of.name;
  }

  get namespace(): string {
    return this.#of.namespace;
  }

  get kinds(): ProviderDescription['kinds'] {
    return this.#of.traits.kinds;
  }

  get pure(): boolean | undefined {
    return this.#of.traits.pure;
  }

  get overlap(): boolean | undefined {
    return this.#of.traits.overlap;
  }

  get store(): boolean | undefined {
    return this.#of.traits.store;
  }

  get operationIds(): boolean | undefined {
    return this.#of.traits.operationIds;
  }

  get limits(): ProviderDescription['limits'] {
    return this.#of.traits.limits;
  }

  get description(): string | undefined {
    return this.#of.whole().description.description;
  }

  get config(): ProviderDescription['config'] {
    return this.#of.whole().description.config;
  }

  get credentials(): ProviderDescription['credentials'] {
    return this.#of.whole().description.credentials;
  }

  get classes(): readonly ClassDefinition[] {
    return this.#of.whole().description.classes;
  }
}
