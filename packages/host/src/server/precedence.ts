/**
 * Small requests go before the batches of a stream on the same connection: while one that has just come is at work, the next batch is held back, for a moment and never longer; and
 * while they come one after the other, a stream is to have no more than one batch on its way. What is a stream, and when its next batch is due, is left to who sends it.
 */
import type { Clock } from '../clock.js';

/** How long a batch is held back at most, and for how long after it has come a request is taken for a small one. */
const HOLD_MS = 2;
/** For how long after a small request has come, or was answered, the next is expected. */
const NEXT_WITHIN_MS = 20;

export class Precedence {
  readonly #clock: Clock;
  #streams = 0;
  #small = 0;
  /** When the latest of the small ones came. */
  #cameMs = -Infinity;
  /** When one was answered last. */
  #answeredMs = -Infinity;
  readonly #held = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A request that is no stream was asked, and this is its answer to come. Without a stream beside it, it costs nothing. */
  request<T>(answer: Promise<T>): Promise<T> {
    if (this.#streams === 0) return answer;
    this.#small += 1;
    this.#cameMs = this.#clock.nowMs();
    answer.then(this.#ended, this.#ended);
    return answer;
  }

  /** Whether small requests come one after the other. */
  get isWanted(): boolean {
    return this.#clock.nowMs() - Math.max(this.#cameMs, this.#answeredMs) < NEXT_WITHIN_MS;
  }

  /** Runs a stream. */
  async stream<T>(run: () => Promise<T>): Promise<T> {
    this.#streams += 1;
    try {
      return await run();
    } finally {
      this.#streams -= 1;
    }
  }

  /** Settles when the next batch may go: at once, or when the small requests are answered, or after a moment in which they were not. */
  async turn(): Promise<void> {
    if (this.#small === 0 || this.#clock.nowMs() - this.#cameMs >= HOLD_MS) return;
    await new Promise<void>((resolve) => {
      const release = (): void => {
        this.#held.delete(release);
        timer.cancel();
        resolve();
      };
      const timer = this.#clock.after(HOLD_MS, release);
      this.#held.add(release);
    });
  }

  /** The answer goes out with this turn of the loop, what was held back after it. */
  readonly #ended = (): void => {
    this.#small -= 1;
    this.#answeredMs = this.#clock.nowMs();
    if (this.#small > 0 || this.#held.size === 0) return;
    this.#clock.afterTurn(() => { for (const release of this.#held) release(); });
  };
}
