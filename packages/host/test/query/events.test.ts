import { describe, expect, test } from '@jest/globals';
import type { EventQuery } from '#src/query/query.js';
import { checkQuery, compilePredicate, compileProjection, factsOfClass, intrinsicEventClass, parseQuery, selfDescribed, targetClassesOf } from './queries.js';
import { queryErrorOf } from './query-error.js';
import { Note } from './tables/notes.js';

const modified = 'SELECT * FROM __InstanceModificationEvent WITHIN 5 WHERE ';
const embedded = new Map([['TargetInstance', Note], ['PreviousInstance', Note]]);

function bound(text: string): EventQuery {
  const query = parseQuery(text) as EventQuery;
  return checkQuery(query, intrinsicEventClass(query.class)!, embedded);
}

describe('the events that a query takes', () => {
  const event = {
    TIME_CREATED: '133800000000000000',
    TargetInstance: { __CLASS: 'BigNote', __DERIVATION: ['Note'], id: 1, title: 'new', size: 11 },
    PreviousInstance: { __CLASS: 'BigNote', __DERIVATION: ['Note'], id: 1, title: 'old', size: 10 },
  };

  test.each([
    ["TargetInstance ISA 'Note' AND TargetInstance.size > 10 AND PreviousInstance.size <= 10", true],
    ["targetinstance isa 'NOTE' AND TARGETINSTANCE.SIZE > 10", true],
    ["TargetInstance ISA 'Other'", false],
    ["TargetInstance.__CLASS = 'bignote'", true],
    ["TargetInstance.__CLASS = 'Note'", false],
    ["PreviousInstance.title = 'OLD' AND NOT TargetInstance.title LIKE 'o%'", true],
    ['TargetInstance.nowhere = 5', false],
    ['TargetInstance.size.nowhere = 5', false],
    ['TIME_CREATED > 133700000000000000', true],
    ['TargetInstance.done IS NULL', true],
  ])('%s: %s', (where, fits) => {
    expect(compilePredicate(bound(`${modified}${where}`).where)(event)).toBe(fits);
  });

  test('where the class of the target is not known, its properties are compared by what they are', () => {
    const query = parseQuery(`${modified}TargetInstance.size > 10 AND TargetInstance.title = 'NEW'`) as EventQuery;
    expect(compilePredicate(checkQuery(query, intrinsicEventClass(query.class)!).where)(event)).toBe(true);
  });

  test('whoever knows the classes can answer for the objects in an event', () => {
    const derived = new Map([['bignote', ['note', 'thing']]]);
    const embeddedFacts = { ...selfDescribed, isA: (object: Record<string, unknown>, name: string): boolean => derived.get(String(object['__CLASS']).toLowerCase())?.includes(name.toLowerCase()) ?? false };
    const { where } = bound(`${modified}TargetInstance ISA 'Thing' AND __CLASS = '__InstanceModificationEvent' AND __this ISA '__Event'`);
    const facts = factsOfClass({ class: '__InstanceModificationEvent', derivation: ['__InstanceOperationEvent', '__Event'] });
    expect(compilePredicate(where, { ...facts, embedded: embeddedFacts })(event)).toBe(true);
    expect(compilePredicate(where, facts)(event)).toBe(false);
  });

  test('of an embedded property that is selected the whole object is passed on', () => {
    const project = compileProjection(bound('SELECT TargetInstance.size, TIME_CREATED FROM __InstanceModificationEvent'));
    expect(project(event)).toEqual({ TargetInstance: event.TargetInstance, TIME_CREATED: event.TIME_CREATED });
  });

  test('P11 a property that no such event has is refused', () => {
    expect(queryErrorOf(() => bound('SELECT PreviousInstance FROM __InstanceCreationEvent'))).toMatchObject({ code: 'INVALID_QUERY', facts: { position: 8 } });
    expect(queryErrorOf(() => bound(`${modified}TargetInstance.size LIKE '1%'`))).toMatchObject({ code: 'INVALID_QUERY', facts: { position: modified.length + 1 } });
  });
});

describe('the classes that an event query is about', () => {
  const note = { class: 'Note', isDerivedIncluded: true };

  test.each([
    [`${modified}TargetInstance ISA 'Note'`, [note]],
    [`${modified}TargetInstance.size > 10 AND (TargetInstance ISA 'Note' AND PreviousInstance.size < 5)`, [note]],
    [`${modified}TargetInstance.__CLASS = 'Note'`, [{ class: 'Note', isDerivedIncluded: false }]],
    [`${modified}TargetInstance ISA 'Note' AND TargetInstance.size > 1 OR TargetInstance ISA 'note' AND TargetInstance.size < -1`, [note]],
    [`${modified}TargetInstance ISA 'Note' OR TargetInstance ISA 'Book'`, [note, { class: 'Book', isDerivedIncluded: true }]],
    ["SELECT * FROM __ClassCreationEvent WHERE TargetClass ISA 'Note'", [note]],
    ["SELECT * FROM ProviderUnloaded WITHIN 5 WHERE TargetInstance ISA 'Note'", [note]],
  ])('%s: %j', (text, classes) => {
    expect(targetClassesOf(parseQuery(text) as EventQuery)).toEqual(classes);
  });

  test.each([
    'SELECT * FROM __InstanceModificationEvent WITHIN 5',
    `${modified}TargetInstance.size > 10`,
    `${modified}TargetInstance ISA 'Note' OR TargetInstance.size > 10`,
    `${modified}NOT TargetInstance ISA 'Note'`,
    `${modified}PreviousInstance ISA 'Note'`,
    `${modified}TargetInstance.author ISA 'Note'`,
    `${modified}TargetInstance.__CLASS LIKE 'Note%'`,
    `${modified}TargetInstance.__CLASS <> 'Note'`,
  ])('P11 %s is too broad', (text) => {
    const error = queryErrorOf(() => targetClassesOf(parseQuery(text) as EventQuery));
    expect(error).toMatchObject({ code: 'NOT_SUPPORTED', facts: { position: 15 }, remedy: "Add a condition by AND: TargetInstance ISA 'Note'." });
    expect(error.sentence).toMatch(/^The query is too broad: not each way through its WHERE says of which class TargetInstance is\./);
  });
});

test.each(['__event', '__InstanceOperationEvent', '__NAMESPACEDELETIONEVENT', '__ClassModificationEvent', '__ExtrinsicEvent'])('%s is an event class of WMI itself', (name) => {
  expect(intrinsicEventClass(name)?.name.toLowerCase()).toBe(name.toLowerCase());
  expect(intrinsicEventClass(`${name}s`)).toBeUndefined();
});
