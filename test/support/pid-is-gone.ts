/** Whether a process is dead: a zombie is, and so is a later process of the same pid that is not ours to judge. */
import { readFile } from 'node:fs/promises';

/** The state letter of a process, or undefined when there is none. */
export async function stateOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
  } catch {
    return undefined;
  }
}

export async function isGone(pid: number): Promise<boolean> {
  const state = await stateOf(pid);
  return state === undefined || state === 'Z' || state === 'X';
}

/** Fails, with the process's command line, when it is alive. */
export async function expectGone(pid: number): Promise<void> {
  if (await isGone(pid)) return;
  const command = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
  throw new Error(`process ${pid} is still alive: ${command.replaceAll('\0', ' ')}`);
}

/** Settles when that process runs no more. */
export async function untilGone(pid: number): Promise<void> {
  while (!(await isGone(pid))) await new Promise((resolve) => setImmediate(resolve));
}
