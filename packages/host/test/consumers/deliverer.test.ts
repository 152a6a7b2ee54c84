import { beforeEach, expect, test } from '@jest/globals';
import { ProviderError, type DeadLetter, type EventRow } from '@provost/protocol';
import { Deliverer } from '#src/consumers/deliverer.js';
import { DeliveryQueue } from '#src/consumers/delivery-queue.js';
import { MadeUpClock } from '../made-up-clock.js';
import { openRepository } from '../repository/open-repository.js';

const BINDING = { id: 'binding', binding: 'root:__FilterToConsumerBinding.Filter="f",Consumer="c"' };

let clock: MadeUpClock;
let queue: DeliveryQueue;
let deliverer: Deliverer;
/** What was taken, batch by batch. */
let taken: number[][];
let buried: DeadLetter[];
/** What the next attempts fail with; nothing where they do not. */
let fails: (numbers: readonly number[]) => ProviderError | undefined;
/** Settles with the next attempt. */
let attempted: { readonly promise: Promise<void>; readonly settle: () => void };

function next(): typeof attempted {
  let settle = (): void => {};
  const promise = new Promise<void>((resolve) => (settle = resolve));
  return { promise, settle };
}

beforeEach(async () => {
  clock = new MadeUpClock();
  queue = new DeliveryQueue(await openRepository());
  [taken, buried, fails, attempted] = [[], [], () => undefined, next()];
  deliverer = new Deliverer(BINDING, {
    clock, queue, attempts: () => 3,
    buried: (letter) => buried.push(letter),
    deliver: (events) => {
      const numbers = events.map((event) => event['n'] as number);
      const error = fails(numbers);
      taken.push(numbers);
      attempted.settle();
      attempted = next();
      return error === undefined ? Promise.resolve() : Promise.reject(error);
    },
  });
});

function raise(...numbers: number[]): void {
  queue.append(BINDING.id, numbers.map((n): EventRow => ({ __CLASS: 'Ticked', TIME_CREATED: '2026-01-01T00:00:00.000Z', n, __BOOKMARK: `at ${n}` })));
}

/** All that can happen without time passing has happened. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('events are delivered in their order, and leave the queue once they are', async () => {
  raise(1, 2, 3);
  deliverer.wake();
  await settled();
  expect(taken).toEqual([[1, 2, 3]]);
  expect([queue.waiting(BINDING.id), deliverer.delivered, queue.bookmark(BINDING.id)]).toEqual([0, 3, 'at 3']);
});

test('what was not answered comes again, one by one, and none is lost or passed by', async () => {
  let failures = 1;
  fails = () => (failures-- > 0 ? new ProviderError('PROVIDER_CRASHED') : undefined);
  raise(1, 2, 3);
  deliverer.wake();
  await settled();
  expect(queue.waiting(BINDING.id)).toBe(3);
  expect(deliverer.why?.code).toBe('PROVIDER_CRASHED');
  clock.advance(250);
  await settled();
  expect(taken).toEqual([[1, 2, 3], [1], [2], [3]]);
  expect([queue.waiting(BINDING.id), deliverer.why]).toEqual([0, undefined]);
});

test('an event that fails by itself so often is given up and kept aside, with why, and those behind it go on', async () => {
  fails = (numbers) => (numbers.includes(2) ? new ProviderError('FAILED', {}, { message: 'It is poison.' }) : undefined);
  raise(1, 2, 3);
  deliverer.wake();
  for (const ms of [250, 250, 500]) {
    await settled();
    clock.advance(ms);
  }
  await settled();
  expect(taken).toEqual([[1, 2, 3], [1], [2], [2], [2], [3]]);
  expect(buried).toEqual([expect.objectContaining({ id: 1, attempts: 3, binding: BINDING.binding, event: expect.objectContaining({ n: 2 }), error: expect.objectContaining({ message: 'It is poison.' }) })]);
  expect([queue.dead(), queue.waiting(BINDING.id)]).toEqual([buried, 0]);
});

test('that nobody could be asked counts as no attempt, and is waited for as long as it says', async () => {
  let refusals = 10;
  fails = () => (refusals-- > 0 ? new ProviderError('PROVIDER_QUARANTINED', { retryAfterMs: 30_000 }) : undefined);
  raise(1);
  deliverer.wake();
  for (let time = 0; time < 10; time++) {
    await settled();
    clock.advance(30_000);
  }
  await settled();
  expect([taken.length, buried, deliverer.delivered]).toEqual([11, [], 1]);
});

test('a pause ends when what kept it may be over', async () => {
  let refusals = 1;
  fails = () => (refusals-- > 0 ? new ProviderError('PROVIDER_DISABLED') : undefined);
  raise(1);
  deliverer.again();
  await settled();
  deliverer.again();
  await settled();
  expect(deliverer.delivered).toBe(1);
});

test('whoever brings more than may wait, waits until there is room', async () => {
  fails = () => new ProviderError('PROVIDER_DISABLED');
  raise(1, 2, 3);
  deliverer.again();
  let hasRoom = false;
  void deliverer.roomFor(2).then(() => (hasRoom = true));
  await settled();
  expect(hasRoom).toBe(false);
  fails = () => undefined;
  deliverer.again();
  await settled();
  expect(hasRoom).toBe(true);
});

test('dead letters go back behind what waits, or are dropped', async () => {
  fails = () => new ProviderError('FAILED');
  raise(1);
  deliverer.wake();
  for (const ms of [250, 500]) {
    await settled();
    clock.advance(ms);
  }
  await settled();
  raise(2);
  queue.settle(queue.dead(), () => BINDING.id);
  expect(queue.oldest(BINDING.id, 9).map(({ event }) => event['n'])).toEqual([2, 1]);
  expect(queue.dead()).toEqual([]);
});
