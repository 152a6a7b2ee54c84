/** Waiting for an event or for time, whichever is first. What time is comes with the clock. */
import type { Clock } from '../clock.js';

/** Resolves in `delayMs`. */
export function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.after(delayMs, resolve));
}

/** Resolves to true when `event` settles first, to false when `limitMs` has passed first. Never rejects. */
export function settlesWithin(clock: Clock, event: Promise<unknown>, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = clock.after(limitMs, () => resolve(false));
    const settled = (): void => {
      timer.cancel();
      resolve(true);
    };
    event.then(settled, settled);
  });
}
