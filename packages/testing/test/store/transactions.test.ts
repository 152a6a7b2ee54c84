import { afterAll, expect, test } from '@jest/globals';
import type { LoadContext, Transaction } from '@provost/sdk';
import { load } from '@provost/testing';
import { gate } from '../support/gate.js';
import { Book, all, removeDirectories, shelf, type ShelfScript, type Steps } from '../support/shelf.js';

afterAll(removeDirectories);

const book = (id: string, copies = 1) => ({ id, title: id, copies });

test('P10 what a transaction has written is there when it returns, and none of it when it throws', async () => {
  const script: ShelfScript = {
    act: (context, what) => context.transaction((tx) => {
      const books = tx.store(Book);
      books.put(book('a', 5));
      books.delete({ id: 'b' });
      if (what === 'throw') context.fail('ACCESS_DENIED', {}, { message: 'Not you.' });
      return books.count();
    }),
  };
  await using p = await load(shelf(script));
  await p.Book.create(book('b'));
  await expect(p.Book.act({ id: '-' }, { what: 'throw' })).rejects.toMatchObject({ code: 'ACCESS_DENIED', sentence: 'Not you.' });
  expect(await all(p.Book.list())).toEqual([book('b')]);
  expect(await p.Book.act({ id: '-' })).toBe(1);
  expect(await all(p.Book.list())).toEqual([book('a', 5)]);
});

test('a transaction sees what it has written, also by the store of its context, and a transaction within it is a part of it', async () => {
  const seen: unknown[] = [];
  await using p = await load(shelf({
    act: (context) => context.transaction((tx) => {
      tx.store(Book).put(book('a', 1));
      context.store(Book).put(book('b', 2));
      context.transaction((inner) => inner.store(Book).put(book('c', 3)));
      seen.push(context.store(Book).get({ id: 'a' })?.copies, tx.store(Book).count());
      throw new Error('taken back');
    }),
  }));
  await expect(p.Book.act({ id: '-' })).rejects.toMatchObject({ code: 'FAILED' });
  expect(seen).toEqual([1, 3]);
  expect(await all(p.Book.list())).toEqual([]);
});

test('a function that waits is no transaction: the error says so, nothing of it is kept, and what it goes on to write is refused', async () => {
  const [waits, goOn] = [gate(), gate()];
  let afterwards: unknown;
  const sneaked = async (tx: Transaction): Promise<number> => {
    tx.store(Book).put(book('a'));
    await waits.opened;
    try {
      tx.store(Book).put(book('b'));
    } catch (error) {
      afterwards = error;
    }
    goOn.open();
    throw new Error('nobody hears it');
  };
  await using p = await load(shelf({ act: (context) => context.transaction(sneaked as unknown as (tx: Transaction) => number) }));
  await expect(p.Book.act({ id: '-' })).rejects.toMatchObject({
    code: 'FAILED', sentence: 'A transaction of its store was given a function that returns a promise: a transaction does not wait, and nothing of it was kept.',
  });
  waits.open();
  await goOn.opened;
  expect(afterwards).toMatchObject({ code: 'FAILED', sentence: 'A transaction of Book.act was used after it was over.' });
  expect(await all(p.Book.list())).toEqual([]);
});

test('an operation commits once: what it writes after that is not kept, and the error says what to do', async () => {
  await using p = await load(shelf({
    act: (context) => {
      context.store(Book).put(book('a'));
      return context.store(Book).put(book('b')).copies;
    },
  }));
  await expect(p.Book.act({ id: '-' })).rejects.toMatchObject({
    code: 'FAILED',
    sentence: 'Book.act wrote to the store after it had committed a transaction already: an operation commits one. This second one was not kept.',
    remedy: 'Tell its author to write all of it in one context.transaction(...), or to leave what may come later to context.background.',
  });
  expect((await all(p.Book.list())).map(({ id }) => id)).toEqual(['a']);
});

test('a transaction that writes nothing counts for none; a job and a load may commit any number', async () => {
  const done = gate();
  const script: ShelfScript = {
    load: (context) => { for (const id of ['a', 'b']) context.store(Book).put(book(id)); },
    act: (context) => {
      context.transaction((tx) => tx.store(Book).count());
      context.transaction((tx) => tx.store(Book).get({ id: 'a' }));
      context.background('fill', (job) => {
        for (const id of ['d', 'e']) job.store(Book).put(book(id));
        done.open();
      });
      return context.store(Book).put(book('c')).copies;
    },
  };
  await using p = await load(shelf(script));
  expect(await p.Book.act({ id: '-' })).toBe(1);
  await done.opened;
  expect((await all(p.Book.list())).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('the load\'s context writes while it loads and at release; an operation that would write by it is refused', async () => {
  let context: LoadContext<Record<never, never>, never, Steps> | undefined;
  let atRelease: unknown;
  const script: ShelfScript = {
    load: (given) => {
      context = given;
      given.store(Book).put(book('a'));
      given.defer(() => { atRelease = given.store(Book).put(book('z')); });
    },
    act: () => (context as LoadContext).store(Book).put(book('b')).copies,
  };
  const p = await load(shelf(script));
  await expect(p.Book.act({ id: '-' })).rejects.toMatchObject({
    code: 'FAILED', sentence: 'The context load (load) cannot write to the store: the load is over.',
    remedy: 'Tell its author to write by the context of the operation, or in a job of context.background.',
  });
  expect(context?.store(Book).get({ id: 'a' })).toEqual(book('a'));
  expect(await p.release()).toEqual([]);
  expect(atRelease).toEqual(book('z'));
  expect(() => context?.store(Book).get({ id: 'a' })).toThrow(/STORE_FAILED: The store .*store\.mdb could not be read/);
});

test('an operation that was answered writes nothing any more', async () => {
  const later = gate();
  let refusal: unknown;
  await using p = await load(shelf({
    say: (context) => {
      context.defer(() => {
        try {
          context.store(Book).put(book('a'));
        } catch (error) {
          refusal = error;
        }
        later.open();
      });
      context.store(Book).count();
      const step = context.undoStep('removeFile', { file: 'x' });
      step.done();
      return 'answered';
    },
  }));
  expect(await p.Book.say({ id: '-' })).toBe('answered');
  await later.opened;
  expect(refusal).toMatchObject({ code: 'FAILED', sentence: expect.stringMatching(/^The context 1\.\d+ \(Book\.say\) cannot write to the store: it is over\.$/) as unknown });
});
