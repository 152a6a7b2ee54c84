import { expect, test } from '@jest/globals';
import { Refusals } from '#src/runner/refusals.js';

test('P5 F-R6 a context refuses once however often it says so: one request takes it back, and the latest words are told', () => {
  const book = new Refusals();
  expect(book.refuse('1.1', 'Note.append', 'first')).toEqual({ name: 'refused', refusal: { context: '1.1', operation: 'Note.append', why: 'first' } });
  expect(book.refuse('1.1', 'Note.append', 'first')).toBeUndefined();
  expect(book.refuse('1.1', 'Note.append', 'second')).toEqual({ name: 'refused', refusal: { context: '1.1', operation: 'Note.append', why: 'second' } });
  expect(book.refuse('1.1', 'Note.append', undefined)).toEqual({ name: 'refused', refusal: { context: '1.1', operation: 'Note.append' } });
  expect(book.contexts).toEqual(['1.1']);
  expect(book.request('1.1')).toEqual({ name: 'requested', context: '1.1' });
  expect(book.request('1.1')).toBeUndefined();
  expect(book.contexts).toEqual([]);
});

test('P5 F-R5 a context takes back its own refusal and no other', () => {
  const book = new Refusals();
  book.refuse('a', 'load', 'mine');
  book.refuse('b', 'load', 'yours');
  expect(book.request('c')).toBeUndefined();
  expect(book.request('a')).toEqual({ name: 'requested', context: 'a' });
  expect([book.isFlagged('a'), book.isFlagged('b'), book.contexts]).toEqual([false, true, ['b']]);
});

test('P5 holds of one context are counted: the host is told of the first and of the last, and of the words that are left', () => {
  const book = new Refusals();
  const [upload, index] = [{ why: 'upload' }, { why: 'index' }];
  expect(book.add('1.1', 'get of Note', upload)).toEqual({ name: 'refused', refusal: { context: '1.1', operation: 'get of Note', why: 'upload' } });
  expect(book.add('1.1', 'get of Note', index)).toEqual({ name: 'refused', refusal: { context: '1.1', operation: 'get of Note', why: 'index' } });
  expect(book.remove('1.1', index)).toEqual({ name: 'refused', refusal: { context: '1.1', operation: 'get of Note', why: 'upload' } });
  expect(book.remove('1.1', index)).toBeUndefined();
  expect(book.remove('1.1', upload)).toEqual({ name: 'requested', context: '1.1' });
  expect(book.remove('1.1', upload)).toBeUndefined();
});

test('P5 a flag and a hold of one context are one refusal, and each is taken away by itself', () => {
  const book = new Refusals();
  const hold = { why: 'hold' };
  book.refuse('1.1', 'get of Note', 'flag');
  expect(book.add('1.1', 'get of Note', hold)).toMatchObject({ name: 'refused', refusal: { why: 'hold' } });
  expect(book.request('1.1')).toBeUndefined();
  expect([book.isFlagged('1.1'), book.contexts]).toEqual([false, ['1.1']]);
  expect(book.refuse('1.1', 'get of Note', 'again')).toMatchObject({ name: 'refused', refusal: { why: 'again' } });
  expect(book.remove('1.1', hold)).toBeUndefined();
  expect(book.request('1.1')).toEqual({ name: 'requested', context: '1.1' });
});

test('P5 1,024 contexts may refuse, and one of them may always refuse more', () => {
  const book = new Refusals();
  for (let number = 1; number <= 1024; number++) {
    expect(book.hasRoomFor(`1.${number}`)).toBe(true);
    book.refuse(`1.${number}`, 'load', undefined);
  }
  expect([book.hasRoomFor('1.1025'), book.hasRoomFor('1.7')]).toEqual([false, true]);
  book.request('1.1024');
  expect(book.hasRoomFor('1.1025')).toBe(true);
  book.clear();
  expect(book.contexts).toEqual([]);
});
