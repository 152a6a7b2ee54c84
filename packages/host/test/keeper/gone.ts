/** Waiting for the end of a process that is nobody's child here. */
import { systemClock } from '#src/clock.js';
import { ExitWatch } from '#src/process/exit-watch.js';
import { identify, isSameRunning } from '#src/process/identity.js';

/** Resolves once the process that has that pid now runs no more; at once when there is none. */
export function gone(pid: number): Promise<void> {
  const identity = identify(pid);
  return new Promise((resolve) => {
    if (identity) new ExitWatch(systemClock).watch(identity, resolve);
    else resolve();
  });
}

export function isRunningNow(pid: number): boolean {
  const identity = identify(pid);
  return identity !== undefined && isSameRunning(identity);
}
