/** A made-up process table and clock, for what real processes do not do on demand. */
import type { Clock } from '#src/clock.js';
import type { ProcessStat, ProcessTable } from '#src/process/identity.js';

export interface MadeUpProcess extends Partial<ProcessStat> {
  readonly pid: number;
  readonly tag?: string;
  readonly cgroup?: string;
  /** How often its environment is asked for before it has begun its program. */
  readonly beginsFor?: number;
  /** How often it is listed before it has ended. */
  readonly listedFor?: number;
  /** Which process has to have ended before it is there. */
  readonly heirOf?: number;
}

export function madeUpTable(processes: readonly MadeUpProcess[]): ProcessTable {
  const asked = new Map<number, number>();
  const listed = new Map<number, number>();
  const hasEnded = (pid: number): boolean => (listed.get(pid) ?? 0) >= (byPid(pid)?.listedFor ?? Infinity);
  const isThere = ({ heirOf }: MadeUpProcess): boolean => heirOf === undefined || hasEnded(heirOf);
  const byPid = (pid: number) => processes.find((one) => one.pid === pid);
  const find = (pid: number) => processes.find((one) => one.pid === pid && isThere(one) && !hasEnded(pid));
  return {
    isAvailable: true,
    pids: () => {
      const pids = processes.filter((one) => isThere(one) && !hasEnded(one.pid)).map(({ pid }) => pid);
      for (const pid of pids) listed.set(pid, (listed.get(pid) ?? 0) + 1);
      return pids;
    },
    stat: (pid) => {
      const found = find(pid);
      return found && { state: 'S', parent: 1, group: pid, session: pid, threads: 1, startTime: 1000, ...found };
    },
    carries: (pid, _, value) => {
      asked.set(pid, (asked.get(pid) ?? 0) + 1);
      return asked.get(pid)! > (find(pid)?.beginsFor ?? 0) ? find(pid)?.tag === value : undefined;
    },
    cgroup: (pid) => find(pid)?.cgroup,
  };
}

/** A clock whose timers fire at once, each moving it on by its delay. */
export function hastyClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    date: () => new Date(nowMs),
    afterTurn: (act) => void setImmediate(act),
    after: (delayMs, act) => {
      const timer = setImmediate(() => {
        nowMs += delayMs;
        act();
      });
      return { cancel: () => clearImmediate(timer) };
    },
  };
}
