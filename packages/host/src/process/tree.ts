/** Finds the processes that belong to an activation: its cgroup, its group, its sessions, its descendants, and whoever carries its tag. Ending them is left to end-tree.ts. */
import { ACTIVATION_TAG_VARIABLE } from '@provost/protocol';
import { cgroupOfTag } from './cgroup.js';
import { isRunning, type ProcessStat, type ProcessTable } from './identity.js';

/** The first process of an activation. It leads a process group and a session of its own. */
export interface TreeRoot {
  /** What all of its processes carry in their environment, and what its cgroup is called after. One of a kind on this machine. */
  readonly tag: string;
  readonly pid: number;
  readonly startTime: number;
  /** The directory of its cgroup, for those who know it; it is found by the members otherwise. */
  readonly cgroup?: string | undefined;
}

/** How many processes are read in one turn of the event loop: some three milliseconds' worth. */
const PROCESSES_AT_ONCE = 256;

/** How often one scan lists the processes again, for those that had ended before they were read: each may have left another behind. */
const PASSES = 8;

/** The members that were ever found, pid to start time. */
export type KnownMembers = Map<number, number>;

/** What one look at all processes has found. */
export interface TreeScan {
  readonly members: readonly ProcessStat[];
  /** False when there was a process of which nobody can say yet whose it is, or when processes came and went faster than they were read. */
  readonly isWhole: boolean;
}

/**
 * All members that run now, and adds them to `known`. A member of an earlier scan stays one, even when its tag and its parents are gone since.
 * Not found, where there is no cgroup, is who began a session, had lost its parent before the first scan, and has cleared its environment.
 */
export async function findTree(root: TreeRoot, known: KnownMembers, table: ProcessTable): Promise<TreeScan> {
  const look: Look = { read: new Set([process.pid]), candidates: new Map(), members: new Map() };
  let isWhole = false;
  for (let pass = 0; pass < PASSES && !isWhole; pass += 1) isWhole = await readUnread(look, root, known, table);
  addRelatives(look, root, known, table);
  for (const stat of look.members.values()) known.set(stat.pid, stat.startTime);
  return { members: [...look.members.values()], isWhole };
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

/** One scan under way. */
interface Look {
  /** Those of whom all is known that can be. */
  readonly read: Set<number>;
  /** Those that are young enough. */
  readonly candidates: Map<number, ProcessStat>;
  readonly members: Map<number, ProcessStat>;
}

/** Reads those that were not read yet. False when one had ended before it was read, or begins another program at the moment. */
async function readUnread(look: Look, root: TreeRoot, known: KnownMembers, table: ProcessTable): Promise<boolean> {
  let isWhole = true;
  let count = 0;
  for (const pid of table.pids()) {
    if (look.read.has(pid)) continue;
    // A machine with ten thousand processes must not stop the event loop for long.
    if ((count += 1) % PROCESSES_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    const stat = table.stat(pid);
    if (!isRunning(stat)) isWhole = false;
    // A member cannot be older than the root.
    const mayBelong = isRunning(stat) && stat.startTime >= root.startTime;
    if (mayBelong) look.candidates.set(pid, stat);
    const belongs = mayBelong && isMember(stat, root, known, table);
    if (belongs === true) look.members.set(pid, stat as ProcessStat);
    if (belongs === undefined) isWhole = false;
    else look.read.add(pid);
  }
  return isWhole;
}

/** By itself, whoever its relatives are. Undefined when that cannot be told yet. */
function isMember(stat: ProcessStat, root: TreeRoot, known: KnownMembers, table: ProcessTable): boolean | undefined {
  const { pid, startTime } = stat;
  if ((pid === root.pid && startTime === root.startTime) || known.get(pid) === startTime) return true;
  const carries = table.carries(pid, ACTIVATION_TAG_VARIABLE, root.tag);
  return carries === true || cgroupOfTag(table.cgroup(pid) ?? '', root.tag) !== undefined || carries;
}

function addRelatives(look: Look, root: TreeRoot, known: KnownMembers, table: ProcessTable): void {
  const { candidates, members } = look;
  for (let before = -1; before < members.size; ) {
    before = members.size;
    const ownsGroup = groupAnchor(root, [...members.values()]) !== undefined;
    for (const stat of candidates.values()) {
      const isRelative = members.has(stat.parent) || (ownsGroup && stat.group === root.pid) || isSessionOfMember(stat.session, look, known, table);
      if (isRelative) members.set(stat.pid, stat);
    }
  }
}

/** Whether a session was begun by a member, which may have ended since: nobody comes into a session from outside, and its number is not given away while it lasts. */
function isSessionOfMember(session: number, { members }: Look, known: KnownMembers, table: ProcessTable): boolean {
  const startTime = members.get(session)?.startTime ?? known.get(session);
  if (startTime === undefined) return false;
  const leader = table.stat(session);
  return leader === undefined || leader.startTime === startTime;
}
