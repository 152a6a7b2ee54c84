/** The deadline of a list: time passes only while a reader waits for the provider. One that takes its time with what it has costs the provider nothing. */
import type { Clock, Timer } from '../clock.js';
import type { Operation } from './operation.js';

export class ListDeadline {
  readonly #clock: Clock;
  readonly #operation: Operation;
  readonly #passed: () => void;
  #timer: Timer | undefined;

  constructor(clock: Clock, operation: Operation, passed: () => void) {
    this.#clock = clock;
    this.#operation = operation;
    this.#passed = passed;
  }

  /** The reader waits from now on. */
  start(): void {
    this.#operation.restartDeadline();
    this.#arm();
  }

  /** There is something to read, or it is over. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(this.#operation.remainingMs, () => {
      if (this.#operation.remainingMs > 1) this.#arm(); // Progress has started it anew.
      else this.#passed();
    });
  }
}
