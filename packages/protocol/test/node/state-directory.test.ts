import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { stateDirectory } from '#src/node/state-directory.js';

test.each([
  ['PROVOST_STATE before all', { PROVOST_STATE: '/s', XDG_STATE_HOME: '/x', HOME: '/h' }, '/s'],
  ['a relative PROVOST_STATE from here', { PROVOST_STATE: 's', HOME: '/h' }, resolve('s')],
  ['an empty PROVOST_STATE is none', { PROVOST_STATE: '', XDG_STATE_HOME: '/x', HOME: '/h' }, '/x/provost'],
  ['XDG_STATE_HOME', { XDG_STATE_HOME: '/x', HOME: '/h' }, '/x/provost'],
  ['a relative XDG_STATE_HOME is none', { XDG_STATE_HOME: 'x', HOME: '/h' }, '/h/.local/state/provost'],
  ['an empty XDG_STATE_HOME is none', { XDG_STATE_HOME: '', HOME: '/h' }, '/h/.local/state/provost'],
  ['the home directory', { HOME: '/h' }, '/h/.local/state/provost'],
  ['the home directory of the system', {}, join(homedir(), '.local/state/provost')],
])('the state directory is found by %s', (_, environment, found) => {
  expect(stateDirectory(environment)).toBe(found);
});
