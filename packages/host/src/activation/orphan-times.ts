/**
 * How long each provider may live without a host: told to its keeper before it is initialized, and to keeper, provider and record when an operator edits that.
 * What they do once the host is lost is theirs.
 */
import { OrphanAfter } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import type { ProviderProcess } from '../process/provider-process.js';
import type { Registration } from '../registration/registration.js';
import type { Activation } from './activation.js';

export interface OrphanTimesTools {
  /** As it is now; 0: it lets go as soon as it has lost its host. */
  readonly orphanAfterMs: () => number;
  readonly releaseTimeoutMs: (registration: Registration) => number;
  /** Keeps it for the next host, of all of these activations. */
  readonly record: (activations: readonly string[], orphanAfterMs: number) => void;
}

interface Begun {
  readonly process: ProviderProcess;
  readonly connection: Connection;
}

export class OrphanTimes {
  readonly #tools: OrphanTimesTools;
  readonly #begun = new Map<Activation, Begun>();
  #told: Promise<unknown> = Promise.resolve();

  constructor(tools: OrphanTimesTools) {
    this.#tools = tools;
  }

  /** As it is to be said in the initialize that is sent next. */
  get orphanAfterMs(): number {
    return this.#tools.orphanAfterMs();
  }

  /** It is initialized next, by this process. Settles when its keeper knows how long it may live; never rejects. */
  begins(activation: Activation, begun: Begun): Promise<void> {
    this.#begun.set(activation, begun);
    void activation.ended.then(() => this.#begun.delete(activation));
    return this.#tellKeeper(activation, begun);
  }

  /** An earlier host has begun it, and told it what held then. */
  adopted(activation: Activation, begun: Begun): void {
    void this.begins(activation, begun);
    this.#tellProvider(begun);
  }

  /** It was edited, or how long they have to let go. */
  changed(): void {
    this.#told = Promise.all([...this.#begun].map(([activation, begun]) => {
      this.#tellProvider(begun);
      return this.#tellKeeper(activation, begun);
    }));
    this.#tools.record([...this.#begun.keys()].map(({ id }) => id), this.orphanAfterMs);
  }

  /** Settles when those keepers know of the latest edit that can be told. Never rejects. */
  async told(): Promise<void> {
    await this.#told;
  }

  #tellKeeper({ registration }: Activation, { process }: Begun): Promise<void> {
    return process.initialized(this.orphanAfterMs, this.#tools.releaseTimeoutMs(registration));
  }

  #tellProvider({ connection }: Begun): void {
    connection.notify(OrphanAfter, { orphanAfterMs: this.orphanAfterMs });
  }
}
