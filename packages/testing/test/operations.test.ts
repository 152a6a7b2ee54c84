import { expect, test } from '@jest/globals';
import { defineClass, defineProvider, Type } from '@provost/sdk';
import { load } from '@provost/testing';
import { notes, WRITTEN_AT } from './support/notes.js';

test('dates, 64-bit integers and bytes are the author\'s values on both sides', async () => {
  await using p = await load(notes);
  const made = await p.Note.create({ id: '1', text: 'milk', due: new Date('2031-01-01T00:00:00Z'), raw: new Uint8Array([1, 2, 255]) });
  const stored = { id: '1', text: 'milk', level: 'low', due: new Date('2031-01-01T00:00:00Z'), raw: new Uint8Array([1, 2, 255]), writtenAt: WRITTEN_AT, size: 2n ** 60n };
  expect(made).toEqual(stored);
  expect(await p.Note.get({ id: '1' })).toEqual(stored);
  expect(await p.Note.modify({ id: '1' }, { due: null })).toEqual({ ...stored, due: null });
  expect(await p.Note.latest({ before: new Date('2030-05-06T07:08:09.011Z') })).toEqual([WRITTEN_AT]);
  expect(await p.Note.latest({ before: WRITTEN_AT })).toEqual([]);
});

test('methods are given their defaults, and one that answers nothing answers undefined', async () => {
  await using p = await load(notes);
  await p.Note.create({ id: '1', text: 'a' });
  expect(await p.Note.append({ id: '1' }, { text: 'b' })).toBe(2);
  expect(await p.Note.append({ id: '1' }, { text: 'c', times: 3 })).toBe(5);
  expect(await p.Note.touch({ id: '1' }, {})).toBeUndefined();
});

test('what is not there is NOT_FOUND, from get, modify and delete', async () => {
  await using p = await load(notes);
  const missing = { code: 'NOT_FOUND', message: 'NOT_FOUND: There is no root/test:Note.id="9".' };
  await expect(p.Note.get({ id: '9' })).rejects.toMatchObject(missing);
  await expect(p.Note.delete({ id: '9' })).rejects.toMatchObject(missing);
  await expect(p.Note.modify({ id: '9' }, { text: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const Room = defineClass('Room', { key: 'id', properties: { id: Type.String(), guest: Type.String() } });
  await using empty = await load(defineProvider({ name: 'rooms', namespace: 'root/test' }).serves(Room, { modify: () => false }));
  await expect(empty.Room.modify({ id: '9' }, { guest: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'NOT_FOUND: There is no root/test:Room.id="9".' });
  await p.Note.create({ id: '9', text: '' });
  expect(await p.Note.delete({ id: '9' })).toBeUndefined();
});

test.each([
  ['what the provider alone sets', { id: '1', text: '', writtenAt: WRITTEN_AT }, 'INVALID_PARAMETER'],
  ['a value of another type', { id: '1', text: 7 }, 'TYPE_MISMATCH'],
  ['a property that is not there', { id: '1', text: '', colour: 'red' }, 'TYPE_MISMATCH'],
  ['nothing where something must be', { id: '1' }, 'TYPE_MISMATCH'],
])('create refuses %s', async (_what, instance, code) => {
  await using p = await load(notes);
  await expect(p.Note.create(instance as never)).rejects.toMatchObject({ code });
  await expect(p.Note.get({ id: '1' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a patch changes neither the key nor what the provider alone sets, and fills in no default', async () => {
  await using p = await load(notes);
  await p.Note.create({ id: '1', text: 'a', level: 'high' });
  await expect(p.Note.modify({ id: '1' }, { id: '2' } as never)).rejects.toMatchObject({ code: 'TYPE_MISMATCH' });
  await expect(p.Note.modify({ id: '1' }, { size: 1n } as never)).rejects.toMatchObject({
    code: 'INVALID_PARAMETER', message: 'INVALID_PARAMETER: Note.size is read-only: the provider sets it.',
  });
  expect(await p.Note.modify({ id: '1' }, { text: 'b' })).toMatchObject({ text: 'b', level: 'high' });
});

test('an operation that a class does not offer is NOT_SUPPORTED', async () => {
  const Fixed = defineClass('Fixed', { properties: { on: Type.Boolean() } });
  await using p = await load(defineProvider({ name: 'fixed', namespace: 'root/test' }).serves(Fixed, { get: () => ({ on: true }) }));
  expect(await p.Fixed.get()).toEqual({ on: true });
  await expect(p.Fixed.delete()).rejects.toMatchObject({ code: 'NOT_SUPPORTED', message: 'NOT_SUPPORTED: Class Fixed does not offer "delete".' });
});

test.each([
  ['a missing property', { id: '1' }, 'text'],
  ['a value of another type', { id: '1', text: 7 }, 'text'],
  ['a property that the class does not have', { id: '1', text: '', colour: 'red' }, 'colour'],
  ['a date that is none', { id: '1', text: '', at: new Date(NaN) }, 'at'],
])('an instance with %s is INVALID_RESULT and says where', async (_what, instance, where) => {
  const Line = defineClass('Line', { key: 'id', properties: { id: Type.String(), text: Type.String(), at: Type.Optional(Type.DateTime()) } });
  const provider = defineProvider({ name: 'lines', namespace: 'root/test' }).serves(Line, {
    get: () => instance as never,
    list: () => [{ id: '0', text: 'good' }, instance as never],
  });
  await using p = await load(provider);
  const misfit = { code: 'INVALID_RESULT', message: expect.stringMatching(new RegExp(`What provider "lines" \\(pid \\d+\\) answered as Line does not fit: .*${where} must be .*, and is .*\\.$`)) };
  await expect(p.Line.get({ id: '1' })).rejects.toMatchObject(misfit);
  const rows: unknown[] = [];
  await expect((async () => { for await (const row of p.Line.list()) rows.push(row); })()).rejects.toMatchObject(misfit);
  expect(rows).toEqual([{ id: '0', text: 'good' }]);
});

test('several requests are answered at once, each when it is done', async () => {
  const open: ((value: { id: string }) => void)[] = [];
  const One = defineClass('One', { key: 'id', properties: { id: Type.String() } });
  const provider = defineProvider({ name: 'ones', namespace: 'root/test' }).serves(One, { get: () => new Promise((resolve) => void open.push(resolve)) });
  await using p = await load(provider);
  const [first, second] = [p.One.get({ id: '1' }), p.One.get({ id: '2' })];
  while (open.length < 2) await new Promise((resolve) => setImmediate(resolve));
  open[1]?.({ id: '2' });
  expect(await second).toEqual({ id: '2' });
  open[0]?.({ id: '1' });
  expect(await first).toEqual({ id: '1' });
});
