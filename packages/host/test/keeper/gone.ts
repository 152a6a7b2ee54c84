/** Waiting for the end of a process that is nobody's child here. */
import { systemClock } from '#src/clock.js';
import { ExitWatch } from '#src/process/exit-watch.js';
import { identify, isSameRunning } from '#src/process/identity.js';

/** Resolves once exactly that process runs no more. */
export function goneAs(process: { readonly pid: number; readonly startTime: number }): Promise<void> {
  return new Promise((resolve) => void new ExitWatch(systemClock).watch(process, resolve));
}

/** Resolves once the process that has that pid now runs no more; at once when there is none. */
export async function gone(pid: number): Promise<void> {
  const identity = identify(pid);
  if (identity) await goneAs(identity);
}

export function isRunningNow(pid: number): boolean {
  const identity = identify(pid);
  return identity !== undefined && isSameRunning(identity);
}
