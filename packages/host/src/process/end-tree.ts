/**
 * Ends a process and all that it started, rung by rung, and says what each rung did. Nothing is signalled on the strength of a pid alone:
 * who has the pid is read again right before each signal. Seeing the exit itself, with its code, is left to the keeper.
 */
import type { EndReport } from './provider-process.js';
import { isSameRunning, systemProcesses, type ProcessTable } from './identity.js';
import { isPopulated, killCgroup } from './cgroup.js';
import { cgroupOfTree, findTree, groupAnchor, type KnownMembers, type TreeRoot, type TreeScan } from './tree.js';
import { killByParents } from './kill-by-parents.js';
import { systemClock, type Clock } from '../clock.js';
import { pause, settlesWithin } from './waiting.js';

export type { TreeRoot } from './tree.js';

export interface EndTreeOptions {
  /** How long SIGTERM is given before SIGKILL; with 0 it is not sent at all. */
  readonly termGraceMs: number;
  /** Settles when the root was seen to end. */
  readonly exited: Promise<unknown>;
  /** How long processes are killed and looked for before those that are left count as unkillable. */
  readonly killLimitMs?: number;
  readonly clock?: Clock;
  readonly table?: ProcessTable;
}

type RungReport = EndReport['rungs'][number];

/** What a process that does not die of SIGKILL waits for is in the kernel; more patience changes nothing. */
const KILL_LIMIT_MS = 5000;

/** How long, after the last member was seen, a scan is doubted that was not whole. A process begins a program in far less; on a machine that never rests no scan may ever be whole. */
const DOUBT_LIMIT_MS = 1000;

/** The longest pause between two scans for survivors. */
const LONGEST_PAUSE_MS = 50;

/** Ends the tree. Settles when two whole scans in a row have found nothing of it and its cgroup is empty, or with the survivors once the limit has passed. Never rejects. */
export async function endTree(root: TreeRoot, options: EndTreeOptions): Promise<EndReport> {
  const clock = options.clock ?? systemClock;
  const table = options.table ?? systemProcesses;
  const rungs: RungReport[] = [];
  const climb = async (rung: RungReport['rung'], act: () => number | Promise<number>): Promise<void> => {
    const beganMs = clock.nowMs();
    const signalled = await act();
    rungs.push({ rung, tookMs: Math.round(clock.nowMs() - beganMs), signalled });
  };
  if (!table.isAvailable) {
    await climb('tree-kill', () => killByParents(root.pid, options.exited, clock));
    return { rungs, survivors: [] };
  }
  // Scanned before the first signal: once a parent is gone, nothing shows whose its children were.
  const known: KnownMembers = new Map();
  let scan = await findTree(root, known, table);
  if (options.termGraceMs > 0) {
    await climb('sigterm', async () => {
      const signalled = signalGroup(root, scan, ['SIGTERM', 'SIGCONT'], table);
      if (signalled > 0) await settlesWithin(clock, options.exited, options.termGraceMs);
      return signalled;
    });
    scan = await findTree(root, known, table);
  }
  const cgroup = root.cgroup ?? cgroupOfTree(root, scan.members, table);
  if (cgroup !== undefined) await climb('cgroup', () => killCgroup(cgroup));
  await climb('group', () => signalGroup(root, scan, ['SIGKILL'], table));
  let survivors: readonly number[] = [];
  await climb('tag', async () => {
    const search = { root: { ...root, cgroup }, known, clock, table, limitMs: options.killLimitMs ?? KILL_LIMIT_MS };
    const outcome = await killAllFound(search, scan.members.length === 0 ? scan : undefined);
    survivors = outcome.survivors;
    return outcome.signalled;
  });
  return { rungs, survivors };
}

/** Kills whatever belongs to a tag, where it is not known whether there is anything. Settles as {@link endTree} does. */
export async function endTagged(tag: string, clock: Clock = systemClock): Promise<EndReport> {
  // No process has pid -1, and none leads or is in such a group.
  return endTree({ tag, pid: -1, startTime: 0 }, { termGraceMs: 0, exited: Promise.resolve(), clock });
}

/** Signals the root's process group, whose members were seen just now; returns how many were in it. A stopped process takes SIGTERM only once it is continued. */
function signalGroup(root: TreeRoot, { members }: TreeScan, signals: readonly NodeJS.Signals[], table: ProcessTable): number {
  const anchor = groupAnchor(root, members);
  if (!anchor) return 0;
  for (const signal of signals) if (isSameRunning(anchor, table)) signalQuietly(-root.pid, signal);
  return members.filter((stat) => stat.group === root.pid).length;
}

/** What is killed and looked for, and for how long. */
interface Search {
  readonly root: TreeRoot;
  readonly known: KnownMembers;
  readonly clock: Clock;
  readonly table: ProcessTable;
  readonly limitMs: number;
}

/** `first`: a scan that was made just now and has found nothing; it counts as the first of the two. */
async function killAllFound({ root, known, clock, table, limitMs }: Search, first: TreeScan | undefined): Promise<{ readonly signalled: number; readonly survivors: readonly number[] }> {
  const deadlineMs = clock.nowMs() + limitMs;
  let doubtEndsMs = clock.nowMs() + Math.min(DOUBT_LIMIT_MS, limitMs);
  const signalled = new Set<number>();
  let pauseMs = 1;
  let seen = first;
  for (let emptyScans = 0; ; ) {
    const { members, isWhole } = seen ?? (await findTree(root, known, table));
    seen = undefined;
    const isInhabited = root.cgroup !== undefined && isPopulated(root.cgroup);
    const isFound = members.length > 0 || isInhabited;
    const nowMs = clock.nowMs();
    if (isFound) doubtEndsMs = nowMs + DOUBT_LIMIT_MS;
    emptyScans = isFound || (!isWhole && nowMs < doubtEndsMs) ? 0 : emptyScans + 1;
    if (emptyScans === 2) return { signalled: signalled.size, survivors: [] };
    if (nowMs >= deadlineMs) return { signalled: signalled.size, survivors: members.map((stat) => stat.pid) };
    if (isInhabited) killCgroup(root.cgroup!);
    for (const stat of members) {
      if (isSameRunning(stat, table) && signalQuietly(stat.pid, 'SIGKILL')) signalled.add(stat.pid);
    }
    await pause(clock, pauseMs);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }
}

function signalQuietly(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    // It has ended meanwhile, or belongs to another user now; the next scan tells.
    return false;
  }
}
