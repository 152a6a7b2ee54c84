/**
 * Which loads are at work at the same time, and whose turn is next. Starting a process costs a processor some fifty milliseconds: a hundred at once would
 * all be late, so as many are at work as the machine can do, and the rest wait here, those that somebody waits for first. How one loads is left to the loader.
 */
import { ProviderError } from '@provost/protocol';
import type { Clock } from '../clock.js';

/** Who waits for a provider to be loaded. */
export interface Want {
  /** When the first of them gives up, on the clock; Infinity where none does. */
  readonly untilMs: number;
  /** Whether a provider that is loading itself waits for it: it keeps its place meanwhile, so that to wait for a place could be to wait for ever. */
  readonly isNested: boolean;
}

export interface AdmissionTools {
  readonly clock: Clock;
  /** How many loads are at work at the same time. */
  readonly atOnce: () => number;
  /** How many may wait. */
  readonly limit: () => number;
}

/** What is loaded. Each load is one of its own, by identity. */
export interface Loading {
  readonly registration: { readonly name: string };
}

/** Of so many that are admitted one is of those that nobody waits for, where there are such: they are last, and come to be loaded all the same. */
export const BACKGROUND_EVERY = 8;

interface Waiting {
  readonly sinceMs: number;
  readonly admit: () => void;
  readonly withdraw: () => void;
}

export class Admission {
  /** Who waits for which provider: whoever is not among them is loaded ahead of need. Set by those who know all requests. */
  wants: () => ReadonlyMap<string, Want> = () => new Map();
  readonly #tools: AdmissionTools;
  /** In the order of their arrival. */
  readonly #waiting = new Map<Loading, Waiting>();
  readonly #queuedMs = new WeakMap<Loading, number>();
  #atWork = 0;
  #sinceBackground = 0;

  constructor(tools: AdmissionTools) {
    this.#tools = tools;
  }

  /** How many are at work, and how many wait. */
  get counts(): { readonly atWork: number; readonly waiting: number } {
    return { atWork: this.#atWork, waiting: this.#waiting.size };
  }

  /** How long that one has waited for its turn; nothing where it did not. */
  waited(loading: Loading): { readonly queuedMs?: number } {
    const queuedMs = this.#queuedMs.get(loading);
    return queuedMs === undefined ? {} : { queuedMs };
  }

  /** Runs `load` at once or in its turn. Rejects as `load` does, or with OPERATION_CANCELLED once it is {@link withdraw withdrawn} before its turn. */
  async run(loading: Loading, load: () => Promise<void>): Promise<void> {
    if (this.#mayBegin(loading)) this.#atWork += 1;
    else await this.#turn(loading);
    try {
      await load();
    } finally {
      this.#atWork -= 1;
      this.review();
    }
  }

  /** It is not to be loaded any more. Nothing where it does not wait. */
  withdraw(loading: Loading): void {
    this.#waiting.get(loading)?.withdraw();
  }

  /** Who waits, or how many may be at work, has changed: admits whose turn it is. */
  review(): void {
    if (this.#waiting.size === 0) return;
    const wants = this.wants();
    for (const loading of this.#waiting.keys()) if (wants.get(loading.registration.name)?.isNested === true) this.#admit(loading);
    while (this.#atWork < this.#tools.atOnce() && this.#waiting.size > 0) this.#admit(this.#next(wants));
  }

  /** Throws SERVER_LIMITS_EXCEEDED where no further load may wait. For one that a loading provider waits for there is always room. */
  refuseBeyond({ registration: { name } }: Loading): void {
    const limit = this.#tools.limit();
    if (this.#waiting.size < limit || this.#isNested(name)) return;
    throw new ProviderError('SERVER_LIMITS_EXCEEDED', { provider: name, limit: 'load-queue', value: limit }, {
      message: `Provider "${name}" was not loaded: ${limit} loads wait for their turn already (load-queue), and ${this.#atWork} are at work.`,
      remedy: 'Ask again once they are loaded, or let more wait: provost settings load-queue N.',
    });
  }

  #mayBegin({ registration: { name } }: Loading): boolean {
    return (this.#waiting.size === 0 && this.#atWork < this.#tools.atOnce()) || this.#isNested(name);
  }

  #isNested(provider: string): boolean {
    return this.wants().get(provider)?.isNested === true;
  }

  #turn(loading: Loading): Promise<void> {
    const { clock } = this.#tools;
    const sinceMs = clock.nowMs();
    return new Promise((resolve, reject) => {
      this.#waiting.set(loading, {
        sinceMs,
        admit: () => {
          this.#queuedMs.set(loading, Math.round(clock.nowMs() - sinceMs));
          this.#atWork += 1;
          resolve();
        },
        withdraw: () => {
          this.#waiting.delete(loading);
          reject(new ProviderError('OPERATION_CANCELLED', { provider: loading.registration.name }, { message: `Provider "${loading.registration.name}" is not loaded: it was told to go before it was its turn.` }));
        },
      });
      this.review();
    });
  }

  #admit(loading: Loading): void {
    const waiting = this.#waiting.get(loading);
    this.#waiting.delete(loading);
    waiting?.admit();
  }

  /** The one whose caller gives up first; of those that nobody waits for, or whose callers never give up, the first to come. */
  #next(wants: ReadonlyMap<string, Want>): Loading {
    let asked: { readonly loading: Loading; readonly untilMs: number } | undefined;
    let background: Loading | undefined;
    for (const loading of this.#waiting.keys()) {
      const untilMs = wants.get(loading.registration.name)?.untilMs ?? Infinity;
      if (untilMs === Infinity) background ??= loading;
      else if (asked === undefined || untilMs < asked.untilMs) asked = { loading, untilMs };
    }
    this.#sinceBackground += 1;
    if (background !== undefined && (asked === undefined || this.#sinceBackground >= BACKGROUND_EVERY)) {
      this.#sinceBackground = 0;
      return background;
    }
    return asked!.loading;
  }
}
