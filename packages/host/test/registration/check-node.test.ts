import { expect, test } from '@jest/globals';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFaults } from '#src/registration/check-node.js';
import { findTarget } from '#src/registration/find-target.js';
import { newFolder, newPackage } from './made-up-package.js';

/** A program that answers as a Node of that version would. */
function pretended(answer: string): string {
  const file = join(newFolder(), 'node');
  writeFileSync(file, `#!/bin/sh\necho ${answer}\n`);
  chmodSync(file, 0o755);
  return file;
}

test.each([
  ['v20.18.9', (node: string) => [`${node} is Node v20.18.9; at least v20.19 is needed`]],
  ['v18.20.8', (node: string) => [`${node} is Node v18.20.8; at least v20.19 is needed`]],
  ['hello', (node: string) => [`${node} does not answer --version as Node does`]],
  ['v20.19.0', () => []],
  ['v26.0.0', () => []],
])('a Node binary that says %s is taken or refused by name and version', async (answer, faults) => {
  const node = pretended(answer);
  expect(await nodeFaults(node, findTarget(newPackage()))).toEqual(faults(node));
});

test.each(['v20.20.2', 'v22.17.1', 'v22.18.0', 'v24.1.0'])('TypeScript is refused where Node %s does not run it, with the ways out', async (version) => {
  const file = join(newPackage({ 'notes.ts': '' }), 'notes.ts');
  const faults = await nodeFaults(pretended(version), findTarget(file));
  expect(faults).toEqual(['v22.18.0', 'v24.1.0'].includes(version) ? [] : [
    `${file} is TypeScript, which Node ${version} does not run: choose a Node of v22.18 or later (--node BIN), or build it and name the JavaScript file`,
  ]);
});

test('the host\'s own Node is not asked, and a program of another language needs none', async () => {
  expect(await nodeFaults(process.execPath, findTarget(newPackage()))).toEqual([]);
  expect(await nodeFaults('/nowhere/node', { kind: 'command', command: ['sh'], root: '/' })).toEqual([]);
  expect(await nodeFaults('/nowhere/node', undefined)).toEqual(['/nowhere/node does not answer --version as Node does']);
});
