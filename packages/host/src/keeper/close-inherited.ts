/** Closes what a process has inherited without being meant to: the store opens its files so that whatever the host starts has them too, and all that the keeper starts. */
import { closeSync, readdirSync, readlinkSync } from 'node:fs';

/** Closes every descriptor of a file below `folder`. To be called before the process opens anything there itself. */
export function closeInherited(folder: string): void {
  for (const descriptor of readdirSync('/proc/self/fd')) {
    try {
      if (readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(`${folder}/`)) closeSync(Number(descriptor));
    } catch {
      // It was the listing's own, and is closed by now.
    }
  }
}
