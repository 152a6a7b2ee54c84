import { expect, test } from '@jest/globals';
import { findUnusedFixtures } from './fixtures.js';
import { filesUnder } from './source-tree.js';

test('every fixture in test/providers is used by some test', () => {
  const tests = ['test', 'packages'].flatMap((folder) => filesUnder(folder, '.test.ts')).filter(({ path }) => !path.startsWith('test/architecture/'));
  expect(findUnusedFixtures(filesUnder('test/providers', '.js', '.mjs'), tests)).toEqual([]);
});

test('a fixture that no test names is reported; one that a test names, or that another imports, is not', () => {
  const fixtures = [
    { path: 'test/providers/forgotten.js', text: '' },
    { path: 'test/providers/shared-peer.js', text: '' },
    { path: 'test/providers/ignores-release.js', text: "import './shared-peer.js';" },
    { path: 'test/providers/never-ready/index.js', text: '' },
  ];
  const tests = [{ path: 'a.test.ts', text: "start('ignores-release'); start(`${folder}/never-ready/index.js`); // forgotten" }];
  expect(findUnusedFixtures(fixtures, tests)).toEqual(['test/providers/forgotten is used by no test.']);
});
