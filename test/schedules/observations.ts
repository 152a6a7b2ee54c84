/** Waiting for something to be seen: an event, a word of a cell, an answer. */

export class Observations {
  #seen = 0;
  readonly #waiting = new Set<() => void>();

  /** Something was seen. */
  observe(): void {
    this.#seen += 1;
    for (const wake of [...this.#waiting]) wake();
  }

  /** How much was seen so far. */
  get seen(): number {
    return this.#seen;
  }

  /** Settles with true when something more was seen than `seen`, with false when nothing was for so long. */
  next(seen: number, patienceMs: number): Promise<boolean> {
    if (this.#seen > seen) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (isSeen: boolean): void => {
        clearTimeout(patience);
        this.#waiting.delete(wake);
        resolve(isSeen);
      };
      const wake = (): void => end(true);
      const patience = setTimeout(() => end(false), patienceMs);
      this.#waiting.add(wake);
    });
  }
}
