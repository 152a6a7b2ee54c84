/** How many batches a client has room for. */
import type { Clock } from '../clock.js';

/** More than anybody needs; what is granted beyond it is dropped, so that a client cannot count itself past all bounds. */
const MOST_CREDIT = 1_024;

export class CreditWindow {
  #credit: number;
  /** How many it has that were not given back. */
  #out = 0;
  #wake: (() => void) | undefined;

  constructor(credit: number) {
    this.#credit = Math.min(credit, MOST_CREDIT);
  }

  grant(credit: number): void {
    this.#credit = Math.min(this.#credit + credit, MOST_CREDIT);
    this.#out = Math.max(0, this.#out - credit);
    this.#wake?.();
  }

  /** Takes one, waiting for it if need be. One waits at a time. Rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted(); // Also where there is credit.
    if (this.#credit === 0) await this.#granted(signal);
    this.#credit -= 1;
    this.#out += 1;
  }

  /** Settles when the client has given back all that it has, or after a while: it may give credit as it likes. Rejects with the signal's reason. */
  async emptied(signal: AbortSignal, clock: Clock, withinMs: number): Promise<void> {
    let isOver = false;
    const timer = clock.after(withinMs, () => {
      isOver = true;
      this.#wake?.();
    });
    try {
      while (this.#out > 0 && !isOver) await this.#granted(signal);
    } finally {
      timer.cancel();
    }
  }

  #granted(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const aborted = (): void => {
        this.#wake = undefined;
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', aborted, { once: true });
      this.#wake = () => {
        this.#wake = undefined;
        signal.removeEventListener('abort', aborted);
        resolve();
      };
    });
  }
}
