import { expect, test } from '@jest/globals';
import { inheritedEnvironment } from '#src/process/environment.js';

test('F-P59 only the listed variables are passed on', () => {
  const source = { PATH: '/bin', HOME: '/h', LANG: 'C', LC_ALL: 'C', TZ: 'UTC', TMPDIR: '/t', NODE_OPTIONS: '--require x', LD_PRELOAD: 'x', TOKEN: 'x', LCX: 'x' };
  expect({ ...inheritedEnvironment(source) }).toEqual({ PATH: '/bin', HOME: '/h', LANG: 'C', LC_ALL: 'C', TZ: 'UTC', TMPDIR: '/t' });
});
