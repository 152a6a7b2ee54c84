/**
 * The operations that earlier hosts have left in an activation: nobody waits for their answers, but they are at work until they have returned. Their
 * deadlines went with those hosts; here they have the time of an operation from the adoption on. Who watches that is `heartbeats.ts`.
 */
import type { Clock } from '../clock.js';
import type { OpenOperation } from '../supervision/liveness.js';

export class Inherited {
  readonly #contexts = new Set<string>();
  readonly #clock: Clock;
  #sinceMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#contexts.size;
  }

  has(context: string): boolean {
    return this.#contexts.has(context);
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#contexts.values();
  }

  /** These are at work. Call it once. */
  begin(contexts: readonly string[]): void {
    this.#sinceMs = this.#clock.nowMs();
    for (const context of contexts) this.#contexts.add(context);
  }

  /** One has returned; false where it is none, or has done so before. */
  returned(context: string): boolean {
    return this.#contexts.delete(context);
  }

  /** The provider has let go of all of them. */
  clear(): void {
    this.#contexts.clear();
  }

  /** All that have not returned, with how long they are past that time. */
  operations(timeoutMs: number): OpenOperation[] {
    const ageMs = Math.round(this.#clock.nowMs() - this.#sinceMs);
    return [...this.#contexts].map((id) => ({ id, what: 'asked by an earlier host', ageMs, overdueMs: Math.round(ageMs - timeoutMs), isAbandoned: true }));
  }
}
