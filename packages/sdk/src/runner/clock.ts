/** Time as an argument: what the runner knows of clocks and timers. A test gives one that it moves itself. */

export interface Clock {
  /** Monotonic; only differences mean anything. */
  nowMs(): number;
  /** The time of day, only ever shown. */
  wallMs(): number;
  /** Calls `act` once, after at least `delayMs`. */
  after(delayMs: number, act: () => void): { cancel(): void };
}

/** Longer timers fire at once in Node. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The clock of the process. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, act) {
    const timer = setTimeout(act, Math.min(delayMs, LONGEST_TIMER_MS));
    return { cancel: () => { clearTimeout(timer); } };
  },
};
