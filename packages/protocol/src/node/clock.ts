/** Time as an argument: what a connection and a dial know of clocks and timers. Tests give one that they move by hand. */

/** A timer that is set. */
export interface ClockTimer {
  cancel(): void;
}

export interface ConnectionClock {
  /** Monotonic; only differences mean anything. */
  nowMs(): number;
  /** Calls `act` once, after at least `delayMs`. Never keeps the process alive. */
  after(delayMs: number, act: () => void): ClockTimer;
  /** Calls `act` once the event loop has read what had arrived when this was called. */
  afterTurn(act: () => void): void;
}

/** The clock of the process. */
export const systemClock: ConnectionClock = {
  nowMs: () => performance.now(),
  after(delayMs, act) {
    const timer = setTimeout(act, delayMs);
    timer.unref();
    return { cancel: () => { clearTimeout(timer); } };
  },
  afterTurn: (act) => { setImmediate(act); },
};
