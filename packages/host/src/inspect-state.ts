/** What can be seen of a state directory while no host answers on it, for `provost doctor`. What the machine lacks is probed elsewhere. */
import type { DoctorFinding } from '@provost/protocol';
import { join } from 'node:path';
import { inspectRepository } from './repository/inspect-repository.js';
import { lockHolder } from './server/state-lock.js';
import { LOCK_NAME } from './server/state-directory.js';

/** The process that holds a state directory as its host, found without touching its lock. Undefined where none does, or none can be seen. */
export function hostHolding(state: string): number | undefined {
  return lockHolder(join(state, LOCK_NAME));
}

/** The findings, with a remedy where something is wrong. Changes nothing, and does not touch what a process holds. Never rejects. */
export async function inspectState(state: string): Promise<readonly DoctorFinding[]> {
  const pid = hostHolding(state);
  if (pid === undefined) return [await inspectRepository(join(state, 'repository'))];
  return [{
    check: 'repository', verdict: 'warning',
    finding: `A host (pid ${pid}) holds ${state} and does not answer, so its repository was not looked at.`,
    remedy: `If it is not just starting or stopping, see why: provost logs --host; then end it: kill ${pid}.`,
  }];
}
