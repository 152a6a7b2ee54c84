import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EventRow } from '@provost/protocol';
import { EventQueue } from '#src/events/event-queue.js';

const event = (n: number): EventRow => ({ __CLASS: 'Tick', TIME_CREATED: '', n });
const overflow = (dropped: number): EventRow => ({ __CLASS: '__EventQueueOverflowEvent', TIME_CREATED: '', Dropped: dropped });

test.each(['dropOldest', 'dropNewest'] as const)('with %s, whatever comes and is taken when: what is there is in order, never too much, and what is missing is counted in its place', (whenFull) => {
  const step = fc.oneof(fc.integer({ min: 1, max: 40 }).map((bytes) => ({ put: bytes })), fc.integer({ min: 1, max: 5 }).map((take) => ({ take })));
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const queue = new EventQueue({ events: 5, bytes: 100, whenFull }, overflow);
    let [put, expected] = [0, 1];
    const read = (events: readonly EventRow[]): void => {
      for (const { n, Dropped } of events) {
        if (Dropped !== undefined) expected += Dropped as number;
        else expect([n, (expected = expected + 1) - 1]).toEqual([n, n]);
      }
    };
    for (const one of steps) {
      if ('put' in one) {
        expect(queue.put(event((put += 1)), one.put)).toBe(true);
        expect(queue.length).toBeLessThanOrEqual(5);
      } else read(queue.take(one.take, 1_000));
    }
    while (!queue.isEmpty) read(queue.take(256, 1_000));
    expect(expected).toBe(put + 1);
    expect(queue.length).toBe(0);
  }), { numRuns: 500 });
});

test('a queue that is to end when it is full says so, and keeps what it has', () => {
  const queue = new EventQueue({ events: 2, whenFull: 'disconnect' }, overflow);
  expect([queue.put(event(1), 1), queue.put(event(2), 1), queue.put(event(3), 1)]).toEqual([true, true, false]);
  expect(queue.take(10, 1_000)).toEqual([event(1), event(2)]);
});

test('an event that is larger than the queue is taken by an empty one, and handed over alone', () => {
  const queue = new EventQueue({ bytes: 10 }, overflow);
  queue.put(event(1), 50);
  expect(queue.put(event(2), 5)).toBe(true);
  expect(queue.take(10, 8)).toEqual([overflow(1), event(2)]);
});
