import { expect, test } from '@jest/globals';
import { filesUnder } from './source-tree.js';
import { findForeignWords } from './words.js';

test('the repository speaks of the product alone', () => {
  const readable = filesUnder('.', '.ts', '.js', '.mjs', '.md', '.json', '.yaml', '.yml', '.sh', '.py', 'run').filter(({ path }) => path !== 'package-lock.json');
  expect(readable.length).toBeGreaterThan(100);
  expect(findForeignWords(readable)).toEqual([]);
});

test('a word of the workshop is reported with its line', () => {
  const text = ['Fine.', `See /wo${'rk'}/main.`, `An age${'nt'} wrote this.`, 'An important agenda of issues: issue a release.'].join('\n');
  expect(findForeignWords([{ path: 'a.md', text }])).toEqual([`a.md:2 says "/wo${'rk'}/".`, `a.md:3 says "age${'nt'}".`]);
});
