/** Counts what is tolerated now and then but not in masses: so many in a minute. What too many means is left to the caller. */
import type { ConnectionClock } from './clock.js';

const WINDOW_MS = 60_000;

export class Tally {
  readonly #limit: number;
  readonly #clock: ConnectionClock;
  #count = 0;
  #sinceMs = 0;

  constructor(limit: number, clock: ConnectionClock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Counts one; true when it is more than the limit within a minute. */
  isTooMany(): boolean {
    if (this.#count === 0) this.#sinceMs = this.#clock.nowMs();
    this.#count += 1;
    if (this.#count <= this.#limit) return false;
    const isTooMany = this.#clock.nowMs() - this.#sinceMs < WINDOW_MS;
    this.#count = 0;
    return isTooMany;
  }
}
