/** A clock that moves when told. */
import type { Clock, Timer } from '#src/clock.js';

export class MadeUpClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Map<object, { dueMs: number; act: () => void }>();

  nowMs(): number {
    return this.#nowMs;
  }

  date(): Date {
    return new Date(this.#nowMs);
  }

  after(delayMs: number, act: () => void): Timer {
    const timer: Timer = { cancel: () => void this.#timers.delete(timer) };
    this.#timers.set(timer, { dueMs: this.#nowMs + delayMs, act });
    return timer;
  }

  afterTurn(act: () => void): void {
    this.after(0, act);
  }

  /** How many timers are armed. */
  get armed(): number {
    return this.#timers.size;
  }

  /** Time passes while nothing can run; what fell due fires late, with the next move. */
  stall(ms: number): void {
    this.#nowMs += ms;
  }

  /** Moves to `ms` from now, firing what falls due on the way at its own moment. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, { dueMs }]) => dueMs <= untilMs).sort(([, a], [, b]) => a.dueMs - b.dueMs)[0];
      if (due === undefined) break;
      const [timer, { dueMs, act }] = due;
      this.#timers.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, dueMs);
      act();
    }
    this.#nowMs = untilMs;
  }
}
