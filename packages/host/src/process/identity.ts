/**
 * Which process a pid means: boot, pid and start time together, because a pid alone is given to another process sooner or later.
 * Reads /proc and signals nothing.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { cgroupDirectory } from './cgroup.js';

/** What tells a process from every other one, past and to come. */
export interface ProcessIdentity {
  /** Of the boot that it lives in; empty where the system tells none. */
  readonly bootId: string;
  readonly pid: number;
  /** Clock ticks from boot to its start; `exec` keeps it. */
  readonly startTime: number;
}

/** What /proc/PID/stat says of a process, as far as it matters here. */
export interface ProcessStat {
  readonly pid: number;
  /** `R`, `S`, `D`, `T`, `Z`, ... as in proc(5). */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  /** The pid of the process that began its session. */
  readonly session: number;
  /** How many threads it has, those that have ended and wait for it included. */
  readonly threads: number;
  readonly startTime: number;
}

/** Where processes are looked up. The system's is {@link systemProcesses}; tests have others. */
export interface ProcessTable {
  /** Undefined when there is no such process or it may not be read. A zombie is still told. */
  stat(pid: number): ProcessStat | undefined;
  pids(): number[];
  /**
   * Whether its environment, as it was when it began its program, holds `NAME=value`. False where that may not be read.
   * Undefined while it begins another program: the environment of the last one is gone and that of the next is not there yet. Ask again.
   */
  carries(pid: number, variable: string, value: string): boolean | undefined;
  /** The directory of its version 2 cgroup. Undefined where there is none. */
  cgroup(pid: number): string | undefined;
  /** False where there is nothing to read at all. */
  readonly isAvailable: boolean;
}

/**
 * Reads one line of /proc/PID/stat. The name in it may hold spaces and parentheses, so what follows is counted from the last `)`.
 * Undefined for a line that is not one.
 */
export function parseStat(line: string): ProcessStat | undefined {
  const close = line.lastIndexOf(')');
  const pid = Number.parseInt(line, 10);
  const fields = line.slice(close + 2).split(' ');
  const startTime = Number(fields[19]);
  if (close < 0 || !Number.isInteger(pid) || !Number.isInteger(startTime)) return undefined;
  return { pid, state: fields[0] ?? '', parent: Number(fields[1]), group: Number(fields[2]), session: Number(fields[3]), threads: Number(fields[17]), startTime };
}

/** A table over a mounted proc file system. */
export function processTable(directory = '/proc'): ProcessTable {
  let mounts: string | undefined;
  return {
    stat: (pid) => parseStat(readOrEmpty(`${directory}/${pid}/stat`)),
    pids: () => namesIn(directory).filter((name) => /^[0-9]+$/.test(name)).map(Number),
    carries: (pid, variable, value) => environmentHolds(`${directory}/${pid}`, `${variable}=${value}`),
    cgroup: (pid) => cgroupDirectory(readOrEmpty(`${directory}/${pid}/cgroup`), (mounts ??= readOrEmpty(`${directory}/self/mounts`))),
    isAvailable: readOrEmpty(`${directory}/self/stat`) !== '',
  };
}

/** The processes of this machine. */
export const systemProcesses: ProcessTable = /* @__PURE__ */ processTable();

/** Whether a process is more than a zombie: a zombie runs nothing any more and only waits to be reaped. One whose first thread has ended while others go on looks like one. */
export function isRunning(stat: ProcessStat | undefined): stat is ProcessStat {
  return stat !== undefined && stat.state !== 'X' && stat.state !== 'x' && (stat.state !== 'Z' || stat.threads > 1);
}

/** The id of this boot, or an empty string where the system tells none. */
export function currentBootId(): string {
  return readOrEmpty('/proc/sys/kernel/random/boot_id').trim();
}

/** Who has that pid now; undefined when nobody has. */
export function identify(pid: number, table = systemProcesses): ProcessIdentity | undefined {
  const stat = table.stat(pid);
  return stat && { bootId: currentBootId(), pid, startTime: stat.startTime };
}

/** Whether exactly that process still runs. A zombie does not, nor one that has taken over the pid, nor one of an earlier boot. */
export function isAlive(identity: ProcessIdentity, table = systemProcesses): boolean {
  return identity.bootId === currentBootId() && isSameRunning(identity, table);
}

/** {@link isAlive} for a process that is known to be of this boot. */
export function isSameRunning(process: { readonly pid: number; readonly startTime: number }, table = systemProcesses): boolean {
  const stat = table.stat(process.pid);
  return isRunning(stat) && stat.startTime === process.startTime;
}

function environmentHolds(directory: string, entry: string): boolean | undefined {
  let environment: string;
  try {
    environment = readFileSync(`${directory}/environ`, 'latin1');
  } catch {
    return false; // It has ended, or is another user's.
  }
  if (environment !== '') return `\0${environment}`.includes(`\0${entry}\0`);
  return isKnownEmpty(readOrEmpty(`${directory}/stat`)) ? false : undefined;
}

/** Whether an environment that was read as empty is one. `exec` has memory before it has an environment: its ends are told as 0 at first, then as equal, and where its code begins is told after both. */
function isKnownEmpty(line: string): boolean {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [memoryBytes, code, begin, end] = [fields[20], fields[23], fields[47], fields[48]].map(Number);
  // The kernel's own have no memory, nor has what has ended.
  return line === '' || memoryBytes === 0 || (begin === end && end !== 0 && code !== 0);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // A process may end between being listed and being read: that is an answer, not a fault.
    return '';
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
