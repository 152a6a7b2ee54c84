/** Who may attach: the setting `attach` says whether anybody, and then it is the programs of the user that runs the host. */
import { statSync } from 'node:fs';
import { attachOff, notOwner, type Applicant } from './attach-faults.js';

/** Whose a process is; undefined where there is none of that pid. */
export function uidOfProcess(pid: number): number | undefined {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return undefined;
  }
}

/** Throws ACCESS_DENIED, which names the setting. The socket keeps other users out already; the pid is the program's own word, and is held against the system's. */
export function requireMayAttach(applicant: Applicant, setting: string, uidOf: (pid: number) => number | undefined = uidOfProcess, ownUid = process.getuid?.() ?? 0): void {
  if (setting === 'off') throw attachOff(applicant);
  const uid = uidOf(applicant.pid);
  if (uid !== ownUid) throw notOwner(applicant, uid, ownUid);
}
