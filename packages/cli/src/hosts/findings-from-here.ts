/** What `provost doctor` can see without a host: the Node that runs it, and what the host would need of this machine. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { DoctorFinding } from '@provost/protocol';
import { socketPathOf } from '@provost/protocol/node';

/** The findings for a state directory. Looks, and changes nothing. */
export function findingsFromHere(state: string, environment: NodeJS.ProcessEnv): DoctorFinding[] {
  return [nodeFinding(), procFinding(), psFinding(environment), cgroupFinding(), stateFinding(state), socketFinding(state)];
}

function nodeFinding(): DoctorFinding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 19);
  const finding = `Node ${process.versions.node} runs this command; 20.19 or later is needed.`;
  return isEnough ? ok('node', finding) : { check: 'node', verdict: 'fault', finding, remedy: 'Install a later Node.' };
}

function procFinding(): DoctorFinding {
  return may('/proc/self/stat', constants.R_OK)
    ? ok('/proc', 'Processes can be seen, with their start times.')
    : { check: '/proc', verdict: 'warning', finding: '/proc cannot be read, so processes are told apart by what ps says.', remedy: 'Mount proc on /proc.' };
}

function psFinding(environment: NodeJS.ProcessEnv): DoctorFinding {
  const folder = (environment['PATH'] ?? '').split(delimiter).find((one) => one !== '' && may(join(one, 'ps'), constants.X_OK));
  return folder === undefined
    ? { check: 'ps', verdict: 'warning', finding: 'ps is not on PATH; it is needed only where /proc cannot be read.', remedy: 'Install procps.' }
    : ok('ps', `ps is ${join(folder, 'ps')}.`);
}

function cgroupFinding(): DoctorFinding {
  return may('/sys/fs/cgroup/cgroup.controllers', constants.R_OK)
    ? ok('cgroup', 'Control groups of version 2 are mounted.')
    : { check: 'cgroup', verdict: 'warning', finding: 'No control groups of version 2: a process that leaves its group is found by its environment instead.', remedy: 'Nothing needs doing.' };
}

function stateFinding(state: string): DoctorFinding {
  const check = 'state directory';
  try {
    const stats = statSync(state);
    if (!stats.isDirectory()) return { check, verdict: 'fault', finding: `${state} is no directory.`, remedy: 'Choose another: --state DIR.' };
    const mode = stats.mode & 0o777;
    if ((mode & 0o077) === 0) return ok(check, `${state} is there and private.`);
    return { check, verdict: 'warning', finding: `${state} is open to other users (mode ${mode.toString(8)}).`, remedy: `chmod 700 ${state}` };
  } catch {
    const above = nearestFolder(state);
    return may(above, constants.W_OK)
      ? ok(check, `${state} is not there yet; provost up makes it.`)
      : { check, verdict: 'fault', finding: `${state} is not there and cannot be made in ${above}.`, remedy: 'Choose another: --state DIR.' };
  }
}

function socketFinding(state: string): DoctorFinding {
  const path = socketPathOf(state);
  const isElsewhere = dirname(path) !== state;
  return ok('socket', isElsewhere ? `The state directory's path is too long for a socket; it is ${path} instead.` : `The socket is ${path}.`);
}

function nearestFolder(path: string): string {
  let folder = dirname(path);
  while (folder !== dirname(folder) && !may(folder, constants.F_OK)) folder = dirname(folder);
  return folder;
}

function ok(check: string, finding: string): DoctorFinding {
  return { check, verdict: 'ok', finding };
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
