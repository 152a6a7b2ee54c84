/** How much may be kept per second, with one second's worth of it saved up at most. What happens beyond that is left to those who ask. */

export class TokenBucket {
  readonly #perSecond: number;
  #tokens: number;
  #filledAtMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
    this.#filledAtMs = nowMs;
  }

  /** How many may be taken at this instant. */
  available(nowMs: number): number {
    const gained = ((nowMs - this.#filledAtMs) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + Math.max(0, gained));
    this.#filledAtMs = nowMs;
    return this.#tokens;
  }

  /** Takes that many where there are as many; false, and none taken, where there are not. */
  take(count: number, nowMs: number): boolean {
    if (this.available(nowMs) < count) return false;
    this.#tokens -= count;
    return true;
  }
}
