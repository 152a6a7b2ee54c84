/**
 * One timer for many deadlines, so that a deadline costs a comparison and not a timer. It rings at the earliest instant asked
 * for, or before; whose deadline that is, and whether it still stands, is left to who set it.
 */
import type { ClockTimer, ConnectionClock } from './clock.js';

/** Longer timers fire at once in Node; the alarm rings early instead and is set anew. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Alarm {
  readonly #clock: ConnectionClock;
  readonly #ring: () => void;
  #timer: ClockTimer | undefined;
  #atMs = Infinity;

  /** `ring` is told once for each time the alarm goes off, and sets it again if anything is left to wait for. */
  constructor(clock: ConnectionClock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Makes it ring at this instant at the latest. It stays set when what it was set for is over. */
  ringBy(atMs: number, nowMs: number): void {
    if (atMs >= this.#atMs) return;
    this.#timer?.cancel();
    this.#atMs = atMs;
    const delayMs = Math.min(Math.max(atMs - nowMs, 1), LONGEST_TIMER_MS);
    const timer = this.#clock.after(delayMs, () => {
      // Timers run before the loop reads its sockets: after a turn that took long, what was waited for may lie there unread.
      this.#clock.afterTurn(() => {
        if (this.#timer !== timer) return;
        this.#timer = undefined;
        this.#atMs = Infinity;
        this.#ring();
      });
    });
    this.#timer = timer;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#atMs = Infinity;
  }
}
