import { describe, expect, test } from '@jest/globals';
import type { Abilities } from '#src/query/plan-query.js';
import type { DataQuery } from '#src/query/query.js';
import { checkQuery, compilePredicate, parseQuery, planQuery, whereText } from './queries.js';
import { Note, notes } from './tables/notes.js';

const able: Abilities = {
  equals: ['id', 'title', 'bytes', 'madeAt', 'done', 'author.name', 'any', 'score'], ranges: ['size', 'bytes', 'madeAt', 'id'], like: ['title'], nulls: ['title', 'author'],
};

function queryOf(text: string): DataQuery {
  return checkQuery(parseQuery(text) as DataQuery, Note);
}

function planned(where: string, abilities: Abilities = able): { readonly forProvider: unknown; readonly forHost: string } {
  const { forProvider, forHost } = planQuery(queryOf(`SELECT * FROM Note WHERE ${where}`), { ...Note, operations: ['list'] }, abilities);
  return { forProvider, forHost: forHost === undefined ? '' : whereText(forHost) };
}

describe('who evaluates what', () => {
  test.each([
    ['size > 10', [{ property: 'size', operator: '>', value: 10 }], ''],
    ['10.5 >= size', [{ property: 'size', operator: '<=', value: 10.5 }], ''],
    ['size = 10', [], 'size = 10'],
    ["title = 'A' AND size > 10 AND state = 'b'", [{ property: 'title', operator: '=', value: 'A' }, { property: 'size', operator: '>', value: 10 }], "state = 'b'"],
    ["title = 'A' OR size > 10", [], "title = 'A' OR size > 10"],
    ["size > 10 AND (title = 'A' OR done = TRUE)", [{ property: 'size', operator: '>', value: 10 }], "title = 'A' OR done = TRUE"],
    ["NOT title = 'A' AND size < 5", [{ property: 'size', operator: '<', value: 5 }], "NOT title = 'A'"],
    ["title != 'A'", [], "title != 'A'"],
    ['bytes != 5', [], 'bytes != 5'],
    ["title LIKE 'a%'", [{ property: 'title', operator: 'like', value: 'a%' }], ''],
    ["title LIKE 'abc'", [{ property: 'title', operator: '=', value: 'abc' }], ''],
    ["state LIKE 'a%'", [], "state LIKE 'a%'"],
    ['title IS NULL', [{ property: 'title', operator: 'isNull' }], ''],
    ['author IS NOT NULL AND size IS NULL', [{ property: 'author', operator: 'isNotNull' }], 'size IS NULL'],
    ["author.name = 'Ann'", [{ property: 'author.name', operator: '=', value: 'Ann' }], ''],
    ['bytes > 9007199254740993', [{ property: 'bytes', operator: '>', value: '9007199254740993' }], ''],
    ['bytes > 18446744073709551615', [], 'bytes > 18446744073709551615'],
    ['bytes > 1.5', [], 'bytes > 1.5'],
    ['size > 9007199254740993', [], 'size > 9007199254740993'],
    ["madeAt > '20260131130000.000000+060'", [{ property: 'madeAt', operator: '>', value: '2026-01-31T12:00:00.000Z' }], ''],
    ["madeAt > '2026-01-31T12:00:00.000000001Z'", [], "madeAt > '2026-01-31T12:00:00.000000001Z'"],
    ['done = 1', [{ property: 'done', operator: '=', value: true }], ''],
    ["any = 'x'", [], "any = 'x'"],
    ["__CLASS = 'Note' AND __this ISA 'Note'", [], "__CLASS = 'Note' AND __this ISA 'Note'"],
  ])('%s: %j, and the host %j', (where, forProvider, forHost) => {
    expect(planned(where)).toEqual({ forProvider, forHost });
  });

  test('a provider without abilities is given nothing', () => {
    expect(planned("title = 'A' AND size > 10", {})).toEqual({ forProvider: [], forHost: "title = 'A' AND size > 10" });
    expect(planQuery(queryOf('SELECT * FROM Note'), Note)).toEqual({ forProvider: [], explain: ['The provider lists Note, all of them.', 'The host filters nothing.'] });
  });

  test('a plan is JSON', () => {
    const plan = planQuery(queryOf("SELECT id FROM Note WHERE size > 10 AND bytes < 5 AND NOT title LIKE 'a%'"), Note, { ...able, select: true });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});

describe('one instance by its key', () => {
  const keyed = { ...Note, key: ['id', 'title'] };

  test('all of the key, each equal to what no other value equals, is a get; the rest is filtered', () => {
    const plan = planQuery(queryOf("SELECT * FROM Note WHERE title = '7-8' AND size > 5 AND id = 7 AND id = 8"), keyed, able);
    expect(plan).toMatchObject({ get: { id: 7, title: '7-8' }, forProvider: [] });
    expect(whereText(plan.forHost!)).toBe('size > 5 AND id = 8');
    expect(plan.explain[0]).toBe('The provider is asked for one Note, by its key: id = 7 AND title = "7-8".');
  });

  test.each([
    ['a part of the key is missing', 'id = 7', keyed],
    ['a text has letters, whose case a get regards', "id = 7 AND title = 'seven'", keyed],
    ['the key is not said to be equal', 'id >= 7', Note],
    ['one of several may do', 'id = 7 OR id = 8', Note],
    ['no value of the key is that', 'id = 9007199254740993', Note],
    ['the class cannot be asked for one', 'id = 7', { ...Note, operations: ['list'] as const }],
    ['the class has no key', 'size = 7', { ...Note, key: [] }],
  ])('it is a list where %s', (_, where, definition) => {
    expect(planQuery(queryOf(`SELECT * FROM Note WHERE ${where}`), definition, able)).not.toHaveProperty('get');
  });
});

test('columns are what is selected, what the host filters by, and the key', () => {
  const text = "SELECT title, author.name, __PATH FROM Note WHERE size > 5 AND state = 'x' AND __this ISA 'Note'";
  const plan = planQuery(queryOf(text), Note, { ...able, select: true });
  expect(plan.columns).toEqual(['title', 'author', 'state', 'id']);
  expect(plan.explain).toEqual([
    'The provider lists Note where size > 5.',
    'It answers with title, author, state, id.',
    "The host filters by state = 'x' AND __this ISA 'Note'.",
    'The host passes on title, author, __PATH and the key.',
  ]);
  expect(planQuery(queryOf(text), Note, able)).not.toHaveProperty('columns');
  expect(planQuery(queryOf('SELECT * FROM Note'), Note, { select: true })).not.toHaveProperty('columns');
});

test('what is left to the host, after a provider that does its part, takes the same rows as the whole', () => {
  const query = queryOf("SELECT * FROM Note WHERE size >= 10 AND NOT title LIKE 'ä%' AND done IS NOT NULL");
  const { forProvider, forHost } = planQuery(query, Note, able);
  expect(forProvider).toEqual([{ property: 'size', operator: '>=', value: 10 }]);
  const listed = notes.filter((row) => (row['size'] as number) >= 10);
  expect(listed.filter(compilePredicate(forHost))).toEqual(notes.filter(compilePredicate(query.where)));
});
