/**
 * A control group (version 2) for each activation, where this machine lets us make one: then nothing it starts can leave it, and one write ends all of it.
 * No resource is limited here. Where there is none, process groups and tags are all there is; `doctor` says so.
 */
import { mkdirSync, readFileSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PREFIX = 'provost-';

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

/** Puts a process that has started nothing yet into a cgroup of its own. Returns its directory; undefined when the system refuses. */
export function enterCgroup(home: string, tag: string, pid: number): string | undefined {
  const directory = join(home, cgroupName(tag));
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'cgroup.procs'), String(pid));
    return directory;
  } catch {
    removeCgroup(directory);
    return undefined;
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
  for (const name of names) removeCgroup(join(home, name));
}

/** The part of a cgroup's path that belongs to the tag; undefined for a process that is not in such a cgroup. */
export function cgroupOfTag(path: string, tag: string): string | undefined {
  const name = cgroupName(tag);
  let at = path;
  while (at.length > 1 && !at.endsWith(`/${name}`)) at = dirname(at);
  return at.length > 1 ? at : undefined;
}
