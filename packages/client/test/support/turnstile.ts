/** Where a test's two sides wait for each other. */
export class Turnstile {
  #open!: () => void;
  #arrive!: () => void;
  readonly #opened = new Promise<void>((resolve) => { this.#open = resolve; });
  readonly #arrived = new Promise<void>((resolve) => { this.#arrive = resolve; });

  /** Says that it is waiting, and waits until it is opened. */
  passed(): Promise<void> {
    this.#arrive();
    return this.#opened;
  }

  /** Resolves when someone waits. */
  waiting(): Promise<void> {
    return this.#arrived;
  }

  open(): void {
    this.#open();
  }
}
