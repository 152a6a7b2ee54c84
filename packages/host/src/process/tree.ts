/** Finds the processes that belong to an activation: its cgroup, its process group, its descendants, and whoever carries its tag. Ending them is left to end-tree.ts. */
import { ACTIVATION_TAG_VARIABLE } from '@provost/protocol';
import { cgroupOfTag } from './cgroup.js';
import { isRunning, type ProcessStat, type ProcessTable } from './identity.js';

/** The first process of an activation. It leads a process group of its own. */
export interface TreeRoot {
  /** What all of its processes carry in their environment, and what its cgroup is called after. One of a kind on this machine. */
  readonly tag: string;
  readonly pid: number;
  readonly startTime: number;
}

/** How many processes are read in one turn of the event loop: some three milliseconds' worth. */
const PROCESSES_AT_ONCE = 256;

/** The members that were ever found, pid to start time. */
export type KnownMembers = Map<number, number>;

/**
 * All members that run now, and adds them to `known`. A member of an earlier scan stays one, even when its tag and its parents are gone since.
 * Not found, where there is no cgroup, is who left the group, had lost its parent before the first scan, and has cleared its environment.
 */
export async function findTree(root: TreeRoot, known: KnownMembers, table: ProcessTable): Promise<ProcessStat[]> {
  const candidates: ProcessStat[] = [];
  const members = new Map<number, ProcessStat>();
  let read = 0;
  for (const pid of table.pids()) {
    // A machine with ten thousand processes must not stop the event loop for long.
    if ((read += 1) % PROCESSES_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    const stat = table.stat(pid);
    // A member cannot be older than the root; ourselves we are never.
    if (!isRunning(stat) || stat.startTime < root.startTime || pid === process.pid) continue;
    candidates.push(stat);
    const isRoot = pid === root.pid && stat.startTime === root.startTime;
    const isKnown = known.get(pid) === stat.startTime;
    if (isRoot || isKnown || isMarked(pid, root.tag, table)) members.set(pid, stat);
  }
  for (let before = -1; before < members.size; ) {
    before = members.size;
    const ownsGroup = groupAnchor(root, [...members.values()]) !== undefined;
    for (const stat of candidates) {
      if (members.has(stat.parent) || (ownsGroup && stat.group === root.pid)) members.set(stat.pid, stat);
    }
  }
  for (const stat of members.values()) known.set(stat.pid, stat.startTime);
  return [...members.values()];
}

/** A member by which the root's process group is known to be the activation's still: a group's number is given away again only once nobody is left in it. */
export function groupAnchor(root: TreeRoot, members: readonly ProcessStat[]): ProcessStat | undefined {
  return members.find((stat) => stat.group === root.pid);
}

/** The directory of the activation's cgroup, as far as one of the members is in it. */
export function cgroupOfTree(root: TreeRoot, members: readonly ProcessStat[], table: ProcessTable): string | undefined {
  for (const { pid } of members) {
    const directory = cgroupOfTag(table.cgroup(pid) ?? '', root.tag);
    if (directory !== undefined) return directory;
  }
  return undefined;
}

function isMarked(pid: number, tag: string, table: ProcessTable): boolean {
  return table.carries(pid, ACTIVATION_TAG_VARIABLE, tag) || cgroupOfTag(table.cgroup(pid) ?? '', tag) !== undefined;
}
