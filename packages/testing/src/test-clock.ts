/** A clock that moves when it is told to, and never by itself. Deadlines that are set by it fall due in the order of their instants. */
import type { ConnectionClock } from '@provost/protocol/node';
import type { Clock } from '@provost/sdk/embedding';
import { durationMs, type Duration } from './duration.js';

interface Alarm {
  readonly atMs: number;
  readonly act: () => void;
}

export class TestClock implements Clock, ConnectionClock {
  #movedMs = 0;
  readonly #startedAtMs: number;
  readonly #alarms = new Set<Alarm>();

  /** The time of day starts at `startsAt`; the monotonic reading at 0. */
  constructor(startsAt = new Date('2030-01-01T00:00:00Z')) {
    this.#startedAtMs = startsAt.getTime();
  }

  nowMs(): number {
    return this.#movedMs + this.passedMs();
  }

  /** The time of day, as a host takes it: `new ProviderHost({ state, clock })`. */
  date(): Date {
    return new Date(this.wallMs());
  }

  wallMs(): number {
    return this.#startedAtMs + this.nowMs();
  }

  after(delayMs: number, act: () => void): { cancel(): void; unref(): void } {
    const alarm = { atMs: this.nowMs() + Math.max(delayMs, 0), act };
    this.#alarms.add(alarm);
    return { cancel: () => { this.#alarms.delete(alarm); }, unref: () => { /* It is no timer of the process: nothing is kept alive. */ } };
  }

  afterTurn(act: () => void): void {
    setImmediate(act);
  }

  /** How many deadlines are set. */
  get pending(): number {
    return this.#alarms.size;
  }

  /**
   * Moves time on: `await clock.advance('30s')`. Each deadline on the way falls due at its own instant, and what it sets going may go on, and may
   * set further ones, before the next. Resolves once time has arrived and what was set going had its turn.
   */
  async advance(duration: Duration): Promise<void> {
    const endMs = this.nowMs() + durationMs(duration);
    // What was asked for just before has not set its deadline yet.
    await turn();
    for (let next = this.#nextBy(endMs); next !== undefined; next = this.#nextBy(endMs)) {
      this.#alarms.delete(next);
      this.#moveTo(next.atMs);
      next.act();
      await turn();
    }
    this.#moveTo(endMs);
    await turn();
  }

  /** Time that has passed by itself: none. */
  protected passedMs(): number {
    return 0;
  }

  #moveTo(atMs: number): void {
    this.#movedMs = Math.max(this.#movedMs, atMs - this.passedMs());
  }

  #nextBy(endMs: number): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (alarm.atMs <= endMs && (first === undefined || alarm.atMs < first.atMs)) first = alarm;
    }
    return first;
  }
}

/** Two turns of the event loop: one for what is on its way through streams, one for what that sets going. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
