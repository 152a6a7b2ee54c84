import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { cgroupHome, cgroupName, killCgroup, removeCgroup } from '#src/process/cgroup.js';
import { startContained } from '#src/process/start-contained.js';
import { gone } from '../keeper/gone.js';

const cgroupOf = (pid: number | string) => readFileSync(`/proc/${pid}/cgroup`, 'utf8');

/** Where there are cgroups, one of that tag; where there are none, no file system takes the place of one. */
const tagOf = (name: string) => `${name}-${process.pid}`;

/** A daemon that is on its own within a millisecond, and says its pid. */
function daemon(): ChildProcess {
  return spawn('sh', ['-c', 'env -i setsid sh -c "sleep 1000 >/dev/null 2>&1 & echo \\$!"'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
}

test('F-P27 what a process starts in its first moment is in its cgroup, and the one that started it is where it was', async () => {
  const before = cgroupOf('self');
  const home = cgroupHome();
  const { child, cgroup, refusal } = startContained({ home, tag: tagOf('born'), isPatient: false }, daemon);
  expect(refusal).toBeUndefined();
  expect(cgroupOf('self')).toBe(before);
  const pid = Number(String((await once(child.stdout!, 'data'))[0]));
  expect(cgroupOf(pid).includes(cgroupName(tagOf('born')))).toBe(home !== undefined);
  if (cgroup === undefined) process.kill(pid, 'SIGKILL');
  else expect(killCgroup(cgroup)).toBeGreaterThanOrEqual(1);
  await gone(pid);
  if (cgroup !== undefined) removeCgroup(cgroup);
});

test('a process that waits to be told is put into its cgroup while it begins', async () => {
  const home = cgroupHome();
  const { child, cgroup } = startContained({ home, tag: tagOf('patient'), isPatient: true }, () => spawn('sh', ['-c', 'read line; sleep 1000 & echo $!'], { stdio: ['pipe', 'pipe', 'ignore'] }));
  child.stdin.write('begin\n');
  const pid = Number(String((await once(child.stdout, 'data'))[0]));
  expect(cgroupOf(pid).includes(cgroupName(tagOf('patient')))).toBe(home !== undefined);
  process.kill(pid, 'SIGKILL');
  await gone(pid);
  if (cgroup !== undefined) removeCgroup(cgroup);
});

test.each([true, false])('a process starts all the same where it may have no cgroup, and it is told why (patient: %s)', async (isPatient) => {
  const { child, cgroup, refusal } = startContained({ home: '/proc', tag: tagOf('refused'), isPatient }, () => spawn('true', { stdio: 'ignore' }));
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(cgroup).toBeUndefined();
  expect(refusal).toMatch(/^ENOENT: no such file or directory, mkdir/);
});

test.each([true, false])('what cannot be started at all leaves no cgroup behind (patient: %s)', async (isPatient) => {
  const before = cgroupOf('self');
  const { child, cgroup } = startContained({ home: cgroupHome(), tag: tagOf('never'), isPatient }, () => spawn('/nowhere/program', { stdio: 'ignore' }));
  expect(((await once(child, 'error'))[0] as NodeJS.ErrnoException).code).toBe('ENOENT');
  expect(cgroup).toBeUndefined();
  expect(cgroupOf('self')).toBe(before);
  expect(() => startContained({ home: cgroupHome(), tag: tagOf('never'), isPatient }, () => spawn('true', { cwd: 'with\0nul' }))).toThrow(/null bytes/);
  expect(cgroupOf('self')).toBe(before);
});
