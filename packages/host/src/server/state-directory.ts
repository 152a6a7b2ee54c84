/** Claims a state directory for one host: private, with its folders, and locked. What lies in the folders is left to those who use them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathFault } from './path-fault.js';
import { makePrivateDirectory } from './private-directory.js';
import { takeStateLock, type LockCommand } from './state-lock.js';

/** The file in a state directory that its host has locked. */
export const LOCK_NAME = 'host.lock';

/** A state directory that is this host's until it is released or the process ends. */
export interface StateClaim {
  /** Absolute and free of symbolic links. */
  readonly directory: string;
  /** Of providers and of the host itself. */
  readonly logs: string;
  /** One folder a provider. */
  readonly data: string;
  /** What outlives the host. */
  readonly repository: string;
  /** Gives the directory up. Idempotent; never throws. */
  release(): void;
}

/**
 * Makes the directory if need be, and takes it. Nothing in it is touched before the lock is held.
 * Rejects with STATE_IN_USE, naming the holder's pid, when another host has it, and with ACCESS_DENIED when others may enter it.
 */
export async function claimState(directory: string, lockCommands?: readonly LockCommand[]): Promise<StateClaim> {
  const real = makePrivateDirectory(directory, { what: 'The state directory', isOurs: (entries) => entries.includes(LOCK_NAME) });
  const lock = takeStateLock(join(real, LOCK_NAME), real, lockCommands);
  try {
    const folder = (name: string): string => {
      const path = join(real, name);
      try {
        mkdirSync(path, { recursive: true, mode: 0o700 });
      } catch (cause) {
        throw pathFault('The folder', path, cause);
      }
      return path;
    };
    return { directory: real, logs: folder('logs'), data: folder('data'), repository: folder('repository'), release: () => lock.release() };
  } catch (error) {
    lock.release();
    throw error;
  }
}
