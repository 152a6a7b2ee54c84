/** The steps of a release within one deadline: a step may take all that is left but a reserve for those after it, so that one that hangs costs no other its turn. */
import { ProviderError } from '@provost/protocol';
import type { Clock } from './clock.js';

/** What is kept back for each step that is still to come, and for the answer. */
const RESERVE_MS = 250;

export class LastSteps {
  readonly #clock: Clock;
  readonly #endMs: number;
  readonly #reserveMs: number;
  #left: number;

  constructor(clock: Clock, deadlineMs: number, steps: number) {
    this.#clock = clock;
    this.#endMs = clock.nowMs() + deadlineMs;
    this.#reserveMs = Math.min(RESERVE_MS, deadlineMs / (2 * (steps + 1)));
    this.#left = steps;
  }

  /** Waits for a step as long as it may take, at most that share of it. Rejects with what it throws, or OPERATION_TIMED_OUT; it is not stopped then, only no longer waited for. */
  take(what: string, step: () => unknown, share = 1): Promise<void> {
    const limitMs = Math.max(this.#endMs - this.#clock.nowMs() - this.#reserveMs * this.#left, 0) * share;
    this.#left--;
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(limitMs, () => { reject(tooLong(what, limitMs)); });
      Promise.resolve()
        .then(step)
        .then(() => { resolve(); }, reject)
        .finally(() => { timer.cancel(); });
    });
  }
}

function tooLong(what: string, limitMs: number): ProviderError {
  return new ProviderError('OPERATION_TIMED_OUT', {}, {
    message: `${what} did not end within ${Math.round(limitMs)} ms.`,
    remedy: 'Let it end sooner, or raise releaseTimeoutMs in the limits of the provider.',
  });
}
