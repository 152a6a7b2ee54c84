import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { anchorsOf, findDeadLinks } from './links.js';
import { filesUnder, root } from './source-tree.js';

test('every link from one document to another leads somewhere', () => {
  const documents = filesUnder('.', '.md');
  expect(documents.length).toBeGreaterThan(15);
  expect(findDeadLinks(documents)).toEqual([]);
});

test('a link to a file or a heading that is not there is reported', () => {
  const files: Readonly<Record<string, string>> = { 'docs/b.md': '# Two words\n\n```\n# no heading\n```\n' };
  const text = '[a](b.md#two-words) [b](b.md#no-heading) [c](c.md) [d](https://example.org/x.md) [e](#here)\n\n## Here\n\n```\n[f](nowhere.md)\n```\n';
  expect(findDeadLinks([{ path: 'docs/a.md', text }], (path) => files[path])).toEqual(['docs/a.md: b.md#no-heading is no heading there.', 'docs/a.md: nothing is at c.md.']);
  expect([...anchorsOf('## `host/get`, and *what* it is: 2 things')]).toEqual(['hostget-and-what-it-is-2-things']);
});

test('docs/unloading.svg shows every state of the lifecycle', () => {
  const source = readFileSync(join(root, 'packages/host/src/lifecycle/activation-state.ts'), 'utf8');
  const states = [...source.slice(0, source.indexOf('export type Serving')).matchAll(/readonly name: '([a-z]+)'/g)].map(([, name = '']) => (name === 'gone' ? 'unloaded' : name));
  const shown = [...readFileSync(join(root, 'docs/unloading.svg'), 'utf8').matchAll(/class="name"[^>]*>([a-z]+)</g)].map(([, name = '']) => name);
  expect(shown.sort()).toEqual(states.sort());
});
