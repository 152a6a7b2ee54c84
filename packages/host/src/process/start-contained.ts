/**
 * Starts a child so that all it ever starts is in one cgroup, where cgroups can be made. A process is moved within some 12 ms, and one that runs at once
 * has started others by then, which would stay outside. What is to be started, and what is told of a refusal, is left to kept-process.ts.
 */
import { enterCgroup, removeCgroup, returnHome } from './cgroup.js';

export interface Contained<Child> {
  readonly child: Child;
  /** The directory of its cgroup. */
  readonly cgroup?: string;
  /** Why it has no cgroup, though they can be made here. */
  readonly refusal?: string;
}

export interface Containment {
  /** Where cgroups can be made, if anywhere. */
  readonly home: string | undefined;
  readonly tag: string;
  /** The child starts nothing before it was told something: it is moved while it begins, which costs no time of its own. */
  readonly isPatient: boolean;
}

interface Startable {
  readonly pid?: number | undefined;
  kill(signal: NodeJS.Signals): boolean;
}

/** Throws what `start` throws, and leaves no cgroup where there is no child. */
export function startContained<Child extends Startable>({ home, tag, isPatient }: Containment, start: () => Child): Contained<Child> {
  if (home === undefined) return { child: start() };
  return isPatient ? moveIn(home, tag, start()) : bearInside(home, tag, start);
}

function moveIn<Child extends Startable>(home: string, tag: string, child: Child): Contained<Child> {
  if (child.pid === undefined) return { child };
  try {
    return { child, cgroup: enterCgroup(home, tag, child.pid) };
  } catch (error) {
    return { child, refusal: (error as Error).message };
  }
}

/** A child begins where its parent is, so this process goes in and comes out again. Nothing else of it runs meanwhile. */
function bearInside<Child extends Startable>(home: string, tag: string, start: () => Child): Contained<Child> {
  let cgroup: string;
  try {
    cgroup = enterCgroup(home, tag, process.pid);
  } catch (error) {
    return { child: start(), refusal: (error as Error).message };
  }
  let child: Child | undefined;
  try {
    child = start();
  } finally {
    comeOut(home, child);
    if (child?.pid === undefined) removeCgroup(cgroup);
  }
  return child.pid === undefined ? { child } : { child, cgroup };
}

/** Who cannot come out must not have the child: ending the child's cgroup would end this process too. */
function comeOut(home: string, child: Startable | undefined): void {
  try {
    returnHome(home);
  } catch (error) {
    child?.kill('SIGKILL');
    throw error;
  }
}
