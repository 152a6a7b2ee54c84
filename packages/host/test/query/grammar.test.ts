import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

test('the parser that is kept is the one that peggy makes of the grammar', () => {
  const root = new URL('../../../../', import.meta.url);
  expect(execFileSync(process.execPath, ['scripts/write-grammar.mjs', '--check'], { cwd: root, encoding: 'utf8' })).toBe('');
});
