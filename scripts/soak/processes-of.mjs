/** Which processes belong to a host, whether it still runs or not. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';

/** The pids of all that carry a tag of that state directory. A process that has ended and was not reaped yet carries none. */
export function processesOf(state) {
  const ending = `.${createHash('sha256').update(resolve(state)).digest('hex').slice(0, 16)}`;
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && tagOf(name)?.endsWith(ending) === true).map(Number);
}

function tagOf(pid) {
  try {
    return /(?:^|\0)PROVOST_ACTIVATION=([^\0]*)/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'))?.[1];
  } catch {
    return undefined; // It has ended, or is another user's.
  }
}
