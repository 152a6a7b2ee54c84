/** The clock of a test that gives none: time passes as usual, and can be moved on besides. */
import { TestClock } from './test-clock.js';

/** Longer timers fire at once in Node; a test that waits for so long moves the clock. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class PassingClock extends TestClock {
  readonly #startedMs = performance.now();

  constructor() {
    super(new Date());
  }

  override after(delayMs: number, act: () => void): ReturnType<TestClock['after']> {
    const alarm = super.after(delayMs, () => {
      clearTimeout(timer);
      act();
    });
    const timer = setTimeout(() => {
      alarm.cancel();
      act();
    }, Math.min(delayMs, LONGEST_TIMER_MS));
    timer.unref();
    const cancel = (): void => {
      alarm.cancel();
      clearTimeout(timer);
    };
    return { ...alarm, cancel };
  }

  protected override passedMs(): number {
    return performance.now() - this.#startedMs;
  }
}
