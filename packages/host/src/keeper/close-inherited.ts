/**
 * Closes what a process has inherited without being meant to: the store opens its files so that whatever the host starts has them too, and so does whoever
 * started the host with files of its own open. All that the keeper starts would inherit them again.
 */
import { closeSync, readFileSync, readdirSync } from 'node:fs';

/** Set on all that Node itself opens. */
const CLOSED_BY_EXEC = 0o2000000;

/** Closes every descriptor above `last` that a child would have too. To be called before the process opens anything for its children. */
export function closeInherited(last: number): void {
  for (const descriptor of readdirSync('/proc/self/fd').map(Number)) {
    if (descriptor <= last) continue;
    try {
      const [, flags = ''] = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1')) ?? [];
      if ((Number.parseInt(flags, 8) & CLOSED_BY_EXEC) === 0) closeSync(descriptor);
    } catch {
      // It was the listing's own, and is closed by now.
    }
  }
}
