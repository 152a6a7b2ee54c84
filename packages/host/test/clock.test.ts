import { expect, test } from '@jest/globals';
import { systemClock } from '#src/clock.js';

test('F-H39 a wait longer than a timeout can be does not fire at once', async () => {
  let fired = false;
  const timer = systemClock.after(99_999_999 * 86_400_000, () => {
    fired = true;
  });
  await new Promise<void>((resolve) => {
    systemClock.after(20, resolve);
  });
  timer.cancel();
  expect(fired).toBe(false);
});

test('a timer never fires before its delay has passed by the clock', async () => {
  for (let round = 0; round < 20; round += 1) {
    const startMs = systemClock.nowMs();
    await new Promise<void>((resolve) => {
      systemClock.after(3, resolve);
    });
    expect(systemClock.nowMs() - startMs).toBeGreaterThanOrEqual(3);
  }
});
