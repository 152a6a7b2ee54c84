import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { DataQuery } from '#src/query/query.js';
import { QUERY_LIMITS } from '#src/query/query-limits.js';
import { checkQuery, parseQuery } from './queries.js';
import { queryErrorOf } from './query-error.js';
import { Note } from './tables/notes.js';

const page = readFileSync(new URL('../../../../docs/wql.md', import.meta.url), 'utf8');
const blocksOf = (language: string): string[] => [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block);

test('every query that docs/wql.md shows is one', () => {
  const shown = blocksOf('sql').flatMap((block) => block.trim().split('\n'));
  expect(shown.length).toBeGreaterThan(20);
  for (const text of shown) expect(['data', 'schema', 'event']).toContain(parseQuery(text).kind);
});

test('every error that docs/wql.md shows is the one that its query gets', () => {
  const shown = blocksOf('text');
  expect(shown).toHaveLength(2);
  for (const block of shown) {
    const text = block.split('\n')[1]!.trim();
    expect(`${queryErrorOf(() => checkQuery(parseQuery(text) as DataQuery, Note)).sentence}\n`).toBe(block);
  }
});

test('docs/wql.md says every limit', () => {
  const said = Object.fromEntries([...page.matchAll(/^\| `(\w+)` \| ([\d,]+) \|/gm)].map(([, name = '', allowed = '']) => [name, Number(allowed.replaceAll(',', ''))]));
  expect(said).toEqual(QUERY_LIMITS);
});
