import { afterAll, expect, test } from '@jest/globals';
import { defineClass, defineProvider, Type, type LoadContext } from '@provost/sdk';
import { load } from '@provost/testing';
import { Book, all, newDirectory, removeDirectories, shelf } from '../support/shelf.js';

afterAll(removeDirectories);

const Visit = defineClass('Visit', {
  key: ['place', 'at', 'number', 'big', 'paid'],
  properties: {
    place: Type.String(), at: Type.DateTime(), number: Type.Integer(), big: Type.Int64(), paid: Type.Boolean(), raw: Type.Optional(Type.Bytes()),
  },
});
const Setting = defineClass('Setting', { properties: { level: Type.Integer() } });

/** Runs it in the load of a provider with a store, and answers what it returns. */
async function inStore<T>(act: (context: LoadContext) => T, dataDirectory?: string): Promise<T> {
  let result!: T;
  const provider = defineProvider({ name: 'visits', namespace: 'root/test', store: true, load: (context) => { result = act(context); } });
  const p = await load(provider, dataDirectory === undefined ? {} : { dataDirectory });
  expect(await p.release()).toEqual([]);
  return result;
}

test('instances are created, read, changed, listed in the order of their keys, and deleted', async () => {
  await using p = await load(shelf({}));
  for (const id of ['b', 'a', 'c', 'ä', 'B']) await p.Book.create({ id, title: id.toUpperCase() });
  expect(await p.Book.get({ id: 'a' })).toEqual({ id: 'a', title: 'A', copies: 1 });
  expect(await p.Book.modify({ id: 'a' }, { copies: 3 })).toEqual({ id: 'a', title: 'A', copies: 3 });
  await p.Book.delete({ id: 'b' });
  expect((await all(p.Book.list())).map(({ id }) => id)).toEqual(['B', 'a', 'c', 'ä']);
  await expect(p.Book.create({ id: 'a', title: 'again' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', sentence: 'There is a Book {"id":"a"} already.' });
  await expect(p.Book.modify({ id: 'b' }, { copies: 0 })).rejects.toMatchObject({ code: 'NOT_FOUND', sentence: 'There is no Book {"id":"b"}.' });
  await expect(p.Book.delete({ id: 'b' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(p.Book.get({ id: 'b' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what is written is there again in the next life, dates, bytes and 64-bit integers as themselves', async () => {
  const dataDirectory = await newDirectory();
  const visit = { place: 'a b', at: new Date(0), number: -7, big: -(2n ** 63n), paid: true, raw: Uint8Array.of(1, 2) };
  expect(await inStore((context) => context.store(Visit).put(visit), dataDirectory)).toEqual(visit);
  const { raw: _, ...key } = visit;
  expect(await inStore((context) => context.store(Visit).get(key), dataDirectory)).toEqual(visit);
});

test('a key has several parts, and a walk goes over those between two keys, or over those that begin alike, either way', async () => {
  const at = new Date('2030-01-01');
  const walked = await inStore((context) => {
    const visits = context.store(Visit);
    const rest = { at, big: 0n, paid: false };
    context.transaction(() => { for (const place of ['x', 'y', 'z']) for (const number of [10, -2, 9]) visits.create({ place, number, ...rest }); });
    const told = (range: Parameters<typeof visits.values>[0]): string => [...visits.values(range)].map(({ place, number }) => `${place}${number}`).join(' ');
    return {
      all: told({}),
      within: told({ within: { place: 'y' } }),
      reverse: told({ within: { place: 'y' }, reverse: true, limit: 2 }),
      from: told({ from: { place: 'y', at, number: 9 } }),
      to: told({ to: { place: 'y' }, reverse: true }),
      full: told({ from: { place: 'x', number: 9, ...rest }, to: { place: 'y', number: 9, ...rest }, reverse: true }),
      none: told({ from: { place: 'z' }, to: { place: 'x' } }),
      count: [visits.count(), visits.count({ within: { place: 'y' } }), visits.count({ within: { place: 'q' } })],
    };
  });
  expect(walked).toEqual({
    all: 'x-2 x9 x10 y-2 y9 y10 z-2 z9 z10', within: 'y-2 y9 y10', reverse: 'y10 y9', from: 'y9 y10 z-2 z9 z10', to: 'x10 x9 x-2', full: 'y-2 x10 x9', none: '', count: [9, 3, 0],
  });
});

test('a long walk reads as it goes: what is written meanwhile costs it nothing, and it may be walked again', async () => {
  const fill = (context: LoadContext): void => context.transaction((tx) => {
    for (let number = 0; number < 700; number++) tx.store(Book).create({ id: String(number).padStart(4, '0'), title: 'x'.repeat(200) });
  });
  await using p = await load(shelf({ load: fill }));
  let count = 0;
  for await (const { id } of p.Book.list()) {
    if (count++ === 0) await p.Book.delete({ id });
  }
  expect(count).toBe(700);
  expect(await all(p.Book.list({ limit: 3 }))).toHaveLength(3);
});

test('a class without a key has one instance, and a default is filled in', async () => {
  const found = await inStore((context) => {
    const settings = context.store(Setting);
    const before = [settings.get(), settings.has(), settings.delete()];
    settings.put({ level: 3 });
    settings.put({ level: 4 });
    context.store(Book).put({ id: 'a', title: 'A' });
    return { before, after: [settings.get(), settings.get({}), [...settings.values()], settings.count()], book: context.store(Book).modify({ id: 'a' }, { copies: undefined }) };
  });
  expect(found).toEqual({ before: [undefined, false, false], after: [{ level: 4 }, { level: 4 }, [{ level: 4 }], 1], book: { id: 'a', title: 'A', copies: 1 } });
});

test('what does not fit its class is not stored, and the error says where', async () => {
  await using p = await load(shelf({ act: (context) => context.store(Book).put({ id: 'a', title: 'A', copies: -1 }).copies }));
  const refusal: unknown = await p.Book.act({ id: 'a' }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'INVALID_RESULT', sentence: 'What provider "shelf" was about to store as Book does not fit: copies must be a whole number of at least 0, and is -1.' });
  expect(await all(p.Book.list())).toEqual([]);
  const long = 'x'.repeat(2_000);
  await expect(p.Book.create({ id: long, title: '' })).rejects.toMatchObject({
    code: 'INVALID_PARAMETER', sentence: 'The key of this Book takes 2006 bytes in the store, and the most that a key may take is 1800.', remedy: 'Choose a shorter key.',
  });
});

test('what lies there and does not fit the class any more is said, and may be read by the old class', async () => {
  const dataDirectory = await newDirectory();
  const Old = defineClass('Thing', { key: 'id', properties: { id: Type.Integer(), name: Type.String() } });
  const New = defineClass('Thing', { key: 'id', properties: { id: Type.Integer(), title: Type.String() } });
  await inStore((context) => context.store(Old).put({ id: 7, name: 'seven' }), dataDirectory);
  const failure = inStore((context) => context.store(New).get({ id: 7 }), dataDirectory);
  await expect(failure).rejects.toMatchObject({ code: 'PROVIDER_LOAD_FAILED' });
  await expect(failure).rejects.toThrow(/Thing \{"id":7\} in the store of provider "visits" does not fit its class: title must be given/);
  const mended = await inStore((context) => {
    for (const { id, name } of context.store(Old).values()) context.store(New).put({ id, title: name });
    return [...context.store(New).values()];
  }, dataDirectory);
  expect(mended).toEqual([{ id: 7, title: 'seven' }]);
});

test('a provider that has not asked for a store is told so where it uses one', async () => {
  const provider = defineProvider({ name: 'storeless', namespace: 'root/test' }).serves(Book, {
    // @ts-expect-error -- The types say so first; whoever writes JavaScript is told at run time.
    get: (key, _state, context) => context.store(Book).get(key),
    methods: { act: () => 0, say: () => '' },
  });
  await using p = await load(provider);
  await expect(p.Book.get({ id: 'a' })).rejects.toMatchObject({
    code: 'FAILED', sentence: 'Provider "storeless" has no store.',
    remedy: 'Tell its author to ask for one: defineProvider({ name, namespace, store: true, ... }), and register it again.',
  });
  expect([p.description.store, p.description.operationIds]).toEqual([undefined, undefined]);
});

test('undo steps without a store, and a store with overlapping lives, are refused where they are written', () => {
  expect(() => defineProvider({ name: 'x', namespace: 'root', store: true, overlap: true })).toThrow(/two lives at a time cannot write one store/);
  expect(() => defineProvider({ name: 'x', namespace: 'root', undo: { a: () => {} } })).toThrow(/has undo steps, which are written down in a store, and does not say store: true/);
});
