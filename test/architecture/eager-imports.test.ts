import { expect, test } from '@jest/globals';
import { eagerImportsOf, eagerlyWith } from './eager-imports.js';
import { filesUnder } from './source-tree.js';

test('a host that is asked no query loads nothing of the language: neither its reader nor who binds what is watched', () => {
  const files = [...eagerlyWith('packages/host/src/index.ts')];
  expect(files.length).toBeGreaterThan(filesUnder('packages/host/src', '.ts').length / 2);
  expect(files.filter((path) => path.startsWith('packages/host/src/query/') || path.endsWith('/watched-query.ts'))).toEqual([]);
});

test('what is imported later, or only for its types, does not count, and what is exported on does', () => {
  const text = "import a from './a.js';\nimport type { B } from './b.js';\nimport { type C } from './c.js';\nimport { type D, d } from './d.js';\nimport './e.js';\nexport * from './f.js';\nexport type { G } from './g.js';\nconst h = await import('./h.js');";
  expect(eagerImportsOf(text)).toEqual(['./a.js', './d.js', './e.js', './f.js']);
});
