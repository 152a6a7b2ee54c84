/**
 * Loads providers ahead of need where their uses say when that will be: those that come at a regular pace, a little before the next use is due, and after a
 * start of the host those that were loaded when the last one stopped. It is off unless an operator wants it. How one is loaded is given in from outside.
 */
import type { Clock, Timer } from '../../clock.js';
import { USES_KNOWN, paceOf } from './pace.js';

/** This share of the pace before the use that is due, and not more than so long: a provider that is loaded takes memory. */
const AHEAD_SHARE = 0.25;
const AHEAD_AT_MOST_MS = 20_000;
/** And not more than this share of the time after which it would be unloaded again, unused. */
const IDLE_SHARE = 0.5;
/** Providers whose uses are remembered; the longest unused are forgotten. */
const KNOWN_AT_MOST = 256;
/** Timers at the same time, and providers loaded after a start. */
export const PREWARMED_AT_MOST = 8;

export interface PrewarmerTools {
  readonly clock: Clock;
  readonly isOn: () => boolean;
  /** How long it may be idle before it is unloaded. */
  readonly clearAfterMs: (provider: string) => number;
  /** Loads it, unless it is loaded or may not be; whether there is something now that waits to be used. As nobody's request, which no caller waits for. Never rejects. */
  readonly load: (provider: string) => Promise<boolean>;
  /** It is about to be loaded ahead of need. */
  readonly tell: (provider: string, why: Readonly<Record<string, unknown>>) => void;
}

interface Known {
  usesMs: readonly number[];
  timer?: Timer;
}

export class Prewarmer {
  readonly #tools: PrewarmerTools;
  /** The latest used last. */
  readonly #known = new Map<string, Known>();
  /** Those that were loaded ahead of need, and not used since. */
  readonly #unused = new Set<string>();
  #isStopped = false;

  constructor(tools: PrewarmerTools) {
    this.#tools = tools;
  }

  /** Whether some were loaded ahead of need and not used yet: then each use of any is to be told. */
  get awaitsUse(): boolean {
    return this.#unused.size > 0;
  }

  /** It was loaded because a request needed it, or was used for the first time since it was loaded ahead of need. */
  used(provider: string): void {
    if (!this.#tools.isOn() || this.#isStopped) return;
    const { usesMs = [], timer } = this.#known.get(provider) ?? {};
    timer?.cancel();
    this.#unused.delete(provider);
    this.#known.delete(provider);
    this.#known.set(provider, { usesMs: [...usesMs, this.#tools.clock.nowMs()].slice(-USES_KNOWN) });
    for (const oldest of [...this.#known.keys()].slice(0, -KNOWN_AT_MOST)) this.forget(oldest);
  }

  /** A request has come to it: where it was loaded ahead of need, that was worth it. */
  requested(provider: string): void {
    if (this.#unused.has(provider)) this.used(provider);
  }

  /** It was unloaded because it was idle. One that was loaded ahead of need in vain is not again before it has a pace anew. */
  unloaded(provider: string): void {
    const known = this.#known.get(provider);
    if (known === undefined) return;
    if (this.#unused.has(provider)) return this.forget(provider);
    const paceMs = paceOf(known.usesMs);
    if (paceMs === undefined || !this.#tools.isOn() || this.#isStopped) return;
    const aheadMs = Math.min(paceMs * AHEAD_SHARE, AHEAD_AT_MOST_MS, this.#tools.clearAfterMs(provider) * IDLE_SHARE);
    const delayMs = (known.usesMs.at(-1) as number) + paceMs - aheadMs - this.#tools.clock.nowMs();
    const planned = [...this.#known.values()].filter(({ timer }) => timer !== undefined).length;
    if (delayMs < 0 || planned >= PREWARMED_AT_MOST) return;
    known.timer = this.#tools.clock.after(delayMs, () => {
      delete known.timer;
      if (this.#tools.isOn()) void this.#load(provider, known, { why: 'regular', everyMs: Math.round(paceMs) });
    });
  }

  /** After a start: those that were loaded when the last host stopped, one after the other, the first so many of them. Settles when all are loaded, or cannot be. */
  async started(providers: readonly string[]): Promise<void> {
    if (!this.#tools.isOn()) return;
    for (const provider of providers.slice(0, PREWARMED_AT_MOST)) {
      if (this.#isStopped || this.#known.has(provider)) continue; // Used already.
      const known: Known = { usesMs: [] };
      this.#known.set(provider, known);
      await this.#load(provider, known, { why: 'loaded before' });
    }
  }

  /** Nothing is expected of it any more. */
  forget(provider: string): void {
    this.#known.get(provider)?.timer?.cancel();
    this.#known.delete(provider);
    this.#unused.delete(provider);
  }

  /** It was turned off, or the host stops: nothing more is loaded. */
  clear(): void {
    for (const provider of [...this.#known.keys()]) this.forget(provider);
  }

  /** As {@link clear}, for good. */
  stop(): void {
    this.#isStopped = true;
    this.clear();
  }

  async #load(provider: string, known: Known, why: Readonly<Record<string, unknown>>): Promise<void> {
    this.#tools.tell(provider, why);
    this.#unused.add(provider); // A request that comes while it is loaded is a use as well.
    if (!(await this.#tools.load(provider)) && this.#known.get(provider) === known) this.forget(provider);
  }
}
