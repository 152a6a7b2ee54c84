import { expect, test } from '@jest/globals';
import type { ProviderDescription } from '@provost/protocol';
import { viewOf, type Registration } from '#src/registration/registration.js';
import { describedNotes } from './made-up-package.js';

const registration: Registration = {
  name: 'mine', description: describedNotes() as unknown as ProviderDescription, path: '/opt/notes',
  target: { kind: 'node', entry: '/opt/notes/notes.js', root: '/opt/notes', runtime: '/opt/notes/node_modules/@provost/sdk/runtime.js' },
  node: '/usr/bin/node', hostsNode: true, link: false, enabled: true, config: { max: 3 }, environment: { SESSION: 'hush' }, credentials: { token: '/etc/notes/token' },
  filesHash: 'f00d', registeredAt: '1970-01-01T00:00:00.000Z',
};

test('F-C18 as it is shown, credentials and values of the environment are named and never told', () => {
  expect(viewOf(registration)).toEqual({
    ...describedNotes(), name: 'mine', path: '/opt/notes', entry: '/opt/notes/notes.js', command: ['/usr/bin/node', '/opt/notes/notes.js'], enabled: true, link: false,
    node: '/usr/bin/node', configuration: { max: 3 }, environmentNames: ['SESSION'], credentialNames: ['token'], filesHash: 'f00d', registeredAt: '1970-01-01T00:00:00.000Z',
  });
  expect(JSON.stringify(viewOf(registration))).not.toMatch(/hush|etc/);
});

test('a program of another language is shown by its command and has no entry', () => {
  const view = viewOf({ ...registration, target: { kind: 'command', command: ['python3', 'clock.py'], root: '/opt/clock' } });
  expect([view.command, Object.hasOwn(view, 'entry')]).toEqual([['python3', 'clock.py'], false]);
});
