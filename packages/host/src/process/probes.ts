/** What this machine offers for keeping and ending processes, and what it lacks. Findings about the host's own state are left to others. */
import { accessSync, constants, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { DoctorFinding } from '@provost/protocol';
import { cgroupHome } from './cgroup.js';
import { currentBootId, processTable } from './identity.js';
import { isOnPath } from './kill-by-parents.js';

/** Where things are looked for; tests look elsewhere. */
export interface Machine {
  readonly nodeVersion: string;
  readonly platform: string;
  readonly procDirectory: string;
  readonly path: string;
  readonly temporaryDirectory: string;
}

const thisMachine = (): Machine => ({
  nodeVersion: process.versions.node,
  platform: process.platform,
  procDirectory: '/proc',
  path: process.env['PATH'] ?? '',
  temporaryDirectory: tmpdir(),
});

/** Looks at everything anew; takes some milliseconds. Never rejects. */
export async function probeMachine(machine: Machine = thisMachine()): Promise<DoctorFinding[]> {
  return [probeNode(machine), probePlatform(machine), probeProc(machine), probePs(machine), probeTree(machine), probeLock(machine), probeTemporary(machine)];
}

function probeNode({ nodeVersion }: Machine): DoctorFinding {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 19);
  if (isEnough) return { check: 'node', verdict: 'ok', finding: `Node ${nodeVersion}.` };
  return { check: 'node', verdict: 'fault', finding: `Node ${nodeVersion} is older than 20.19.`, remedy: 'Install Node 20.19 or later.' };
}

function probePlatform({ platform }: Machine): DoctorFinding {
  if (platform === 'linux') return { check: 'platform', verdict: 'ok', finding: 'Linux.' };
  return { check: 'platform', verdict: 'warning', finding: `Provost is not tested on ${platform}.`, remedy: 'Run the host on Linux.' };
}

function probeProc({ procDirectory }: Machine): DoctorFinding {
  const isThere = processTable(procDirectory).isAvailable && currentBootId() !== '';
  if (isThere) return { check: 'proc', verdict: 'ok', finding: 'Processes are told apart by boot id, pid and start time.' };
  return {
    check: 'proc',
    verdict: 'fault',
    finding: `${procDirectory} cannot be read: a process cannot be told from a later one of its pid, so no provider can be adopted.`,
    remedy: 'Mount it: mount -t proc proc /proc.',
  };
}

function probePs({ path, procDirectory }: Machine): DoctorFinding {
  if (isOnPath('ps', path)) return { check: 'ps', verdict: 'ok', finding: 'ps is on PATH.' };
  const isNeeded = !processTable(procDirectory).isAvailable;
  if (!isNeeded) return { check: 'ps', verdict: 'ok', finding: 'ps is not on PATH; it is not needed where /proc can be read.' };
  return {
    check: 'ps',
    verdict: 'fault',
    finding: 'Neither /proc nor ps is there: of what a provider starts, only its process group can be ended.',
    remedy: 'Install ps (package procps).',
  };
}

/** Says how completely a provider's processes can be ended. */
function probeTree({ procDirectory }: Machine): DoctorFinding {
  const home = cgroupHome(procDirectory);
  if (home !== undefined) return { check: 'tree', verdict: 'ok', finding: `All that a provider starts is ended with it: by cgroups below ${home}.` };
  return {
    check: 'tree',
    verdict: 'warning',
    finding:
      'No cgroup can be made here. A provider is ended with its process group, its descendants and all that carry its tag; ' +
      'a process that has a session of its own, no parent any more and a cleared environment is not found.',
    remedy: 'Start the host where it may make cgroups (version 2, Linux 5.14 or later): as a service with Delegate=yes, for example.',
  };
}

function probeLock({ path }: Machine): DoctorFinding {
  const program = ['flock', 'perl'].find((name) => isOnPath(name, path));
  if (program !== undefined) return { check: 'lock', verdict: 'ok', finding: `A state directory is locked by ${program}.` };
  return { check: 'lock', verdict: 'fault', finding: 'Neither flock nor perl is on PATH: no state directory can be locked.', remedy: 'Install flock (package util-linux).' };
}

function probeTemporary({ temporaryDirectory }: Machine): DoctorFinding {
  const isThere = statSync(temporaryDirectory, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (isThere && isWritable(temporaryDirectory)) return { check: 'temporary', verdict: 'ok', finding: `${temporaryDirectory} can be written to.` };
  return {
    check: 'temporary',
    verdict: 'warning',
    finding: `${temporaryDirectory} ${isThere ? 'cannot be written to' : 'is not there'}: providers that write temporary files will fail.`,
    remedy: 'Set TMPDIR to a directory that this user can write to.',
  };
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
