import { expect, test } from '@jest/globals';
import { environmentFaults, environmentOf } from '#src/registration/environment.js';

test('F-C18 a provider sees of the host\'s environment a short list, and what its registration names', () => {
  const before = process.env;
  process.env = { PATH: '/bin', HOME: '/root', LANG: 'C', LC_ALL: 'C', TZ: 'UTC', TMPDIR: '/tmp', NODE_OPTIONS: '--inspect', LD_PRELOAD: '/x.so', AWS_SECRET: 's', PROVOST_STATE: '/s' };
  try {
    expect({ ...environmentOf({ LEVEL: 'debug', TZ: 'CET' }) }).toEqual({ PATH: '/bin', HOME: '/root', LANG: 'C', LC_ALL: 'C', TZ: 'CET', TMPDIR: '/tmp', LEVEL: 'debug' });
  } finally {
    process.env = before;
  }
});

test.each(['NODE_OPTIONS', 'NODE_PATH', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'DYLD_INSERT_LIBRARIES', 'PROVOST_ACTIVATION'])('F-P59 %s cannot be named', (name) => {
  expect(environmentFaults({ [name]: 'x' })).toEqual([`the environment variable ${name} is refused: it would change what runs before the provider does`]);
});

test.each(['', '1A', 'A-B', 'A=B', 'A B', '__proto__', 'constructor', 'PROTOTYPE', 'Ü', 'A'.repeat(129)])('F-C19 "%s" cannot be the name of a variable', (name) => {
  const named = JSON.parse(`{${JSON.stringify(name)}:"v"}`) as Record<string, string>;
  expect(environmentFaults(named)).toEqual([`"${name.length > 64 ? `${'A'.repeat(64)}...` : name}" cannot be the name of an environment variable`]);
});

test('a value must be a text without NUL', () => {
  expect(environmentFaults({ A: 'x\0y', B: 7 as unknown as string, C: 'fine' })).toEqual([
    'the environment variable A must be a text without NUL', 'the environment variable B must be a text without NUL',
  ]);
});
