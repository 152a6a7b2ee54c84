/** A clock that stands still until a test moves it. */
import type { ClockTimer, ConnectionClock } from '#src/node/clock.js';

export class MadeUpClock implements ConnectionClock {
  #nowMs = 0;
  readonly #timers = new Set<{ readonly atMs: number; readonly act: () => void }>();

  get timers(): number {
    return this.#timers.size;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, act: () => void): ClockTimer {
    const timer = { atMs: this.#nowMs + delayMs, act };
    this.#timers.add(timer);
    return { cancel: () => { this.#timers.delete(timer); } };
  }

  afterTurn(act: () => void): void {
    void turn().then(act);
  }

  /** Moves time, rings what is due, and lets the loop turn so that what they asked for after the turn has happened. */
  async advance(ms: number): Promise<void> {
    this.#nowMs += ms;
    for (const timer of [...this.#timers]) {
      if (timer.atMs > this.#nowMs) continue;
      this.#timers.delete(timer);
      timer.act();
    }
    await turn();
    await turn();
  }
}

/** A whole turn of the event loop, from wherever in it: what had arrived has been read. */
export function turn(): Promise<void> {
  return new Promise((resolve) => { setImmediate(() => { setImmediate(resolve); }); });
}
