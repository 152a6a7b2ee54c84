import { expect, test } from '@jest/globals';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { importedFile, relativeImports } from '#src/registration/relative-imports.js';
import { newFolder, write } from './made-up-package.js';

test.each([
  [`import './a.js';`, ['./a.js']],
  [`import a from "./a.js";`, ['./a.js']],
  [`import a, { b as c } from '../lib/a.js'`, ['../lib/a.js']],
  [`import {\n  a,\n  b,\n} from\n  './a.js';`, ['./a.js']],
  [`import data from './a.json' with { type: 'json' };`, ['./a.json']],
  [`export * from './a.js'; export { b } from './b.js';`, ['./a.js', './b.js']],
  [`const a = await import('./a.js');`, ['./a.js']],
  [`import(/* here */ \`./a.js\`)`, ['./a.js']],
  [`const a = require('./a'); const b = require( "../b" );`, ['./a', '../b']],
  [`const here = require('.'); const above = require('..');`, ['.', '..']],
  [`import './a.js'; import './a.js';`, ['./a.js']],
  [`import fs from 'node:fs'; import { x } from '@provost/sdk'; require('left-pad');`, []],
  ['const where = `./a.js`; import(`./${name}.js`); important("./b.js");', []],
])('what %j imports by relative paths is %j', (text, expected) => {
  expect(relativeImports(text)).toEqual(expected);
});

test('a text made to be slow to search is not', () => {
  const hostile = `${'import/*'.repeat(40_000)}${'from '.repeat(40_000)}${' '.repeat(200_000)}`;
  const startedMs = performance.now();
  expect(relativeImports(hostile)).toEqual([]);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});

test.each([
  ['./a.js', 'a.js'],
  ['./a', 'a.js'],
  ['./lib', 'lib/index.js'],
  ['./data', 'data.json'],
  ['./a.js?version=2', 'a.js'],
  ['./with%20space.js', 'with space.js'],
  ['.', 'index.js'],
  ['./link.js', 'lib/index.js'],
  ['./missing.js', undefined],
])('the literal %s leads to %s', (literal, expected) => {
  const folder = newFolder();
  write(folder, { 'a.js': '', 'index.js': '', 'lib/index.js': '', 'data.json': '', 'with space.js': '' });
  symlinkSync('lib/index.js', join(folder, 'link.js'));
  expect(importedFile(join(folder, 'from.js'), literal)).toBe(expected === undefined ? undefined : join(folder, expected));
});
