/** CPU time of this process and of all that descend from it, to the nanosecond, from the scheduler's own count. */
import { readFileSync, readdirSync } from 'node:fs';

/** The fields of /proc/PID/stat from the state on; none of a process that has ended meanwhile. */
function statFields(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  } catch {
    return [];
  }
}

/** The pids of this process and its descendants. */
export function processFamily() {
  const parents = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), statFields(name)[1]]));
  const family = new Set([process.pid]);
  for (let grown = true; grown; ) {
    const before = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
    grown = family.size > before;
  }
  return [...family];
}

function threadsOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`);
  } catch {
    return [];
  }
}

/** CPU microseconds that the processes have used so far, all their threads together. */
export function cpuTimeUs(pids) {
  let nanoseconds = 0;
  for (const path of pids.flatMap(threadsOf)) {
    try {
      nanoseconds += Number(readFileSync(path, 'utf8').split(' ')[0]);
    } catch {
      // The thread ended meanwhile.
    }
  }
  return nanoseconds / 1000;
}

/** CPU time in the kernel's ticks of the processes and of those of their children that were seen to end. */
export function ticksOf(pids) {
  return pids.flatMap((pid) => statFields(pid).slice(11, 15)).reduce((sum, one) => sum + one, 0);
}
