/** The sources that are open, each shared by all who want the same, and begun anew only when the provider is through with the last of its kind. */
import { foldName, foldNamespace, type JsonObject } from '@provost/protocol';
import type { Activations } from '../activation/activations.js';
import type { LeaseSource } from '../activation/lease-source.js';
import type { ClassDirectory } from '../classes/class-directory.js';
import { isRegistered } from '../classes/known-class.js';
import type { Clock } from '../clock.js';
import type { InFlight } from '../operations/in-flight.js';
import type { Registration } from '../registration/registration.js';
import type { RegisteredClass } from '../registration/held-registrations.js';
import type { EventSource } from './event-source.js';
import type { OpenStreams } from './open-streams.js';
import { PollingSource } from './polling-source.js';
import { ProviderSource } from './provider-source.js';
import type { Origin } from './watched-query.js';

export interface SourcesTools {
  readonly clock: Clock;
  readonly classes: ClassDirectory;
  readonly activations: Activations;
  /** Who gives leases of a provider. Throws where it is gone. */
  readonly sourceOf: (registration: Registration) => LeaseSource;
  /** Tells of each provider to which something has happened, until what it answers is called. */
  readonly watchProviders: (listener: (provider: string) => void) => () => void;
  readonly inFlight: InFlight;
  readonly streams: OpenStreams;
  /** How long a provider may take to answer. */
  readonly timeoutOf: (registration: Registration) => number;
  /** The instances of a class, batch by batch. */
  readonly list: (className: string, signal: AbortSignal) => AsyncIterable<readonly JsonObject[]>;
}

/** Who wants it. */
export interface Wanting {
  readonly id: string;
  /** Where it resumes. */
  readonly bookmark: string | undefined;
  /** Then nobody else is to be held back by it. */
  readonly losesNothing: boolean;
}

export class Sources {
  readonly #tools: SourcesTools;
  readonly #open = new Map<string, EventSource>();
  /** Of those that were ended: settles when the provider is through with it. */
  readonly #ending = new Map<string, Promise<void>>();
  #unwatch: (() => void) | undefined;

  constructor(tools: SourcesTools) {
    this.#tools = tools;
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /** The source of an origin; it begins when somebody is added. Who resumes from a bookmark has one of its own, as has who may lose nothing. */
  of(origin: Origin, { id, bookmark, losesNothing }: Wanting): EventSource {
    const key = `${keyOf(origin)}${bookmark === undefined && !losesNothing ? '' : ` for ${id}`}`;
    const there = this.#open.get(key);
    if (there !== undefined) return there;
    const made = origin.how === 'raised' ? this.#provider(origin.by, key, bookmark) : this.#polling(origin, key);
    this.#open.set(key, made);
    this.#unwatch ??= this.#tools.watchProviders((provider) => { this.#moved(provider); });
    return made;
  }

  /** The provider is asked at once, where it is waited to ask it again. */
  hurry(provider: string): void {
    for (const source of this.#open.values()) if (source instanceof ProviderSource && source.provider === provider) source.hurry();
  }

  /** Nothing is asked any more. */
  stop(): void {
    for (const source of [...this.#open.values()]) source.stop();
  }

  #provider(of: RegisteredClass, key: string, bookmark: string | undefined): ProviderSource {
    const { clock, classes, activations, sourceOf, inFlight, streams, timeoutOf } = this.#tools;
    const { namespace, definition: { name }, registration: { name: provider } } = of;
    const current = (): RegisteredClass => {
      const found = classes.classOf({ namespace, class: name });
      return isRegistered(found) ? found : of;
    };
    const counted = (by: 1 | -1): void => {
      streams.count(provider, by);
      const found = classes.find(namespace, name);
      if (found !== undefined && isRegistered(found)) activations.refresh(found.registration); // One that was unregistered has no room to count.
    };
    let over = (): void => {};
    const ending = new Promise<void>((resolve) => (over = resolve));
    return new ProviderSource({ key, provider, bookmark }, {
      clock, inFlight, counted, timeoutOf,
      source: () => sourceOf(current().registration),
      of: current,
      earlier: this.#ending.get(key) ?? Promise.resolve(),
      stopped: () => {
        this.#ending.set(key, ending);
        this.#closed(key);
      },
      over: () => {
        this.#closed(key);
        if (this.#ending.get(key) === ending) this.#ending.delete(key);
        over();
      },
    });
  }

  #polling({ of, withinSeconds }: Extract<Origin, { readonly how: 'polled' }>, key: string): PollingSource {
    const { clock, list } = this.#tools;
    return new PollingSource({ key, of, withinSeconds }, { clock, list, stopped: () => this.#closed(key) });
  }

  #closed(key: string): void {
    this.#open.delete(key);
    if (this.#open.size > 0) return;
    this.#unwatch?.();
    this.#unwatch = undefined;
  }

  #moved(provider: string): void {
    for (const source of this.#open.values()) {
      if (!(source instanceof ProviderSource) || source.provider !== provider) continue;
      source.leaveDraining();
      source.lookAgain();
    }
  }
}

function keyOf(origin: Origin): string {
  const { namespace, definition: { name } } = origin.how === 'raised' ? origin.by : origin.of;
  const of = `${foldNamespace(namespace)}:${foldName(name)}`;
  return origin.how === 'raised' ? `${origin.by.registration.name} ${of}` : `within ${origin.withinSeconds} ${of}`;
}
