/**
 * Looks at what is idle once every ClearAfter and lets go what is due, which gives the window [ClearAfter, 2 x ClearAfter] by
 * construction. One timer for each ClearAfter rule, and only while something under that rule is idle.
 */
import type { Clock, Timer } from '../clock.js';
import type { Activation } from './activation.js';

/** A sweep that would just miss an idle provider waits for it instead: the window allows it, and it halves the usual wait. */
const NEARLY_DUE_MS = 5;

/** Which ClearAfter an activation falls under, and what it is at this moment; Infinity is never. */
export interface ClearAfterRule {
  readonly name: string;
  readonly clearAfterMs: number;
}

interface Watched {
  readonly activations: Set<Activation>;
  timer: Timer | undefined;
}

export class Sweeper {
  readonly #clock: Clock;
  readonly #ruleOf: (activation: Activation) => ClearAfterRule;
  readonly #watched = new Map<string, Watched>();

  constructor(clock: Clock, ruleOf: (activation: Activation) => ClearAfterRule) {
    this.#clock = clock;
    this.#ruleOf = ruleOf;
  }

  /** To be told of every change of state. */
  entered(activation: Activation): void {
    const { name, clearAfterMs } = this.#ruleOf(activation);
    if (activation.state.name !== 'idle') return this.#forget(activation);
    if (clearAfterMs === Infinity) return;
    let watched = this.#watched.get(name);
    if (watched === undefined) this.#watched.set(name, (watched = { activations: new Set(), timer: undefined }));
    watched.activations.add(activation);
    watched.timer ??= this.#arm(name, clearAfterMs);
  }

  /** ClearAfter was edited: what is idle is looked at anew under the new one. */
  rebase(idle: Iterable<Activation>): void {
    this.stop();
    for (const activation of idle) this.entered(activation);
  }

  /** Disarms everything. */
  stop(): void {
    for (const { timer } of this.#watched.values()) timer?.cancel();
    this.#watched.clear();
  }

  #forget(activation: Activation): void {
    for (const [name, watched] of this.#watched) {
      if (!watched.activations.delete(activation) || watched.activations.size > 0) continue;
      watched.timer?.cancel();
      this.#watched.delete(name);
    }
  }

  #arm(name: string, delayMs: number): Timer {
    return this.#clock.after(delayMs, () => this.#sweep(name));
  }

  #sweep(name: string): void {
    const watched = this.#watched.get(name);
    if (watched === undefined) return;
    watched.timer = undefined;
    let clearAfterMs = 0;
    for (const activation of [...watched.activations]) {
      ({ clearAfterMs } = this.#ruleOf(activation));
      activation.enter({ name: 'swept', clearAfterMs });
    }
    if (watched.activations.size > 0) watched.timer ??= this.#arm(name, this.#nextDelay(watched, clearAfterMs));
  }

  #nextDelay(watched: Watched, clearAfterMs: number): number {
    const nowMs = this.#clock.nowMs();
    let delayMs = clearAfterMs;
    for (const { state } of watched.activations) {
      if (state.name !== 'idle') continue;
      const restMs = state.sinceMs + clearAfterMs - nowMs;
      if (restMs > 0 && restMs <= NEARLY_DUE_MS) delayMs = Math.min(delayMs, restMs);
    }
    return Math.max(1, delayMs);
  }
}
