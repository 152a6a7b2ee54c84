/**
 * A control group (version 2) for each activation, where this machine lets us make one: then nothing it starts can leave it, and one write ends all of it.
 * No resource is limited here. Where there is none, process groups and tags are all there is; `doctor` says so.
 */
import { mkdirSync, readFileSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PREFIX = 'provost-';

/** How often a cgroup is made anew that was removed before anything was in it. One loss in a thousand was the most that was seen. */
const ENTER_ATTEMPTS = 100;

/** The name of the cgroup of those that carry a tag. */
export function cgroupName(tag: string): string {
  return `${PREFIX}${encodeURIComponent(tag)}`;
}

/** The directory of our own cgroup, when cgroups with `cgroup.kill` can be made below it; tried by making one. */
export function cgroupHome(procDirectory = '/proc'): string | undefined {
  try {
    const own = cgroupDirectory(readFileSync(join(procDirectory, 'self/cgroup'), 'utf8'), readFileSync(join(procDirectory, 'self/mounts'), 'utf8'));
    if (own === undefined) return undefined;
    const trial = join(own, `${PREFIX}trial-${process.pid}`);
    mkdirSync(trial);
    try {
      statSync(join(trial, 'cgroup.kill'));
      return own;
    } finally {
      rmdirSync(trial);
    }
  } catch {
    return undefined; // Not mounted, not ours to write to, or a kernel before 5.14: then there is none.
  }
}

/** The directory of a version 2 cgroup, from what /proc/PID/cgroup and /proc/self/mounts say. */
export function cgroupDirectory(cgroups: string, mounts: string): string | undefined {
  const path = /^0::(\/.*)$/m.exec(cgroups)?.[1];
  const mount = mounts.split('\n').map((line) => line.split(' ')).find((fields) => fields[2] === 'cgroup2')?.[1];
  return path === undefined || mount === undefined ? undefined : join(mount, path);
}

/**
 * Puts a process into the cgroup of a tag, which is made where it is not there, and returns its directory. What that process had started before
 * stays outside. Blocks for some 12 ms, the time in which the kernel sees every processor pass. Throws what the system says when it refuses.
 */
export function enterCgroup(home: string, tag: string, pid: number): string {
  const directory = join(home, cgroupName(tag));
  for (let attempt = 1; ; attempt += 1) {
    makeDirectory(directory);
    try {
      writeFileSync(join(directory, 'cgroup.procs'), String(pid));
      return directory;
    } catch (error) {
      // A keeper that starts at this moment removes whatever is empty, also what was made a moment ago.
      if (wasRemoved(error) && attempt < ENTER_ATTEMPTS) continue;
      removeCgroup(directory);
      throw error;
    }
  }
}

/** Puts this very process back into the cgroup that it was started in. Throws what the system says when it refuses. */
export function returnHome(home: string): void {
  writeFileSync(join(home, 'cgroup.procs'), '0');
}

/** Whether anything runs in a cgroup or below it. Nothing does in one that is gone. */
export function isPopulated(directory: string): boolean {
  try {
    return /^populated 1$/m.test(readFileSync(join(directory, 'cgroup.events'), 'utf8'));
  } catch {
    return false;
  }
}

/** Kills all that is in a cgroup and below it, at once; returns how many there were. A cgroup that is gone has none. */
export function killCgroup(directory: string): number {
  try {
    const count = readFileSync(join(directory, 'cgroup.procs'), 'utf8').split('\n').length - 1;
    writeFileSync(join(directory, 'cgroup.kill'), '1');
    return count;
  } catch {
    return 0;
  }
}

/** Removes a cgroup and what is below it; one in which something still runs stays. */
export function removeCgroup(directory: string): void {
  try {
    for (const entry of readdirSync(directory, { withFileTypes: true })) if (entry.isDirectory()) removeCgroup(join(directory, entry.name));
    rmdirSync(directory);
  } catch {
    // In use, or gone: the next keeper tries again.
  }
}

/** Removes what an earlier keeper left behind; those in which something runs stay. */
export function removeEmptyCgroups(home: string): void {
  const names = readdirSync(home).filter((name) => name.startsWith(PREFIX) && !name.startsWith(`${PREFIX}trial-`));
  for (const directory of names.map((name) => join(home, name))) if (!isPopulated(directory)) removeCgroup(directory);
}

/** The part of a cgroup's path that belongs to the tag; undefined for a process that is not in such a cgroup. */
export function cgroupOfTag(path: string, tag: string): string | undefined {
  const name = cgroupName(tag);
  let at = path;
  while (at.length > 1 && !at.endsWith(`/${name}`)) at = dirname(at);
  return at.length > 1 ? at : undefined;
}

/** Not with `recursive`, which never ends where the system makes no directories and says ENOENT. */
function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function wasRemoved(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENODEV';
}
