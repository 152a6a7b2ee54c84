/** Which processes carry a tag of a host, whether it still runs or not: providers, those on their way to be one, and all that these have started. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';

/** The tag of each, by pid. A process that has ended and was not reaped yet carries none. */
export function taggedProcesses(state: string): Map<number, string> {
  const ending = `.${createHash('sha256').update(resolve(state)).digest('hex').slice(0, 16)}`;
  const found = new Map<number, string>();
  for (const name of readdirSync('/proc')) {
    const tag = /^\d+$/.test(name) ? tagOf(name) : undefined;
    if (tag?.endsWith(ending) === true) found.set(Number(name), tag);
  }
  return found;
}

function tagOf(pid: string): string | undefined {
  try {
    return /(?:^|\0)PROVOST_ACTIVATION=([^\0]*)/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'))?.[1];
  } catch {
    return undefined; // It has ended, or is another user's.
  }
}
