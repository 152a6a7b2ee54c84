/**
 * keepWarm: one refusal for the whole provider, whose end each request moves. A request costs it one reading of the clock; one timer compares
 * readings when it rings, and is not set anew for each request.
 */
import { formatDuration, parseDuration } from '@provost/protocol';
import type { Hold, KeptWarm } from '../define/contexts.js';
import type { Clock, ClockTimer } from './clock.js';
import type { Refuser, Unloading } from './unloading.js';

const refuser: Refuser = { id: 'keep-warm', what: 'keepWarm', isOver: false };

export class Warmth implements KeptWarm {
  readonly #clock: Clock;
  readonly #unloading: Pick<Unloading, 'hold'>;
  readonly #isBusy: () => boolean;
  #written: number | string | undefined;
  #durationMs = 0;
  #lastUseMs = 0;
  #hold: Hold | undefined;
  #timer: ClockTimer | undefined;

  /** `isBusy` says whether a request is open: its end counts, not its beginning. */
  constructor(clock: Clock, unloading: Pick<Unloading, 'hold'>, isBusy: () => boolean) {
    this.#clock = clock;
    this.#unloading = unloading;
    this.#isBusy = isBusy;
  }

  /** Keeps warm for that long after the last use, of which this is one. 0 ends it. Throws a RangeError for what is no length of time, or as a hold does. */
  keep(duration: number | string): void {
    if (duration !== this.#written) {
      const durationMs = msOf(duration);
      if (durationMs === 0) return this.end();
      this.#hold = this.#replaced(durationMs);
      this.#durationMs = durationMs;
      this.#written = duration;
      this.#timer?.cancel();
      this.#timer = undefined;
    }
    this.#lastUseMs = this.#clock.nowMs();
    if (this.#timer === undefined) this.#warm();
  }

  /** A request begins or ends. Never throws. */
  used(): void {
    if (this.#written === undefined) return;
    this.#lastUseMs = this.#clock.nowMs();
    if (this.#timer !== undefined) return;
    try {
      this.#warm();
    } catch {
      // No request fails for it: the next one tries again.
    }
  }

  end(): void {
    this.#written = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#hold?.end();
    this.#hold = undefined;
  }

  /** It was silent for so long that it let go, or has just begun. */
  #warm(): void {
    this.#hold ??= this.#unloading.hold(refuser, wordsOn(this.#durationMs));
    this.#ringIn(this.#durationMs);
  }

  #ringIn(delayMs: number): void {
    this.#timer = this.#clock.after(delayMs, () => { this.#ring(); });
    this.#timer.unref();
  }

  #ring(): void {
    const restMs = this.#isBusy() ? this.#durationMs : this.#lastUseMs + this.#durationMs - this.#clock.nowMs();
    if (restMs > 0) return this.#ringIn(restMs);
    this.#timer = undefined;
    this.#hold?.end();
    this.#hold = undefined;
  }

  /** The new hold comes before the old one goes, so that there is no moment without. */
  #replaced(durationMs: number): Hold {
    const hold = this.#unloading.hold(refuser, wordsOn(durationMs));
    this.#hold?.end();
    return hold;
  }
}

function wordsOn(durationMs: number): string {
  return `until ${formatDuration(Math.ceil(durationMs))} without a request`;
}

/** How long, in milliseconds. What is wrong here is the author's slip and not the caller's, so that it is no error that a caller is told in full: a RangeError. */
export function msOf(duration: number | string): number {
  try {
    const ms = typeof duration === 'string' ? parseDuration(duration) : duration;
    if (typeof ms === 'number' && ms >= 0 && ms < Infinity) return ms;
  } catch {
    // Told below.
  }
  throw new RangeError(`keepWarm(${JSON.stringify(duration)}): that is no length of time. Write "2m", "90s" or milliseconds; what is to last until it is ended is a hold: context.hold(why).`);
}
