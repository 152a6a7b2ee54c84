/** A clock that moves when told. */
import type { Clock, Timer } from '#src/clock.js';

interface Armed {
  readonly dueMs: number;
  /** Of two that are due at the same moment the one that was armed first rings first. */
  readonly number: number;
  readonly timer: object;
  readonly act: () => void;
}

export class MadeUpClock implements Clock {
  #nowMs = 0;
  #last = 0;
  readonly #timers = new Map<object, Armed>();
  /** The next to ring first, as a heap; what was cancelled is among them until it is its turn. */
  readonly #due: Armed[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  date(): Date {
    return new Date(this.#nowMs);
  }

  after(delayMs: number, act: () => void): Timer {
    const timer: Timer = { cancel: () => void this.#timers.delete(timer) };
    const armed = { dueMs: this.#nowMs + delayMs, number: (this.#last += 1), timer, act };
    this.#timers.set(timer, armed);
    push(this.#due, armed);
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
      const due = this.#due[0];
      if (due === undefined || due.dueMs > untilMs) break;
      pop(this.#due);
      const { timer, dueMs, act } = due;
      if (!this.#timers.delete(timer)) continue; // It was cancelled.
      this.#nowMs = Math.max(this.#nowMs, dueMs);
      act();
    }
    this.#nowMs = untilMs;
  }
}

function isBefore(one: Armed, other: Armed): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.number < other.number);
}

function push(heap: Armed[], one: Armed): void {
  let at = heap.push(one) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(one, heap[parent] as Armed)) break;
    heap[at] = heap[parent] as Armed;
    at = parent;
  }
  heap[at] = one;
}

/** Takes the first away. */
function pop(heap: Armed[]): void {
  const last = heap.pop() as Armed;
  if (heap.length === 0) return;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Armed, heap[child] as Armed)) child += 1;
    if (!isBefore(heap[child] as Armed, last)) break;
    heap[at] = heap[child] as Armed;
    at = child;
  }
  heap[at] = last;
}
