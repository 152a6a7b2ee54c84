import { expect, test } from '@jest/globals';
import { ROWS, WITHOUT_A_TEST } from './rows.js';
import { filesUnder } from './source-tree.js';
import { testTitles } from './test-titles.js';

const titles = testTitles(['test', 'packages', 'examples'].flatMap((folder) => filesUnder(folder, '.test.ts')));

/** The rows that a title names. */
function rowsIn(title: string): string[] {
  return title.match(/\b(?:W-[RQU]|F-R)\d+\b/g) ?? [];
}

test('each row of unloading and of the races has a test that carries its id, save those that say why not', () => {
  const carried = new Set(titles.flatMap(({ title }) => rowsIn(title)));
  expect(Object.keys(ROWS).filter((id) => !carried.has(id))).toEqual(Object.keys(WITHOUT_A_TEST));
});

test('no test carries the id of a row that there is not', () => {
  expect(titles.filter(({ title }) => rowsIn(title).some((id) => !Object.hasOwn(ROWS, id)))).toEqual([]);
});

test('a title is found whatever the function that takes it is called, and a string of another call is none', () => {
  const text = "test.each([['F-R1 a row', 1]])('F-R2 %s', () => {}); inPython(`F-R3`, async () => {}); expect('F-R4').toBe('F-R4');";
  expect(testTitles([{ path: 'a.test.ts', text }])).toEqual([{ path: 'a.test.ts', title: 'F-R2 %s' }, { path: 'a.test.ts', title: 'F-R3' }]);
});
