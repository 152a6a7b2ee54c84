/**
 * Looks at what is idle once every ClearAfter and lets go what is due, which gives the window [ClearAfter, 2 x ClearAfter] by
 * construction. One timer for each ClearAfter rule, set when something under that rule becomes idle; with nothing idle it rings once at most.
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
  /** When the next sweep is to be. */
  dueMs: number;
  /** Rings then, or before: it outlives the first that is used again, so that a busy provider costs no timer for each request. */
  timer: Timer | undefined;
  ringsMs: number;
}

export class Sweeper {
  readonly #clock: Clock;
  readonly #ruleOf: (activation: Activation) => ClearAfterRule;
  readonly #watched = new Map<string, Watched>();
  /** Looked up once for each activation, and not with each request. */
  #rules = new WeakMap<Activation, ClearAfterRule>();

  constructor(clock: Clock, ruleOf: (activation: Activation) => ClearAfterRule) {
    this.#clock = clock;
    this.#ruleOf = ruleOf;
  }

  /** To be told of every change of state. */
  entered(activation: Activation): void {
    if (activation.state.name !== 'idle') return this.forget(activation);
    const { name, clearAfterMs } = this.#knownRule(activation);
    if (clearAfterMs === Infinity) return;
    let watched = this.#watched.get(name);
    if (watched === undefined) this.#watched.set(name, (watched = { activations: new Set(), dueMs: 0, timer: undefined, ringsMs: 0 }));
    if (watched.activations.size === 0) this.#plan(name, watched, clearAfterMs);
    watched.activations.add(activation);
  }

  /** ClearAfter was edited: what was known of it may no longer be so. Those that it concerns are forgotten before. */
  forgetRules(): void {
    this.#rules = new WeakMap();
  }

  /** It is no longer looked at. */
  forget(activation: Activation): void {
    // By the rule that it was watched under: there may be as many rules as providers.
    this.#watched.get(this.#knownRule(activation).name)?.activations.delete(activation);
  }

  /** Disarms everything. */
  stop(): void {
    for (const { timer } of this.#watched.values()) timer?.cancel();
    this.#watched.clear();
  }

  #knownRule(activation: Activation): ClearAfterRule {
    let rule = this.#rules.get(activation);
    if (rule === undefined) this.#rules.set(activation, (rule = this.#ruleOf(activation)));
    return rule;
  }

  /** The next sweep is in so long. */
  #plan(name: string, watched: Watched, delayMs: number): void {
    watched.dueMs = this.#clock.nowMs() + delayMs;
    if (watched.timer !== undefined && watched.ringsMs <= watched.dueMs) return;
    watched.timer?.cancel();
    watched.ringsMs = watched.dueMs;
    watched.timer = this.#clock.after(delayMs, () => this.#ring(name, watched));
  }

  #ring(name: string, watched: Watched): void {
    watched.timer = undefined;
    if (watched.activations.size === 0) return void this.#watched.delete(name);
    const restMs = watched.dueMs - this.#clock.nowMs();
    if (restMs > 0) this.#plan(name, watched, restMs);
    else this.#clock.afterTurn(() => this.#sweep(name, watched)); // A request that is here already wins.
  }

  #sweep(name: string, watched: Watched): void {
    if (this.#watched.get(name) !== watched) return;
    let clearAfterMs = 0;
    for (const activation of [...watched.activations]) {
      ({ clearAfterMs } = this.#ruleOf(activation));
      activation.enter({ name: 'swept', clearAfterMs });
    }
    if (watched.activations.size > 0) this.#plan(name, watched, this.#nextDelay(watched, clearAfterMs));
  }

  #nextDelay(watched: Watched, clearAfterMs: number): number {
    const nowMs = this.#clock.nowMs();
    let delayMs = clearAfterMs;
    for (const { state } of watched.activations) {
      if (state.name !== 'idle') continue;
      const restMs = state.fromMs + clearAfterMs - nowMs;
      if (restMs > 0 && restMs <= NEARLY_DUE_MS) delayMs = Math.min(delayMs, restMs);
    }
    return Math.max(1, delayMs);
  }
}
