/** How many batches a client has room for. */

/** More than anybody needs; what is granted beyond it is dropped, so that a client cannot count itself past all bounds. */
const MOST_CREDIT = 1_024;

export class CreditWindow {
  #credit: number;
  #wake: (() => void) | undefined;

  constructor(credit: number) {
    this.#credit = Math.min(credit, MOST_CREDIT);
  }

  grant(credit: number): void {
    this.#credit = Math.min(this.#credit + credit, MOST_CREDIT);
    this.#wake?.();
  }

  /** Takes one, waiting for it if need be. One waits at a time. Rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#credit === 0) await this.#granted(signal);
    this.#credit -= 1;
  }

  #granted(signal: AbortSignal): Promise<void> {
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
