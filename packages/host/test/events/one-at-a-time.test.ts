import { expect, test } from '@jest/globals';
import { oneAtATime } from '#src/events/one-at-a-time.js';

test('who asks while work is done shares the next time, which begins when that is over, also where it has failed', async () => {
  const ends: { resolve(): void; reject(error: Error): void }[] = [];
  const ask = oneAtATime(() => new Promise((resolve, reject) => ends.push({ resolve, reject })));
  const [first, second, third] = [ask(), ask(), ask()];
  expect(ends).toHaveLength(1);
  ends[0]!.reject(new Error('no'));
  await expect(first).rejects.toThrow('no');
  await new Promise((resolve) => setImmediate(resolve));
  expect(ends).toHaveLength(2);
  ends[1]!.resolve();
  await Promise.all([second, third]);
  const fourth = ask();
  expect(ends).toHaveLength(3);
  ends[2]!.resolve();
  await fourth;
});
