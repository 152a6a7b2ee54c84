/**
 * All that a run has started, and all that these have started themselves: each carries the run's own folder in its environment, as TMPDIR, which a host
 * hands on to its keeper and its providers. So whoever is left is found without having been written down.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { systemProcesses } from '../../packages/host/dist/process/identity.js';

const LOOK_EVERY_MS = 20;
/** One that starts another and ends while it is looked for may hide it from a single look. */
const LOOKS = 2;
/** From being asked to end to being killed. */
const ASKED_MS = 1_500;
/** Where nobody is waited for. */
const LOOKS_AT_ONCE = 5;

/** Undefined in the place of one that begins another program in this moment: it may be one of them. */
function startedWith(scratch) {
  return systemProcesses.pids().flatMap((pid) => {
    const carries = systemProcesses.carries(pid, 'TMPDIR', scratch);
    return carries === false ? [] : [carries ? pid : undefined];
  });
}

function commandOf(pid) {
  try {
    return `${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()} (${pid})`;
  } catch {
    return `process ${pid}`; // It has ended meanwhile.
  }
}

function tell(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Settles when none of them is left: those that do not end by themselves within that time are asked to, then killed. Resolves with the commands of these. */
export async function endStarted(scratch, patienceMs) {
  const asked = new Map();
  const startedAt = performance.now();
  for (let looks = 0; looks < LOOKS; await after(LOOK_EVERY_MS)) {
    const left = startedWith(scratch);
    looks = left.length === 0 ? looks + 1 : 0;
    const waitedMs = performance.now() - startedAt;
    if (waitedMs < patienceMs) continue;
    const isLate = waitedMs > patienceMs + ASKED_MS;
    for (const pid of left.filter((one) => one !== undefined && (isLate || !asked.has(one)))) {
      asked.set(pid, asked.get(pid) ?? commandOf(pid));
      tell(pid, isLate ? 'SIGKILL' : 'SIGTERM');
    }
  }
  return [...asked.values()];
}

/** Kills whoever is there, and those that they have started meanwhile. Waits for nobody. */
export function killStarted(scratch) {
  for (let look = 0; look < LOOKS_AT_ONCE; look++) for (const pid of startedWith(scratch)) if (pid !== undefined) tell(pid, 'SIGKILL');
}
