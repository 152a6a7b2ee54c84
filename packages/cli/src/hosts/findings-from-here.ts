/** What `provost doctor` can see without a host: what a host would find of this machine, and the state directory that it would use. */
import type { DoctorFinding } from '@provost/protocol';
import { socketPathOf } from '@provost/protocol/node';
import { accessSync, constants, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

/** The findings for a state directory. Changes nothing. Never rejects. */
export async function findingsFromHere(state: string): Promise<DoctorFinding[]> {
  const { inspectState, probeMachine } = await import('@provost/host');
  return [...(await probeMachine()), stateFinding(state), socketFinding(state), ...(await inspectState(state))];
}

function stateFinding(state: string): DoctorFinding {
  const check = 'state directory';
  const stats = look(state);
  const fault = (finding: string, remedy = 'Choose another: --state DIR.'): DoctorFinding => ({ check, verdict: 'fault', finding, remedy });
  if (stats === undefined) return missingState(state, fault);
  if (!stats.isDirectory()) return fault(`${state} is no directory.`);
  if (stats.uid !== (process.geteuid?.() ?? stats.uid)) return fault(`${state} belongs to another user (${stats.uid}).`);
  if (!may(state, constants.W_OK)) return fault(`${state} cannot be written to.`);
  const mode = stats.mode & 0o777;
  if ((mode & 0o077) === 0) return ok(check, `${state} is there and private.`);
  return { check, verdict: 'warning', finding: `${state} is open to other users (mode ${mode.toString(8)}).`, remedy: `chmod 700 ${state}` };
}

function missingState(state: string, fault: (finding: string) => DoctorFinding): DoctorFinding {
  let above = dirname(state);
  while (above !== dirname(above) && look(above) === undefined) above = dirname(above);
  if (look(above)?.isDirectory() !== true) return fault(`${state} is not there and cannot be: ${above} is no directory.`);
  if (!may(above, constants.W_OK | constants.X_OK)) return fault(`${state} is not there and cannot be made in ${above}.`);
  return ok('state directory', `${state} is not there yet; provost up makes it.`);
}

function socketFinding(state: string): DoctorFinding {
  const path = socketPathOf(state);
  const isElsewhere = dirname(path) !== state;
  return ok('socket', isElsewhere ? `The state directory's path is too long for a socket; it is ${path} instead.` : `The socket is ${path}.`);
}

function ok(check: string, finding: string): DoctorFinding {
  return { check, verdict: 'ok', finding };
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined; // Not there, or not to be seen: for whoever asks it is the same.
  }
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
