import { expect, test } from '@jest/globals';
import { RowStream } from '#src/operations/row-stream.js';

/** A list whose provider sends a batch for each that is granted, and how much was granted from one batch that was taken to the next. */
function list(isNarrow: () => boolean): { next: () => Promise<unknown>; granted: number[] } {
  const granted: number[] = [];
  const stream = new RowStream({ grant: (credit) => { granted.push(credit); push(credit); }, isNarrow, flooded: () => { throw new Error('flooded'); }, left: () => undefined, waits: () => undefined });
  function push(count: number): void {
    for (let index = 0; index < count; index += 1) stream.push([{ n: 1 }]);
  }
  push(3);
  const iterator = stream[Symbol.asyncIterator]();
  return { next: () => iterator.next(), granted };
}

async function taken(next: () => Promise<unknown>, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await next();
}

test('each batch that was taken is granted anew', async () => {
  const { next, granted } = list(() => false);
  await taken(next, 5);
  expect(granted).toEqual([1, 1, 1, 1]);
});

test('while the way is narrow a batch is granted only when none is there and none is on its way', async () => {
  let isNarrow = true;
  const { next, granted } = list(() => isNarrow);
  await taken(next, 3);
  expect(granted).toEqual([]);
  await taken(next, 3);
  expect(granted).toEqual([1, 1, 1]);
  isNarrow = false;
  await taken(next, 1);
  expect(granted).toEqual([1, 1, 1, 3]);
  await taken(next, 1);
  expect(granted).toEqual([1, 1, 1, 3, 1]);
});
