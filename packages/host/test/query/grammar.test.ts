import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

test('the parser and the figure that are kept are those that the grammar makes', () => {
  const root = new URL('../../../../', import.meta.url);
  expect(execFileSync(process.execPath, ['scripts/write-grammar.mjs', '--check'], { cwd: root, encoding: 'utf8' })).toBe('');
});
