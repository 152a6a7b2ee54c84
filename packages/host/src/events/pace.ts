/**
 * When a provider may send its next batch of events: once all who watch have room for it. One who takes nothing holds the others back only for a moment;
 * after that it is passed over until it takes again, and loses what finds no room. For one who may lose nothing it is waited as long as that takes.
 */
import type { Clock, Timer } from '../clock.js';

/** One who watches, as far as its room is concerned. */
export interface Paced {
  hasRoomFor(events: number): boolean;
  /** It may lose nothing. Then it is the only one who watches. */
  readonly losesNothing: boolean;
}

/** How long a batch is held back for one who has no room. */
export const PATIENCE_MS = 100;

export class Pace {
  readonly #clock: Clock;
  readonly #watching: () => Iterable<Paced>;
  readonly #room: number;
  readonly #passedOver = new Set<Paced>();
  #held: (() => void)[] = [];
  #timer: Timer | undefined;

  /** `room`: how many events everybody must have room for. */
  constructor(clock: Clock, watching: () => Iterable<Paced>, room: number) {
    this.#clock = clock;
    this.#watching = watching;
    this.#room = room;
  }

  /** A batch has come: `grant` is called when the next may. */
  took(grant: () => void): void {
    this.#held.push(grant);
    this.check();
  }

  /** Somebody has taken events, has come or has gone. */
  check(): void {
    for (const one of this.#passedOver) if (one.hasRoomFor(this.#room)) this.#passedOver.delete(one);
    if (this.#held.length === 0) return;
    for (const one of this.#watching()) if (!this.#passedOver.has(one) && !one.hasRoomFor(this.#room)) return one.losesNothing ? undefined : this.#wait();
    this.#grant();
  }

  /** It is over: nothing is granted any more. */
  stop(): void {
    this.#held = [];
    this.#passedOver.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #wait(): void {
    this.#timer ??= this.#clock.after(PATIENCE_MS, () => {
      this.#timer = undefined;
      for (const one of this.#watching()) if (!one.hasRoomFor(this.#room)) this.#passedOver.add(one);
      this.#grant();
    });
  }

  #grant(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const grant of this.#held.splice(0)) grant();
  }
}
