import { pathOf } from '@provost/protocol';
import { describe, expect, test } from '@jest/globals';
import type { DataQuery } from '#src/query/query.js';
import { checkQuery, compilePredicate, factsOfClass, parseQuery, rowOfClass } from './queries.js';
import { queryErrorOf } from './query-error.js';
import { Note, notes } from './tables/notes.js';
import { rowQueries } from './tables/row-queries.js';
import { senselessQueries } from './tables/senseless-queries.js';

const start = 'SELECT * FROM note WHERE ';
const facts = factsOfClass({ class: 'Note', derivation: ['Item', 'Thing'], namespace: 'root/app', pathOf: (row) => pathOf('root/app', Note, row) });
const noteQuery = (where: string): DataQuery => checkQuery(parseQuery(`${start}${where}`) as DataQuery, Note);

describe('the rows that a query of a class takes', () => {
  test.each(rowQueries)('%s: %j', (where, ids) => {
    const fits = compilePredicate(noteQuery(where).where, facts);
    expect(notes.filter(fits).map(({ id }) => id)).toEqual(ids);
  });

  test('without a WHERE all fit', () => {
    expect(notes.every(compilePredicate(undefined, facts))).toBe(true);
  });

  test('names get the case that the class gives them', () => {
    const query = checkQuery(parseQuery("SELECT TITLE, Author.NAME, __path FROM nOTE WHERE AUTHOR.home.CITY = 'x'") as DataQuery, Note);
    expect(query).toMatchObject({ class: 'Note', select: [{ names: ['title'] }, { names: ['author', 'name'] }, { names: ['__PATH'] }], where: { property: { names: ['author', 'home', 'city'], type: 'text' } } });
  });

  test('a thousand conditions on a class of two thousand properties are bound in no time to speak of, and the own case of a name goes first', () => {
    const properties = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`Property${index}`, { type: 'integer' } as const]));
    const wide = { name: 'Wide', schema: { type: 'object' as const, properties: { ...properties, PROPERTY7: { type: 'string' as const } } } };
    const names = Array.from({ length: 1_000 }, (_, index) => `property${1_999 - index} = 1`);
    expect(checkQuery(parseQuery(`SELECT * FROM Wide WHERE ${names.join(' OR ')}`) as DataQuery, wide)).toMatchObject({ where: { kind: 'or' } });
    expect(checkQuery(parseQuery('SELECT Property7, PROPERTY7 FROM Wide') as DataQuery, wide).select).toMatchObject([{ names: ['Property7'] }, { names: ['PROPERTY7'] }]);
  });

  test('a row that is not what its class says fits no comparison, and breaks nothing', () => {
    const odd = [{ id: 1, title: 5, size: 'many', bytes: 'x', madeAt: 'soon', author: 'Ann', done: 'yes' }, { id: 2, author: [1], title: {}, madeAt: 7, size: {}, bytes: {} }];
    for (const where of ["title = 'a'", "title LIKE '%'", 'size > 0', 'size < 0', 'bytes >= 0', "madeAt < '2026-01-01'", "author.name = 'Ann'", 'done = TRUE']) {
      expect(odd.filter(compilePredicate(noteQuery(where).where, facts))).toEqual([]);
    }
  });
});

describe('what a class makes no sense of', () => {
  test.each(senselessQueries)('P11 %s is refused at character %i of the WHERE', (where, position, sentence) => {
    const error = queryErrorOf(() => noteQuery(where));
    expect(error).toMatchObject({ code: 'INVALID_QUERY', facts: { position: start.length + position } });
    expect(error.sentence.split('\n')[0]).toBe(sentence);
  });

  test('P11 what is selected must be there too', () => {
    const error = queryErrorOf(() => checkQuery(parseQuery('SELECT id, tittle FROM Note') as DataQuery, Note));
    expect(error).toMatchObject({ code: 'INVALID_QUERY', facts: { position: 12, found: 'tittle' } });
    expect(error.sentence).toContain('did you mean "title"?');
  });
});

describe('queries of classes', () => {
  const classes = [rowOfClass('Thing', [], 'root/app'), rowOfClass('Item', ['Thing'], 'root/app'), rowOfClass('Note', ['Item', 'Thing'], 'root/app'), rowOfClass('Other', [], 'root/app')];

  test.each([
    ['SELECT * FROM meta_class', ['Thing', 'Item', 'Note', 'Other']],
    ['SELECT * FROM meta_class WHERE __this ISA "item"', ['Item', 'Note']],
    ['SELECT * FROM meta_class WHERE __Class = "NOTE"', ['Note']],
    ['SELECT * FROM meta_class WHERE __Class LIKE "%t%" AND NOT __this ISA "Thing"', ['Other']],
    ['SELECT * FROM meta_class WHERE __Superclass IS NULL', ['Thing', 'Other']],
    ['SELECT * FROM meta_class WHERE __Superclass = "Thing"', ['Item']],
    ['SELECT * FROM meta_class WHERE __Dynasty = "Thing"', ['Thing', 'Item', 'Note']],
    ['SELECT * FROM meta_class WHERE __Namespace = "root/app" AND __Class > "Note"', ['Thing', 'Other']],
  ])('%s: %j', (text, names) => {
    expect(classes.filter(compilePredicate(parseQuery(text).where)).map((row) => row['__CLASS'])).toEqual(names);
  });
});
