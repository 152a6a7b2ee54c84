import { afterAll, expect, test } from '@jest/globals';
import { defineClass, defineProvider, Type } from '@provost/sdk';
import { load } from '@provost/testing';
import { gate } from '../support/gate.js';
import { Book, leftBehind, newDirectory, removeDirectories, shelf, type ShelfScript } from '../support/shelf.js';

afterAll(removeDirectories);

const book = (id: string) => ({ id, title: id });

test('what an operation that fails has begun is taken back at once, the last first, and what was done is not', async () => {
  const undone: string[] = [];
  await using p = await load(shelf({
    undone,
    act: (context) => {
      context.undoStep('removeFile', { file: 'one' });
      const two = context.undoStep('removeFile', { file: 'two' });
      context.undoStep('removeFile', { file: 'three' });
      context.transaction((tx) => {
        tx.store(Book).put(book('a'));
        two.done();
      });
      two.done();
      throw new Error('after all');
    },
  }));
  await expect(p.Book.act({ id: '-' })).rejects.toMatchObject({ code: 'FAILED' });
  expect(undone).toEqual(['three: Book.act failed', 'one: Book.act failed']);
});

test('a step that is done in a transaction which is taken back is not done', async () => {
  const undone: string[] = [];
  await using p = await load(shelf({
    undone,
    act: (context) => {
      const step = context.undoStep('removeFile', { file: 'one' });
      return context.transaction(() => {
        step.done();
        throw new Error('no');
      });
    },
  }));
  await expect(p.Book.act({ id: '-' })).rejects.toMatchObject({ code: 'FAILED' });
  expect(undone).toEqual(['one: Book.act failed']);
});

test('what is cancelled is taken back too, and so is what a job has begun; what ends well is done', async () => {
  const undone: string[] = [];
  const [begun, jobOver] = [gate(), gate()];
  const script: ShelfScript = {
    undone,
    act: async (context, what) => {
      context.undoStep('removeFile', { file: what });
      if (what === 'well') return 1;
      if (what === 'job') {
        const job = context.background('work', (its) => {
          its.undoStep('removeFile', { file: 'of the job' });
          throw new Error('no');
        });
        void job.done.then(jobOver.open);
        return 2;
      }
      begun.open();
      await new Promise((_, reject) => { context.signal.addEventListener('abort', () => { reject(context.signal.reason as Error); }); });
      return 3;
    },
  };
  const p = await load(shelf(script));
  expect(await p.Book.act({ id: '-' }, { what: 'well' })).toBe(1);
  const cancel = new AbortController();
  const waiting = p.Book.act({ id: '-' }, { what: 'long' }, { signal: cancel.signal });
  const failure = expect(waiting).rejects.toMatchObject({ code: 'OPERATION_CANCELLED' });
  await begun.opened;
  cancel.abort();
  await failure;
  expect(await p.Book.act({ id: '-' }, { what: 'job' })).toBe(2);
  await jobOver.opened;
  expect(await p.release()).toEqual([]);
  expect(undone.sort()).toEqual(['long: Book.act failed', 'of the job: background work failed']);
});

test('W-U19 what a process that died had begun is taken back before the next load, the last first, each a line of the log', async () => {
  const undone: string[] = [];
  const dataDirectory = await newDirectory();
  let left = '';
  const dying: ShelfScript = {
    act: async (context) => {
      context.undoStep('removeFile', { file: 'one' });
      context.undoStep('removeFile', { file: 'two' });
      left = await leftBehind(dataDirectory);
      return 0;
    },
  };
  await using first = await load(shelf(dying), { dataDirectory });
  await first.Book.act({ id: '-' });
  let atLoad: string[] = [];
  await using next = await load(shelf({ undone, load: () => { atLoad = [...undone]; } }), { dataDirectory: left });
  expect(atLoad).toEqual(['two: Book.act died', 'one: Book.act died']);
  expect(next.log).toEqual(['two', 'one'].map((file) => `Took back by the undo step removeFile {"file":"${file}"} of Book.act: its process had ended before it was done.`));
});

test('a step that fails at the load fails it by its name and arguments, stays, and is tried again at the next', async () => {
  const dataDirectory = await newDirectory();
  const script: ShelfScript = { undone: [], isFailing: true };
  const steps = { ...script, act: async (context) => {
    context.undoStep('removeFile', { file: 'earlier' });
    context.undoStep('fail', { why: 'the disk is away' });
    throw new Error('no');
  } } satisfies ShelfScript;
  const first = await load(shelf(steps), { dataDirectory });
  await expect(first.Book.act({ id: '-' })).rejects.toMatchObject({ code: 'FAILED', sentence: expect.stringContaining('Error: no') as unknown });
  expect(first.log.join('\n')).toContain('The undo step fail {"why":"the disk is away"} of Book.act failed; it is tried again at the next load:');
  expect(await first.release()).toEqual([]);

  const failure: unknown = await load(shelf(script), { dataDirectory }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'PROVIDER_LOAD_FAILED', facts: { provider: 'shelf', step: 'fail', arguments: { why: 'the disk is away' } },
    remedy: 'Read its log, which has the stack: provost logs shelf. The step stays and is tried again at the next load.',
  });
  expect((failure as Error).message).toContain('what Book.act had begun could not be taken back by the undo step fail {"why":"the disk is away"} of Book.act: Error: the disk is away');
  expect(script.undone).toEqual([]);

  script.isFailing = false;
  const mended = await load(shelf(script), { dataDirectory });
  expect(script.undone).toEqual(['the disk is away: Book.act died', 'earlier: Book.act died']);
  expect(await mended.release()).toEqual([]);
  await using last = await load(shelf(script), { dataDirectory });
  expect([script.undone, last.log]).toEqual([['the disk is away: Book.act died', 'earlier: Book.act died'], []]);
});

test('a step that its author has taken away fails the load, and the error says to put it back', async () => {
  const dataDirectory = await newDirectory();
  const failing: ShelfScript = { isFailing: true, act: (context) => {
    context.undoStep('fail', { why: 'x' });
    throw new Error('no');
  } };
  const first = await load(shelf(failing), { dataDirectory });
  await expect(first.Book.act({ id: '-' })).rejects.toMatchObject({ code: 'FAILED' });
  await first.release();
  const without = defineProvider({ name: 'shelf', namespace: 'root/test', store: true });
  await expect(load(without, { dataDirectory })).rejects.toMatchObject({
    code: 'PROVIDER_LOAD_FAILED', facts: { step: 'fail' },
    sentence: expect.stringMatching(/by the undo step fail \{"why":"x"\} of Book\.act: there is no such step in the provider any more\.$/) as unknown,
    remedy: 'Tell its author to put it back, undo: { fail: ... }, for as long as it is owed; then ask again.',
  });
});

test('a load that fails takes back what it had begun itself; an undo step has the config, the secrets and the store', async () => {
  const Mark = defineClass('Mark', { key: 'id', properties: { id: Type.String() } });
  const seen: unknown[] = [];
  const provider = defineProvider({
    name: 'marks', namespace: 'root/test', store: true, config: { place: Type.String() }, credentials: ['token'],
    undo: {
      unmark: ({ id }: { id: string }, context) => {
        seen.push(context.config.place, context.credential('token'), context.name, context.store(Mark).delete({ id }));
      },
    },
    load: (context) => {
      context.store(Mark).put({ id: 'm' });
      context.undoStep('unmark', { id: 'm' });
      throw new Error('not today');
    },
  });
  await expect(load(provider, { config: { place: 'here' }, credentials: { token: 't' } })).rejects.toMatchObject({ code: 'PROVIDER_LOAD_FAILED' });
  expect(seen).toEqual(['here', 't', 'marks', true]);
});

test('a step is not begun within a transaction, by an unknown name, or with what JSON cannot say', async () => {
  const script: ShelfScript = {};
  await using p = await load(shelf(script));
  const refusal = async (act: ShelfScript['act']): Promise<unknown> => {
    script.act = act as NonNullable<typeof act>;
    return p.Book.act({ id: '-' }).catch((error: unknown) => (error as { readonly sentence: string }).sentence);
  };
  expect(await refusal((context) => context.transaction(() => Number(context.undoStep('removeFile', { file: 'x' }))))).toBe('The undo step "removeFile" was begun within a transaction, and would not be on the disk before its effect.');
  expect(await refusal((context) => Number(context.undoStep('nothing' as 'removeFile', { file: 'x' })))).toBe('Provider "shelf" has no undo step "nothing".');
  expect(await refusal((context) => Number(context.undoStep('removeFile', { file: new Date() as unknown as string })))).toBe('The arguments of the undo step "removeFile" hold what JSON cannot say.');
});
