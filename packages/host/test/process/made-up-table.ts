/** A made-up process table and clock, for what real processes do not do on demand. */
import type { Clock } from '#src/clock.js';
import type { ProcessStat, ProcessTable } from '#src/process/identity.js';

export type MadeUpProcess = Partial<ProcessStat> & { readonly pid: number; readonly tag?: string; readonly cgroup?: string };

export function madeUpTable(processes: readonly MadeUpProcess[]): ProcessTable {
  const find = (pid: number) => processes.find((one) => one.pid === pid);
  return {
    isAvailable: true,
    pids: () => processes.map(({ pid }) => pid),
    stat: (pid) => {
      const found = find(pid);
      return found && { state: 'S', parent: 1, group: found.pid, startTime: 1000, ...found };
    },
    carries: (pid, _, value) => find(pid)?.tag === value,
    cgroup: (pid) => find(pid)?.cgroup,
  };
}

/** A clock whose timers fire at once, each moving it on by its delay. */
export function hastyClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    date: () => new Date(nowMs),
    after: (delayMs, act) => {
      const timer = setImmediate(() => {
        nowMs += delayMs;
        act();
      });
      return { cancel: () => clearImmediate(timer) };
    },
  };
}
