/** Watches the age of refusals: one that lasts longer than the setting is worth a warning, once. One timer for each activation that is refused. */
import type { Clock, Timer } from '../clock.js';
import type { Activation } from './activation.js';
import type { Refusal } from './refusals.js';

export class HeldLong {
  readonly #clock: Clock;
  readonly #limitMs: () => number;
  readonly #tell: (activation: Activation, facts: Record<string, unknown>) => void;
  readonly #timers = new Map<Activation, Timer>();
  readonly #told = new WeakSet<Refusal>();

  constructor(clock: Clock, limitMs: () => number, tell: (activation: Activation, facts: Record<string, unknown>) => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#tell = tell;
  }

  /** A refusal has come or gone. */
  changed(activation: Activation): void {
    if (activation.refusals.size === 0) this.forget(activation);
    else if (!this.#timers.has(activation)) this.#watch(activation);
  }

  /** It is gone. */
  forget(activation: Activation): void {
    this.#timers.get(activation)?.cancel();
    this.#timers.delete(activation);
  }

  /** Disarms everything. */
  stop(): void {
    for (const activation of [...this.#timers.keys()]) this.forget(activation);
  }

  #watch(activation: Activation): void {
    this.#timers.delete(activation);
    const nowMs = this.#clock.nowMs();
    const limitMs = this.#limitMs();
    let nextMs = Infinity;
    for (const refusal of activation.refusals) {
      if (this.#told.has(refusal)) continue;
      const restMs = refusal.sinceMs + limitMs - nowMs;
      if (restMs > 0) nextMs = Math.min(nextMs, restMs);
      else this.#warn(activation, refusal, nowMs);
    }
    if (nextMs !== Infinity) this.#timers.set(activation, this.#clock.after(nextMs, () => this.#watch(activation)));
  }

  #warn(activation: Activation, refusal: Refusal, nowMs: number): void {
    this.#told.add(refusal);
    const { context, operation, why, since, sinceMs } = refusal;
    this.#tell(activation, { context, operation, ...(why === undefined ? {} : { why }), since: since.toISOString(), ageMs: Math.round(nowMs - sinceMs) });
  }
}
