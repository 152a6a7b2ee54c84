/** Time as an argument: what the runner knows of clocks and timers. A test gives one that it moves itself. */

/** A timer that is set. */
export interface ClockTimer {
  cancel(): void;
  /** From now on it keeps no process alive. */
  unref(): void;
}

export interface Clock {
  /** Monotonic; only differences mean anything. */
  nowMs(): number;
  /** The time of day, only ever shown. */
  wallMs(): number;
  /** Calls `act` once, after at least `delayMs`; earlier only where that is more than 24 days. */
  after(delayMs: number, act: () => void): ClockTimer;
}

/** Longer timers fire at once in Node. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The clock of the process. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, act) {
    const timer = setTimeout(act, Math.min(delayMs, LONGEST_TIMER_MS));
    return { cancel: () => { clearTimeout(timer); }, unref: () => { timer.unref(); } };
  },
};
