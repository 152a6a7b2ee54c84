import { expect, test } from '@jest/globals';
import { cgroupName } from '#src/process/cgroup.js';
import { findTree, type KnownMembers } from '#src/process/tree.js';
import { madeUpTable, type MadeUpProcess } from './made-up-table.js';

const root = { tag: 'notes-1.1.abc', pid: 100, startTime: 1000 };

async function pidsOf(processes: readonly MadeUpProcess[], known: KnownMembers = new Map()): Promise<number[]> {
  return (await findTree(root, known, madeUpTable(processes))).members.map(({ pid }) => pid);
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

test('a process whose first thread has ended while others go on belongs to the activation still', async () => {
  expect(await pidsOf([{ pid: 100, state: 'Z', threads: 2 }, { pid: 101, parent: 100, state: 'Z', threads: 1 }])).toEqual([100]);
});

test('a process in the session of a member belongs to the activation, though its parent, its tag and the member are gone', async () => {
  const known: KnownMembers = new Map();
  expect(await pidsOf([{ pid: 100 }, { pid: 101, parent: 100, startTime: 1005 }], known)).toEqual([100, 101]);
  const orphan = { pid: 102, group: 101, session: 101, startTime: 1006 };
  expect(await pidsOf([orphan], known)).toEqual([102]);
  expect(await pidsOf([{ pid: 101, startTime: 1007 }, orphan], new Map([[101, 1005]]))).toEqual([]);
});

test('a process that is found by its tag alone does not bring the session it lives in: somebody else may have begun it', async () => {
  expect(await pidsOf([{ pid: 50, startTime: 1000 }, { pid: 101, session: 50, tag: root.tag }, { pid: 102, session: 50 }])).toEqual([101]);
});

test('a process that begins another program is asked again, because its environment shows nothing meanwhile', async () => {
  const begins = { pid: 101, tag: root.tag, beginsFor: 3 };
  expect(await findTree(root, new Map(), madeUpTable([{ pid: 100 }, begins]))).toMatchObject({ members: [{ pid: 100 }, { pid: 101 }], isWhole: true });
});

test('a scan is not whole while a process begins another program, nor while processes end before they are read', async () => {
  expect(await findTree(root, new Map(), madeUpTable([{ pid: 101, beginsFor: Infinity }]))).toEqual({ members: [], isWhole: false });
  const hops = Array.from({ length: 20 }, (_, at) => ({ pid: 101 + at, tag: root.tag, listedFor: 1, ...(at > 0 && { heirOf: 100 + at }) }));
  expect(await findTree(root, new Map(), madeUpTable(hops))).toEqual({ members: [], isWhole: false });
});

test('F-P27 who was left behind by a process that ended before it was read is found in the same scan', async () => {
  const heirs = [{ pid: 101, listedFor: 1 }, { pid: 102, heirOf: 101, listedFor: 1 }, { pid: 103, heirOf: 102, tag: root.tag }];
  expect(await pidsOf(heirs)).toEqual([103]);
});
