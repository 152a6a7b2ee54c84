/** The rows, the tests and the page as they stand in the repository. */
import { FAULT_FAMILIES, WITHOUT_A_TEST } from '../rows.js';
import { filesUnder } from '../source-tree.js';
import { tableTitles, testTitles } from '../test-titles.js';
import type { Catalogue } from './page.js';

/** Where the page is, from the root. */
export const PAGE = 'docs/reliability.md';

/** Reads the titles of all tests but those of this folder's own, whose rows are made up. */
export function readCatalogue(): Catalogue {
  const files = ['test', 'packages', 'examples'].flatMap((folder) => filesUnder(folder, '.test.ts')).filter(({ path }) => !path.startsWith('test/architecture/'));
  return { families: FAULT_FAMILIES, titles: [...testTitles(files), ...tableTitles(files)], reasons: WITHOUT_A_TEST };
}
