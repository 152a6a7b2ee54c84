/** The way to end a tree on a system without /proc: tree-kill, which asks `ps` who is whose child, where there is a `ps`. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import treeKill from 'tree-kill';
import type { Clock } from '../clock.js';
import { settlesWithin } from './waiting.js';

/** How long a kill may take to be seen. */
const KILL_LIMIT_MS = 5000;

/** Whether a command can be run by its name alone. */
export function isOnPath(command: string, path = process.env['PATH'] ?? ''): boolean {
  return path.split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Kills a process that was not seen to end, and with `ps` its children too; returns 1 when it was killed, 0 when it had ended before.
 * Until its exit is seen its pid cannot belong to another. tree-kill without `ps` would end this very process with an unheard 'error' event.
 */
export async function killByParents(pid: number, exited: Promise<unknown>, clock: Clock): Promise<number> {
  if (await settlesWithin(clock, exited, 0)) return 0;
  if (isOnPath('ps')) {
    await new Promise<void>((resolve) => treeKill(pid, 'SIGKILL', () => resolve()));
  } else {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      return 0;
    }
  }
  await settlesWithin(clock, exited, KILL_LIMIT_MS);
  return 1;
}
