import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { cgroupDirectory, cgroupName, cgroupOfTag, enterCgroup, removeEmptyCgroups } from '#src/process/cgroup.js';

const unified = 'proc /proc proc rw 0 0\ncgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n';
const hybrid = 'cgroup /sys/fs/cgroup/pids cgroup rw 0 0\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n';

test.each([
  ['the only hierarchy', '0::/user.slice/host.service\n', unified, '/sys/fs/cgroup/user.slice/host.service'],
  ['the second hierarchy', '8:pids:/\n0::/\n', hybrid, '/sys/fs/cgroup/unified/'],
  ['no version 2 mount', '8:pids:/\n0::/\n', 'cgroup /sys/fs/cgroup/pids cgroup rw 0 0\n', undefined],
  ['no version 2 entry', '8:pids:/a\n', unified, undefined],
  ['nothing that can be read', '', '', undefined],
])('a cgroup is found in %s', (_, cgroups, mounts, directory) => {
  expect(cgroupDirectory(cgroups, mounts)).toBe(directory);
});

test('the cgroup of a tag is found from below it, and that of another is not', () => {
  const own = `/sys/fs/cgroup/${cgroupName('a/b')}`;
  expect(cgroupOfTag(`${own}/x/y`, 'a/b')).toBe(own);
  expect(cgroupOfTag(own, 'a')).toBeUndefined();
  expect(cgroupOfTag('', 'a')).toBeUndefined();
  expect(cgroupOfTag('/', 'a')).toBeUndefined();
});

test('P9 a process comes into its cgroup, though a keeper that starts removes what is empty at that moment', async () => {
  // Any folder does: what matters is that it is gone between being made and being written to.
  const home = mkdtempSync(join(tmpdir(), 'provost-cgroups-'));
  const directory = join(home, cgroupName('contended'));
  const program = `const { rmdirSync } = require('fs'); const moment = new Int32Array(new SharedArrayBuffer(4));
    console.log('begun'); for (;; Atomics.wait(moment, 0, 0, 0.2)) try { rmdirSync(${JSON.stringify(directory)}); } catch {}`;
  const remover = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(remover.stdout, 'data');
  for (let round = 1; round <= 100; round += 1) {
    expect(enterCgroup(home, 'contended', round)).toBe(directory);
    expect(readFileSync(join(directory, 'cgroup.procs'), 'utf8')).toBe(String(round));
    rmSync(directory, { recursive: true });
  }
  remover.kill('SIGKILL');
  await once(remover, 'exit');
  rmSync(home, { recursive: true, force: true });
});

test('a cgroup that refuses a process says why, and is not left behind', () => {
  const home = mkdtempSync(join(tmpdir(), 'provost-cgroups-'));
  mkdirSync(join(home, cgroupName('full'), 'cgroup.procs'), { recursive: true });
  expect(() => enterCgroup(home, 'full', 1)).toThrow(/^EISDIR/);
  expect(readdirSync(home)).toEqual([]);
  rmSync(home, { recursive: true });
});

test('a keeper that starts removes what is empty of the one before it, and touches nothing in which something runs', () => {
  const home = mkdtempSync(join(tmpdir(), 'provost-cgroups-'));
  for (const [tag, populated] of [['left', 0], ['lives', 1]]) {
    mkdirSync(join(home, cgroupName(String(tag)), 'of-the-provider'), { recursive: true });
    if (populated === 1) writeFileSync(join(home, cgroupName(String(tag)), 'cgroup.events'), 'populated 1\nfrozen 0\n');
  }
  removeEmptyCgroups(home);
  expect(readdirSync(home)).toEqual([cgroupName('lives')]);
  expect(readdirSync(join(home, cgroupName('lives')))).toEqual(['cgroup.events', 'of-the-provider']);
  rmSync(home, { recursive: true });
});
