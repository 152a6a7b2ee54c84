import { expect, test } from '@jest/globals';
import { findClockUses, findImportersOf, findNodeImports } from './purity.js';
import { filesUnder, importsOf } from './source-tree.js';

const lifecycle = filesUnder('packages/host/src/lifecycle', '.ts');
const protocolRoot = filesUnder('packages/protocol/src', '.ts').filter(({ path }) => !path.startsWith('packages/protocol/src/node/'));

test('P3 the lifecycle is pure: no module of Node, no clock, no promise', () => {
  expect(lifecycle.length).toBeGreaterThan(0);
  expect([...findNodeImports(lifecycle), ...findClockUses(lifecycle)]).toEqual([]);
});

test('queries are pure: they know the protocol and nothing else of the host, of Node or of the clock', () => {
  const queries = filesUnder('packages/host/src/query', '.ts');
  expect(queries.length).toBeGreaterThan(0);
  expect([...new Set(queries.flatMap(({ text }) => importsOf(text).filter((specifier) => !specifier.startsWith('./'))))]).toEqual(['@provost/protocol']);
  expect(findClockUses(queries).filter((use) => !use.endsWith('date-text.ts uses Date.'))).toEqual([]);
});

test('P12 the protocol knows nothing of Node outside its node folder', () => {
  expect(protocolRoot.length).toBeGreaterThan(0);
  expect(findNodeImports(protocolRoot)).toEqual([]);
});

test('P12 nobody imports the CLI', () => {
  const all = ['packages', 'examples', 'test', 'bench', 'scripts'].flatMap((folder) => filesUnder(folder, '.ts', '.js', '.mjs'));
  expect(findImportersOf('provost', all)).toEqual([]);
});

test.each([
  ["import { readFileSync } from 'node:fs';", 'sample.ts imports node:fs.'],
  ["import fs from 'fs/promises';", 'sample.ts imports fs/promises.'],
  ["export type { Connection } from '@provost/protocol/node';", 'sample.ts imports @provost/protocol/node.'],
])('a module of Node is found in %s', (text, fault) => {
  expect(findNodeImports([{ path: 'sample.ts', text }])).toEqual([fault]);
});

test('a clock is found in code and not in a comment', () => {
  expect(findClockUses([{ path: 'sample.ts', text: '/** Unlike Date.now(). */ const nowMs = performance.now();' }])).toEqual(['sample.ts uses performance.']);
});

test('an import of the CLI is found, its own name in a string is not', () => {
  expect(findImportersOf('provost', [{ path: 'sample.ts', text: "import 'provost';" }])).toEqual(['sample.ts imports provost.']);
  expect(findImportersOf('provost', [{ path: 'sample.ts', text: "import '@provost/sdk'; spawn('provost');" }])).toEqual([]);
});
