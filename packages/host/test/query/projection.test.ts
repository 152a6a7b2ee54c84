import { describe, expect, test } from '@jest/globals';
import type { DataQuery } from '#src/query/query.js';
import { checkQuery, compileProjection, factsOfClass, parseQuery } from './queries.js';
import { Note } from './tables/notes.js';

const row = { id: 7, title: 'Seven', size: null, author: { name: 'Ann', age: 40 } };
const facts = factsOfClass({ class: 'Note', derivation: ['Item'], namespace: 'root/app', pathOf: ({ id }) => `root/app:Note.id=${id as number}` });
const queryOf = (select: string): DataQuery => checkQuery(parseQuery(`SELECT ${select} FROM Note`) as DataQuery, Note);

describe('what of a row is passed on', () => {
  test.each([
    ['title', { id: 7, title: 'Seven' }],
    ['TITLE, title, id', { id: 7, title: 'Seven' }],
    ['size, done', { id: 7, size: null }],
    ['author.name', { id: 7, author: { name: 'Ann', age: 40 } }],
    ['__PATH, __relpath, __class, __superclass', { id: 7, __PATH: 'root/app:Note.id=7', __RELPATH: 'Note.id=7', __CLASS: 'Note', __SUPERCLASS: 'Item' }],
  ])('SELECT %s: %j', (select, projected) => {
    expect(compileProjection(queryOf(select), { key: ['id'], facts })(row)).toEqual(projected);
  });

  test('a row of SELECT * is passed on as it is, unless all system properties are wanted', () => {
    expect(compileProjection(queryOf('*'), { key: ['id'], facts })(row)).toBe(row);
    expect(compileProjection(queryOf('*'), { key: ['id'], facts, allSystem: true })(row)).toEqual({
      ...row, __CLASS: 'Note', __SUPERCLASS: 'Item', __DYNASTY: 'Item', __DERIVATION: ['Item'], __NAMESPACE: 'root/app', __PATH: 'root/app:Note.id=7', __RELPATH: 'Note.id=7',
    });
  });

  test('with all system properties, what is selected has them too', () => {
    expect(compileProjection(queryOf('title'), { facts: factsOfClass({ class: 'Note' }), allSystem: true })(row)).toEqual({ title: 'Seven', __CLASS: 'Note', __DYNASTY: 'Note', __DERIVATION: [] });
  });
});
