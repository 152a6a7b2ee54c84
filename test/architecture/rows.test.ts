import { expect, test } from '@jest/globals';
import { ROWS, WITHOUT_A_TEST } from './rows.js';
import { readCatalogue } from './reliability/catalogue.js';
import { tableTitles, testTitles } from './test-titles.js';

const { titles } = readCatalogue();

/** The rows that a title names. */
function rowsIn(title: string): string[] {
  return title.match(/\b(?:W-[RQU]|F-[PHCR])\d+\b/g) ?? [];
}

test('each row of unloading and of reliability has a test that carries its id, save those that say why not', () => {
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

test('of a table the rows that begin with an id are found, and of a title that depends on the machine the one that shows something', () => {
  const text = "test.each([['P8 F-R1 a row', 1], ['a row', 'F-R2']])('%s', () => {}); (can ? test : test.skip)(can ? 'F-R3 can' : 'F-R3 cannot', () => {});";
  expect(tableTitles([{ path: 'a.test.ts', text }])).toEqual([{ path: 'a.test.ts', title: 'P8 F-R1 a row' }]);
  expect(testTitles([{ path: 'a.test.ts', text }])).toEqual([{ path: 'a.test.ts', title: '%s' }, { path: 'a.test.ts', title: 'F-R3 can' }]);
});
