import { expect, test } from '@jest/globals';
import { probeMachine, type Machine } from '#src/process/probes.js';

const here: Machine = { nodeVersion: process.versions.node, platform: 'linux', procDirectory: '/proc', path: process.env['PATH'] ?? '', temporaryDirectory: '/tmp' };

async function findingOf(check: string, difference: Partial<Machine> = {}) {
  return (await probeMachine({ ...here, ...difference })).find((finding) => finding.check === check)!;
}

test('every check says what it found, and a remedy where something is wrong', async () => {
  for (const finding of await probeMachine()) {
    expect(finding.finding).toMatch(/\.$/);
    expect(finding.remedy === undefined).toBe(finding.verdict === 'ok');
  }
});

test.each<[string, Partial<Machine>, string]>([
  ['node', { nodeVersion: '20.18.9' }, 'fault'],
  ['node', { nodeVersion: '20.19.0' }, 'ok'],
  ['node', { nodeVersion: '24.0.0' }, 'ok'],
  ['platform', { platform: 'darwin' }, 'warning'],
  ['proc', { procDirectory: '/nowhere' }, 'fault'],
  ['ps', { path: '/nowhere' }, 'ok'],
  ['ps', { path: '/nowhere', procDirectory: '/nowhere' }, 'fault'],
  ['tree', { procDirectory: '/nowhere' }, 'warning'],
  ['lock', { path: '/nowhere' }, 'fault'],
  ['temporary', { temporaryDirectory: '/nowhere' }, 'warning'],
])('the check of %s with %j is %s', async (check, difference, verdict) => {
  expect((await findingOf(check, difference)).verdict).toBe(verdict);
});

test('F-P27 where no cgroup can be made, doctor names what is not found and what to do', async () => {
  expect(await findingOf('tree', { procDirectory: '/nowhere' })).toEqual({
    check: 'tree',
    verdict: 'warning',
    finding:
      'No cgroup can be made here. A provider is ended with its process group, its descendants and all that carry its tag; ' +
      'a process that has a session of its own, no parent any more and a cleared environment is not found.',
    remedy: 'Start the host where it may make cgroups (version 2, Linux 5.14 or later): as a service with Delegate=yes, for example.',
  });
});
