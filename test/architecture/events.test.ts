import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { filesUnder, root } from './source-tree.js';

/** The types of events that the host tells of, where they stand in its source. */
function typesInSource(): string[] {
  const found = filesUnder('packages/host/src', '.ts').flatMap(({ text }) => [
    ...text.matchAll(/\b(?:tell|append)\('([a-z]+(?:-[a-z]+)*)'/g),
    ...text.matchAll(/\bappend\(\w+ \? '([a-z-]+)' : '([a-z-]+)'/g),
    ...text.matchAll(/\brefusalsChanged\(\w+, '([a-z-]+)'/g),
  ]);
  return [...new Set(found.flatMap(([, ...types]) => types.filter((type) => type !== undefined)))].sort();
}

test('docs/protocol.md tells of every type of event that the host makes, and of no other', () => {
  const section = readFileSync(join(root, 'docs/protocol.md'), 'utf8').split(/^#### /m).find((text) => text.startsWith('An event\n')) ?? '';
  const rows = section.slice(section.indexOf('| type | facts |')).split('\n').slice(2);
  const told = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, type = '']) => type));
  expect(told.sort()).toEqual(typesInSource());
});
