/** The host's only source of time, as a value, so that policy can run under a made-up clock. */
import { performance } from 'node:perf_hooks';

/** A timer that was set. */
export interface Timer {
  /** Idempotent. */
  cancel(): void;
}

export interface Clock {
  /** Monotonic milliseconds: for ages and deadlines, never shown to people. */
  nowMs(): number;
  /** The wall clock, for people. */
  date(): Date;
  /** Calls `act` once, not before `delayMs` have passed by {@link Clock.nowMs}. */
  after(delayMs: number, act: () => void): Timer;
  /** Calls `act` once the event loop has read what had arrived when this was called. */
  afterTurn(act: () => void): void;
}

/** Node fires a longer timeout at once (ClearAfter may be 99,999,999 days), so such a wait is made of pieces. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

class SystemTimer implements Timer {
  readonly #clock: Clock;
  readonly #dueMs: number;
  readonly #act: () => void;
  #timeout: NodeJS.Timeout | undefined;

  constructor(clock: Clock, delayMs: number, act: () => void) {
    this.#clock = clock;
    this.#dueMs = clock.nowMs() + delayMs;
    this.#act = act;
    this.#arm(delayMs);
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }

  #arm(delayMs: number): void {
    this.#timeout = setTimeout(() => {
      const restMs = this.#dueMs - this.#clock.nowMs();
      if (restMs > 0) this.#arm(restMs); // Timeouts fire up to a millisecond early.
      else this.#act();
    }, Math.min(Math.ceil(delayMs), LONGEST_TIMEOUT_MS));
  }
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  date: () => new Date(),
  after: (delayMs, act) => new SystemTimer(systemClock, Math.max(0, delayMs), act),
  afterTurn: (act) => void setImmediate(act),
};
