import { expect, test } from '@jest/globals';
import { cgroupName } from '#src/process/cgroup.js';
import { findTree, type KnownMembers } from '#src/process/tree.js';
import { madeUpTable, type MadeUpProcess } from './made-up-table.js';

const root = { tag: 'notes-1.1.abc', pid: 100, startTime: 1000 };

async function pidsOf(processes: readonly MadeUpProcess[], known: KnownMembers = new Map()): Promise<number[]> {
  return (await findTree(root, known, madeUpTable(processes))).map(({ pid }) => pid);
}

test.each<[string, MadeUpProcess]>([
  ['in its group', { pid: 101, group: 100 }],
  ['that is its child in a session of its own', { pid: 101, parent: 100 }],
  ['that carries its tag', { pid: 101, tag: root.tag }],
  ['in its cgroup', { pid: 101, cgroup: `/sys/fs/cgroup/${cgroupName(root.tag)}` }],
  ['below its cgroup', { pid: 101, cgroup: `/sys/fs/cgroup/${cgroupName(root.tag)}/deeper` }],
])('F-P27 a process %s belongs to the activation', async (_, process) => {
  expect(await pidsOf([{ pid: 100 }, process])).toEqual([100, 101]);
});

test.each<[string, MadeUpProcess]>([
  ['of another tag', { pid: 101, tag: 'notes-1.1.abcd' }],
  ['in the cgroup of another', { pid: 101, cgroup: `/sys/fs/cgroup/${cgroupName('notes-1.1.abcd')}` }],
  ['that is older than the root', { pid: 101, group: 100, startTime: 999 }],
  ['that is a zombie', { pid: 101, group: 100, state: 'Z' }],
])('a process %s does not', async (_, process) => {
  expect(await pidsOf([{ pid: 100 }, process])).toEqual([100]);
});

test('F-P53 a group that was given to another process of the same pid is not touched', async () => {
  expect(await pidsOf([{ pid: 100, startTime: 2000 }, { pid: 101, group: 100, startTime: 2001 }])).toEqual([]);
});

test('a group without its leader is still the activation\'s as long as a member of it is known', async () => {
  expect(await pidsOf([{ pid: 102, group: 100 }])).toEqual([]);
  expect(await pidsOf([{ pid: 101, group: 100, tag: root.tag }, { pid: 102, group: 100 }])).toEqual([101, 102]);
});

test('who was found once stays found when its parent is gone and its tag is not to be read any more', async () => {
  const known: KnownMembers = new Map();
  expect(await pidsOf([{ pid: 100 }, { pid: 101, parent: 100, startTime: 1005 }], known)).toEqual([100, 101]);
  expect(await pidsOf([{ pid: 101, startTime: 1005 }], known)).toEqual([101]);
  expect(await pidsOf([{ pid: 101, startTime: 1006 }], known)).toEqual([]);
});

test('children of children are found in whatever order the table has them', async () => {
  const found = await pidsOf([{ pid: 103, parent: 102 }, { pid: 102, parent: 101 }, { pid: 101, parent: 100 }, { pid: 100 }]);
  expect(found.sort()).toEqual([100, 101, 102, 103]);
});
