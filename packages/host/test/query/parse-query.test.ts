import { describe, expect, test } from '@jest/globals';
import { asEventQuery, parseQuery, queryText } from './queries.js';
import { queryErrorOf } from './query-error.js';
import { canonicalQueries } from './tables/canonical-queries.js';
import { invalidQueries } from './tables/invalid-queries.js';
import { withoutPlaces } from './without-places.js';

describe('what is WQL', () => {
  test.each(canonicalQueries)('%j is read as %j', (text, canonical) => {
    const query = parseQuery(text);
    expect(queryText(query)).toBe(canonical);
    expect(withoutPlaces(parseQuery(canonical))).toEqual(withoutPlaces(query));
  });

  test('a query is a tree that says where each of its parts stands', () => {
    const text = "SELECT id FROM Note WHERE 5 < size AND NOT title LIKE 'a%'";
    expect(parseQuery(text)).toEqual({
      kind: 'data',
      text,
      select: [{ names: ['id'], at: 7 }],
      class: 'Note',
      classAt: 15,
      where: {
        kind: 'and',
        terms: [
          { kind: 'comparison', property: { names: ['size'], at: 30 }, operator: '>', constant: { kind: 'integer', digits: '5', at: 26 } },
          { kind: 'not', term: { kind: 'like', property: { names: ['title'], at: 43 }, pattern: 'a%', at: 54 } },
        ],
      },
    });
  });

  test.each([
    ['SELECT * FROM Note', 'data'],
    ['SELECT * FROM meta_class', 'schema'],
    ['SELECT * FROM __InstanceCreationEvent', 'event'],
    ['SELECT * FROM __Event', 'event'],
    ['SELECT * FROM Anything WITHIN 5', 'event'],
    ['SELECT * FROM __EventFilter', 'data'],
  ])('%j is a query of the kind %s', (text, kind) => {
    expect(parseQuery(text).kind).toBe(kind);
  });

  test('a query of a class that its name does not show to be an event becomes an event query; one of classes cannot', () => {
    expect(asEventQuery(parseQuery("SELECT * FROM ProviderUnloaded WHERE provider = 'notes'"))).toMatchObject({ kind: 'event', class: 'ProviderUnloaded' });
    expect(queryErrorOf(() => asEventQuery(parseQuery('SELECT * FROM meta_class')))).toMatchObject({ code: 'INVALID_QUERY', facts: { position: 1 } });
  });
});

describe('what is no WQL', () => {
  test.each(invalidQueries)('P11 %j is refused at character %i', (text, position, sentence) => {
    const error = queryErrorOf(() => parseQuery(text));
    expect(error).toMatchObject({ code: 'INVALID_QUERY', facts: { position, line: 1, column: position } });
    expect(error.sentence.split('\n')[0]).toBe(sentence);
  });

  test('P11 an error shows the query with a mark, and names what was found, what was expected and what to do', () => {
    const error = queryErrorOf(() => parseQuery("SELECT * FROM Note WHERE name NOT LIKE 'a%'"));
    expect(error.sentence.split('\n')).toEqual([
      'Expected a comparison (=, !=, <>, <, <=, > or >=), a dot, IS NULL, ISA or LIKE, and found "NOT".',
      "  SELECT * FROM Note WHERE name NOT LIKE 'a%'",
      '                                ^',
    ]);
    expect(error.facts).toEqual({ position: 31, line: 1, column: 31, found: 'NOT', expected: ['a comparison (=, !=, <>, <, <=, > or >=)', 'a dot', 'IS NULL', 'ISA', 'LIKE'] });
    expect(error.remedy).toBe('NOT stands before the whole condition: NOT name LIKE "a%".');
  });

  test('P11 of a query of several lines, and of a long one, the part around the error is shown', () => {
    const lines = queryErrorOf(() => parseQuery('SELECT *\nFROM Note\r\nWHERE size > 1 AND AND done = TRUE'));
    expect(lines.facts).toMatchObject({ position: 40, line: 3, column: 20, found: 'AND' });
    expect(lines.sentence).toMatch(/^Line 3: Expected [^\n]*\n {2}WHERE size > 1 AND AND done = TRUE\n {21}\^$/);
    const long = queryErrorOf(() => parseQuery(`SELECT * FROM Note WHERE ${'size > 1 AND '.repeat(20)}#${' OR size > 1'.repeat(20)}`));
    expect(long.sentence.split('\n').slice(1)).toEqual([
      '  ...ze > 1 AND size > 1 AND size > 1 AND size > 1 AND # OR size > 1 OR size > 1 OR s...',
      `  ${' '.repeat(53)}^`,
    ]);
  });

  test('P11 what could move a cursor or reorder a line is shown visibly', () => {
    const error = queryErrorOf(() => parseQuery('SELECT \u001b[2J\u202e FROM Note'));
    expect(error.sentence.split('\n')[1]).toBe('  SELECT \\e[2J\\u{202E} FROM Note');
    expect(error.facts['found']).toBe('\\e');
  });

  test.each([['from', 'FROM'], ['Is', 'IS']])('a property called %s cannot be asked for, and the remedy says why', (name, word) => {
    expect(queryErrorOf(() => parseQuery(`SELECT * FROM Note WHERE ${name} = 5`)).remedy).toContain(`${word} is a word of WQL.`);
  });

  test.each([5, null, undefined, {}, ['SELECT * FROM Note']])('%j is no query', (value) => {
    expect(queryErrorOf(() => parseQuery(value as string))).toMatchObject({ code: 'INVALID_QUERY' });
  });
});

describe('what is WQL and not served', () => {
  test.each([
    ['ASSOCIATORS OF {Note.id=7}', 1],
    [' associators of {root/app:Note.id="7"} where AssocClass = Wrote RequiredAssocQualifier = A RequiredQualifier = B ResultClass = C ResultRole = d Role = e', 2],
    ['ASSOCIATORS OF {Note.id="}"} WHERE ClassDefsOnly Role = "a" KeysOnly', 1],
    ["ASSOCIATORS OF {Note.id=7} WHERE ResultClass = 'Book' SchemaOnly", 1],
    ['REFERENCES OF {Note=7}', 1],
    ['REFERENCES OF {Note=7} WHERE ResultClass=Wrote RequiredQualifier = A Role=author', 1],
    ['REFERENCES OF {Note=7} WHERE ClassDefsOnly', 1],
    ['SELECT * FROM __InstanceCreationEvent WITHIN 5 GROUP WITHIN 10', 48],
    ['SELECT * FROM __Event GROUP WITHIN 10 BY TargetInstance.size, __CLASS HAVING NumberOfEvents > 5 AND numberofevents < 9', 23],
  ])('%j is read whole and refused', (text, position) => {
    expect(queryErrorOf(() => parseQuery(text))).toMatchObject({ code: 'NOT_SUPPORTED', facts: { position } });
  });
});
