import { expect, test } from '@jest/globals';
import { cgroupDirectory, cgroupName, cgroupOfTag } from '#src/process/cgroup.js';

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
