/** When the system gives this process no more descriptors: how that is known, before and after, and what an operator can do. */
import { closeSync, openSync } from 'node:fs';

/** What the system said was that none are left, for this process (EMFILE) or for all (ENFILE). */
export function isOutOfDescriptors(said: string): boolean {
  return /\b(?:EMFILE|ENFILE)\b/.test(said);
}

export const MORE_DESCRIPTORS = 'The host has no descriptors left: close connections to it that are not needed, or raise its limit (ulimit -n), then ask again.';

/**
 * Throws the system's EMFILE or ENFILE where there is no room for so many. To be called right before a process is started with pipes: Node makes none of
 * them where the room ends half-way, and execa meets that with a fault that nobody can catch.
 */
export function requireDescriptors(count: number): void {
  const opened: number[] = [];
  try {
    while (opened.length < count) opened.push(openSync('/dev/null', 'r'));
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}
