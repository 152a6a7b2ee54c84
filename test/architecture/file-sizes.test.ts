import { expect, test } from '@jest/globals';
import { MEDIAN_LINES, findLongFiles, medianLines } from './file-sizes.js';
import { filesUnder, packageFolders } from './source-tree.js';

const sources = packageFolders().flatMap((name) => filesUnder(`packages/${name}/src`, '.ts'));

test('no file of ours is longer than 300 lines', () => {
  expect(findLongFiles(['packages', 'examples', 'test', 'bench', 'scripts'].flatMap((folder) => filesUnder(folder, '.ts', '.js', '.mjs')))).toEqual([]);
});

test('half of the source files fit between 40 and 130 lines', () => {
  expect(medianLines(sources)).toBeGreaterThanOrEqual(MEDIAN_LINES.least);
  expect(medianLines(sources)).toBeLessThanOrEqual(MEDIAN_LINES.most);
});

test('a file of 301 lines is reported, one of 300 is not', () => {
  const file = (path: string, lines: number): { path: string; text: string } => ({ path, text: 'x\n'.repeat(lines) });
  expect(findLongFiles([file('fits.ts', 300), file('long.ts', 301)])).toEqual(['long.ts has 301 lines; at most 300 are allowed: split it by concern.']);
  expect(medianLines([file('a.ts', 1), file('b.ts', 50), file('c.ts', 400)])).toBe(50);
});
