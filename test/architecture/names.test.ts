import { expect, test } from '@jest/globals';
import { exportedNames, findEmptyNames } from './names.js';
import { filesUnder } from './source-tree.js';

test('every file and every export says by its name what it is for', () => {
  const all = ['packages', 'examples', 'test', 'bench', 'scripts'].flatMap((folder) => filesUnder(folder, '.ts', '.js', '.mjs'));
  expect(findEmptyNames(all)).toEqual([]);
});

test.each([
  ['src/socket-manager.ts', '', 'src/socket-manager.ts: "socket-manager.ts" does not say what it is for.'],
  ['src/utils/one.ts', '', 'src/utils/one.ts: "utils" does not say what it is for.'],
  ['src/a.ts', 'export class SocketHelper {}', 'src/a.ts exports SocketHelper, which does not say what it is for.'],
  ['src/a.ts', 'export const BASE_LIMIT = 1;', 'src/a.ts exports BASE_LIMIT, which does not say what it is for.'],
  ['src/a.ts', 'export function handleMessage() {}', 'src/a.ts exports handleMessage, which does not say what it is for.'],
  ['src/a.ts', "export { one as dataUtil } from './b.js';", 'src/a.ts exports dataUtil, which does not say what it is for.'],
])('%s with %j is reported', (path, text, fault) => {
  expect(findEmptyNames([{ path, text }])).toEqual([fault]);
});

test('a word inside a longer word is in order, and what is not exported is left alone', () => {
  expect(findEmptyNames([{ path: 'src/database-options.ts', text: 'class Helper {} export type Utility = 1; export interface Handle {}' }])).toEqual([]);
});

test('every form of export is seen', () => {
  const text = 'export interface A {} export type B = 1; export enum C {} export const d = 1, e = 2; export default class F {} export { g, h as i };';
  expect(exportedNames({ path: 'a.ts', text })).toEqual(['A', 'B', 'C', 'd', 'e', 'F', 'g', 'i']);
});
