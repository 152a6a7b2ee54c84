import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../source-tree.js';
import { PAGE, readCatalogue } from './catalogue.js';
import { findPageFaults, rewritten, type Catalogue } from './page.js';

test('docs/reliability.md tells every row as it is, with tests that are there; npm run reliability writes it anew', () => {
  expect(findPageFaults(readFileSync(join(root, PAGE), 'utf8'), readCatalogue())).toEqual([]);
});

const made: Catalogue = {
  families: [{ 'F-P1': { fault: 'it is gone', happens: 'It is told.' }, 'F-P2': { fault: 'it hangs', happens: 'It is ended.' } }],
  titles: [
    { path: 'packages/host/test/a.test.ts', title: 'P8 F-P1 in parts' },
    { path: 'test/faults/b.test.ts', title: 'F-P1 F-P3 with others' },
    { path: 'test/faults/b.test.ts', title: 'F-P1 as a whole' },
  ],
  reasons: { 'F-P2': 'nothing hangs' },
};
const EMPTY = '# Page\n\n| row | fault | happens | shown by |\n| --- | --- | --- | --- |\n\nWords.\n';

test('a page is written from the rows, names real processes first, says why there is no test, and is written the same again', () => {
  const page = rewritten(EMPTY, made);
  expect(page.split('\n').slice(4, 6)).toEqual([
    '| F-P1 | it is gone | It is told. | [b](../test/faults/b.test.ts): as a whole<br>[b](../test/faults/b.test.ts): with others |',
    '| F-P2 | it hangs | It is ended. | *none: nothing hangs* |',
  ]);
  expect(rewritten(page, made)).toBe(page);
  expect(findPageFaults(page, made)).toEqual([]);
});

test('which of its tests a row names may be chosen by hand', () => {
  const chosen = rewritten(EMPTY, made).replace(/\[b\].*<br>.*others/, '[a](../packages/host/test/a.test.ts): in parts');
  expect(findPageFaults(chosen, made)).toEqual([]);
  expect(rewritten(chosen, made)).toBe(chosen);
});

test('a row that is not told, is told otherwise, or names a test that is not there is reported', () => {
  const page = rewritten(EMPTY, made);
  expect(findPageFaults(EMPTY, made)).toEqual(['F-P1 is not told.', 'F-P2 is not told.']);
  expect(findPageFaults(page.replace('It is told.', 'Nothing.'), made)).toEqual(['F-P1 is told otherwise than its row says.']);
  expect(findPageFaults(page.replace('with others', 'with none'), made)).toEqual(['F-P1 names a test that does not carry it: [b](../test/faults/b.test.ts): with none']);
  expect(findPageFaults(page.replace('nothing hangs', 'who knows'), made)).toEqual(['F-P2 must say why it has no test: nothing hangs.']);
  expect(findPageFaults(`${page}| F-P9 | x | y | z |\n`, made)).toEqual(['F-P9 is told, and is no row.']);
});
