import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ClassDefinition, JsonObject } from '@provost/protocol';
import { Snapshot, type Change } from '#src/events/snapshot.js';

const text = { type: 'string' } as const;
const Page: ClassDefinition = { name: 'Page', key: ['book', 'no'], schema: { type: 'object', properties: { book: text, no: { type: 'integer' }, text, tags: {} } }, methods: {}, operations: ['list'] };

/** A whole look: what it has found, in any order. */
function look(snapshot: Snapshot, pages: readonly JsonObject[]): Change[] {
  snapshot.begin();
  return [...pages.flatMap((page) => snapshot.see(page) ?? []), ...snapshot.end()];
}

const page = fc.record({ book: fc.constantFrom('a', 'b', 'ab'), no: fc.integer({ min: 1, max: 4 }), text: fc.constantFrom('x', 'y'), tags: fc.array(fc.constantFrom('p', 'q'), { maxLength: 2 }) });
const pages = fc.uniqueArray(page, { selector: ({ book, no }) => `${book} ${no}`, maxLength: 8 });

test('applied one after the other, the changes of each look make of what was there what is there, and no more than that is remembered', () => {
  fc.assert(fc.property(fc.array(pages, { maxLength: 10 }), (looks) => {
    const snapshot = new Snapshot(Page);
    const built = new Map<string, JsonObject>();
    for (const there of looks) {
      for (const { how, instance, previous } of look(snapshot, there)) {
        const key = `${String(instance['book'])} ${String(instance['no'])}`;
        expect(built.has(key)).toBe(how !== 'created');
        if (how === 'modified') expect(previous).toEqual(built.get(key));
        if (how === 'deleted') built.delete(key);
        else built.set(key, instance);
      }
      expect([...built.values()].map((one) => JSON.stringify(one)).sort()).toEqual(there.map((one) => JSON.stringify(one)).sort());
      expect(snapshot.size).toBe(there.length);
    }
  }), { numRuns: 300 });
});

test('what is as it was is no change, whatever the order of its properties', () => {
  const snapshot = new Snapshot(Page);
  expect(look(snapshot, [{ book: 'a', no: 1, text: 'x' }])).toEqual([{ how: 'created', instance: { book: 'a', no: 1, text: 'x' } }]);
  expect(look(snapshot, [{ text: 'x', no: 1, book: 'a' }])).toEqual([]);
});

test('a look that breaks off says nothing of what is gone, and the next one that does not makes up for it', () => {
  const snapshot = new Snapshot(Page);
  look(snapshot, [{ book: 'a', no: 1 }, { book: 'a', no: 2 }]);
  snapshot.begin();
  expect(snapshot.see({ book: 'a', no: 2, text: 'new' })).toMatchObject({ how: 'modified' });
  expect(look(snapshot, [{ book: 'a', no: 2, text: 'new' }])).toEqual([{ how: 'deleted', instance: { book: 'a', no: 1 } }]);
});
