import { expect, test } from '@jest/globals';
import { defineClass, defineProvider, Type, type Infer } from '@provost/sdk';
import { load } from '@provost/testing';

const Words = defineClass('Words', {
  key: 'id',
  properties: { id: Type.String(), counts: Type.Record(Type.Integer()), seen: Type.Record(Type.DateTime()) },
  methods: { merge: { params: { counts: Type.Record(Type.Integer()) }, returns: Type.Record(Type.Integer()) } },
});
const words = defineProvider({ name: 'words', namespace: 'root/test', load: () => new Map<string, Infer<typeof Words>>() }).serves(Words, {
  get: ({ id }, stored) => stored.get(id),
  list: (_query, stored) => stored.values(),
  create: (made, stored) => void stored.set(made.id, made),
  modify: ({ id }, patch, stored) => Object.assign(stored.get(id)!, patch),
  methods: { merge: ({ id }, { counts }, stored) => ({ ...stored.get(id)!.counts, ...counts }) },
});

const names = ['constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'toJSON', '__defineGetter__'];
const counts = Object.fromEntries(names.map((name, at) => [name, at]));
const seen = Object.fromEntries(names.map((name, at) => [name, new Date(at)]));

test('F-C19 names that mean something to the language are data like any other, wherever data goes', async () => {
  await using p = await load(words);
  const made = { id: '1', counts, seen };
  expect(await p.Words.create(made)).toEqual(made);
  expect(await p.Words.get({ id: '1' })).toEqual(made);
  expect(await p.Words.modify({ id: '1' }, { seen })).toEqual(made);
  expect(await p.Words.merge({ id: '1' }, { counts })).toEqual(counts);
  for await (const row of p.Words.list()) expect(Object.keys(row.counts)).toEqual(names);
});

test('F-C19 __proto__ is refused as the name of data, from a caller and from the author, and reaches no prototype', async () => {
  await using p = await load(words);
  const polluting = JSON.parse('{"__proto__":1}') as Record<string, number>;
  await expect(p.Words.create({ id: '1', counts: polluting, seen: {} })).rejects.toMatchObject({
    code: 'TYPE_MISMATCH', message: expect.stringContaining('counts.__proto__ must be called otherwise: that name is kept for the system'),
  });
  const author = defineProvider({ name: 'author', namespace: 'root/test' }).serves(Words, { get: ({ id }) => ({ id, counts: polluting, seen: {} }), methods: { merge: () => ({}) } });
  await using served = await load(author);
  await expect(served.Words.get({ id: '1' })).rejects.toMatchObject({ code: 'INVALID_RESULT' });
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  expect(await p.Words.create({ id: '2', counts: {}, seen: {} })).toEqual({ id: '2', counts: {}, seen: {} });
});
