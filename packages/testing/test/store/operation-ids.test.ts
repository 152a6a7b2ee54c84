import { afterAll, expect, test } from '@jest/globals';
import { load, TestClock } from '@provost/testing';
import { gate } from '../support/gate.js';
import { Book, all, leftBehind, newDirectory, removeDirectories, shelf, type ShelfRequest, type ShelfScript } from '../support/shelf.js';

afterAll(removeDirectories);

/** Adds one copy of the book "a", in one transaction, and answers how many there are. */
const addCopy = (context: ShelfRequest): number => context.transaction((tx) => {
  const copies = (tx.store(Book).get({ id: 'a' })?.copies ?? 0) + 1;
  return tx.store(Book).put({ id: 'a', title: 'A', copies }).copies;
});

const again = { operationId: 'op-1' };

test('a write that is asked again with the same id is done once and answered as the first time', async () => {
  const dataDirectory = await newDirectory();
  const script: ShelfScript = { act: addCopy };
  const p = await load(shelf(script), { dataDirectory });
  expect([p.description.store, p.description.operationIds]).toEqual([true, true]);
  expect([await p.Book.act({ id: '-' }, {}, again), await p.Book.act({ id: '-' }, {}, again), await p.Book.act({ id: '-' })]).toEqual([1, 1, 2]);
  const made = await p.Book.create({ id: 'b', title: 'B' }, { operationId: 'op-2' });
  await p.Book.modify({ id: 'b' }, { title: 'C' }, { operationId: 'op-3' });
  expect(await p.Book.create({ id: 'b', title: 'B' }, { operationId: 'op-2' })).toEqual(made);
  expect(await p.Book.modify({ id: 'b' }, { title: 'C' }, { operationId: 'op-3' })).toEqual({ id: 'b', title: 'C', copies: 1 });
  await p.Book.delete({ id: 'b' }, { operationId: 'op-4' });
  await p.release();
  await using next = await load(shelf(script), { dataDirectory });
  expect(await next.Book.delete({ id: 'b' }, { operationId: 'op-4' })).toBeUndefined();
  expect(await next.Book.act({ id: '-' }, {}, again)).toBe(1);
  expect(await all(next.Book.list())).toEqual([{ id: 'a', title: 'A', copies: 2 }]);
});

test('who asks while it runs joins it, and where the first gives up it is run for the second', async () => {
  let runs = 0;
  let [begun, goOn] = [gate(), gate()];
  const script: ShelfScript = {
    act: async (context) => {
      runs++;
      begun.open();
      await Promise.race([goOn.opened, new Promise((_, reject) => { context.signal.addEventListener('abort', () => { reject(context.signal.reason as Error); }); })]);
      return addCopy(context);
    },
  };
  await using p = await load(shelf(script));
  const first = p.Book.act({ id: '-' }, {}, again);
  await begun.opened;
  const second = p.Book.act({ id: '-' }, {}, again);
  goOn.open();
  expect([await first, await second, runs]).toEqual([1, 1, 1]);

  [begun, goOn] = [gate(), gate()];
  const cancel = new AbortController();
  const given = p.Book.act({ id: '-' }, {}, { operationId: 'op-2', signal: cancel.signal });
  const givenUp = expect(given).rejects.toMatchObject({ code: 'OPERATION_CANCELLED' });
  await begun.opened;
  const joined = p.Book.act({ id: '-' }, {}, { operationId: 'op-2' });
  begun = gate();
  cancel.abort();
  await givenUp;
  await begun.opened;
  goOn.open();
  expect([await joined, runs]).toEqual([2, 3]);
});

test('an id that was used for something else is refused, whether that still runs or not', async () => {
  const [begun, goOn] = [gate(), gate()];
  const script: ShelfScript = { act: addCopy, say: async (context) => {
    begun.open();
    await goOn.opened;
    return String(addCopy(context));
  } };
  await using p = await load(shelf(script));
  await p.Book.act({ id: '-' }, {}, again);
  const refusal = { code: 'INVALID_PARAMETER', sentence: 'The operation id "op-1" was used before, for something else or by somebody else.', facts: { operationId: 'op-1' } };
  await expect(p.Book.act({ id: '-' }, { what: 'other' }, again)).rejects.toMatchObject(refusal);
  await expect(p.Book.act({ id: 'other' }, {}, again)).rejects.toMatchObject(refusal);
  await expect(p.Book.delete({ id: '-' }, again)).rejects.toMatchObject(refusal);
  const running = p.Book.say({ id: '-' }, {}, { operationId: 'op-2' });
  await begun.opened;
  await expect(p.Book.act({ id: '-' }, {}, { operationId: 'op-2' })).rejects.toMatchObject({ ...refusal, sentence: refusal.sentence.replace('op-1', 'op-2'), facts: { operationId: 'op-2' } });
  goOn.open();
  expect(await running).toBe('2');
  await expect(p.Book.act({ id: '-' }, {}, { operationId: 'x'.repeat(257) })).rejects.toMatchObject({ code: 'INVALID_PARAMETER', remedy: 'Use a UUID.' });
});

test('a failure after the commit is the answer for good; one before it may be tried again', async () => {
  let runs = 0;
  await using p = await load(shelf({
    act: (context, what) => {
      runs++;
      if (what === 'before' && runs === 1) context.fail('ACCESS_DENIED', {}, { message: 'Not yet.' });
      const copies = addCopy(context);
      if (what === 'after') context.fail('ALREADY_EXISTS', { run: runs }, { message: `It failed in run ${runs}.`, remedy: 'None.' });
      return copies;
    },
  }));
  await expect(p.Book.act({ id: '-' }, { what: 'before' }, again)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  expect(await p.Book.act({ id: '-' }, { what: 'before' }, again)).toBe(1);
  const failure = { code: 'ALREADY_EXISTS', sentence: 'It failed in run 3.', remedy: 'None.', facts: { run: 3 } };
  await expect(p.Book.act({ id: '-' }, { what: 'after' }, { operationId: 'op-2' })).rejects.toMatchObject(failure);
  await expect(p.Book.act({ id: '-' }, { what: 'after' }, { operationId: 'op-2' })).rejects.toMatchObject(failure);
  expect([runs, (await p.Book.get({ id: 'a' })).copies]).toEqual([3, 2]);
});

test('F-P7 where the process died after its commit, what the transaction returned is the answer if it fits, and otherwise the error says that it was done', async () => {
  const dataDirectory = await newDirectory();
  let left = '';
  const dying: ShelfScript = {
    act: async (context) => {
      const copies = addCopy(context);
      left = await leftBehind(dataDirectory);
      return copies;
    },
    say: async (context) => {
      const copies = addCopy(context);
      left = await leftBehind(dataDirectory);
      return `there are ${copies}`;
    },
  };
  await using p = await load(shelf(dying), { dataDirectory });
  await p.Book.act({ id: '-' }, {}, again);
  {
    await using next = await load(shelf(dying), { dataDirectory: left });
    expect(await next.Book.act({ id: '-' }, {}, again)).toBe(1);
    expect((await next.Book.get({ id: 'a' })).copies).toBe(1);
  }
  expect(await p.Book.say({ id: '-' }, {}, { operationId: 'op-2' })).toBe('there are 2');
  await using next = await load(shelf(dying), { dataDirectory: left });
  await expect(next.Book.say({ id: '-' }, {}, { operationId: 'op-2' })).rejects.toMatchObject({
    code: 'FAILED', facts: { operationId: 'op-2', mayHaveRun: true, wasDone: true },
    sentence: 'The operation with the id "op-2" was done, but its process ended before its answer was kept.',
    remedy: 'Read what there is now. Do not ask with another id: it would be done twice.',
  });
  expect(await p.Book.say({ id: '-' }, {}, { operationId: 'op-2' })).toBe('there are 2');
  expect((await next.Book.get({ id: 'a' })).copies).toBe(2);
});

test('an id is kept for a day, and let go of after that', async () => {
  const clock = new TestClock();
  await using p = await load(shelf({ act: addCopy }), { clock, clearAfter: 'never' });
  expect(await p.Book.act({ id: '-' }, {}, again)).toBe(1);
  await clock.advance('23h');
  expect(await p.Book.act({ id: '-' }, {}, again)).toBe(1);
  await clock.advance('1h');
  expect(await p.Book.act({ id: '-' }, {}, again)).toBe(2);
  expect(await p.Book.act({ id: '-' }, {}, again)).toBe(2);
});
