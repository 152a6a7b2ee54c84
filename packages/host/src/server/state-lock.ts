/**
 * The lock that makes one host per state directory: an flock on an open file, which the system drops with its holder, however that ends.
 * It holds across containers that share the directory, because it is on the inode; the pid in the file only informs.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, fstatSync, ftruncateSync, openSync, readFileSync, readdirSync, statSync, writeSync } from 'node:fs';
import { ProviderError } from '@provost/protocol';
import { pathFault } from './path-fault.js';

/** A lock that is held. */
export interface StateLock {
  /** Drops it. Idempotent; the file stays, since unlinking it would let two hosts lock two inodes. */
  release(): void;
}

/** One program that can take an flock on descriptor 3, and the arguments with which it does so without waiting. */
export interface LockCommand {
  readonly command: string;
  readonly arguments: readonly string[];
}

/** What the system says of a link, a folder or a device in the file's place. */
const NO_PLAIN_FILE: ReadonlySet<string> = new Set(['ELOOP', 'EISDIR', 'ENXIO', 'EMLINK']);

const perlScript = 'open(my $f, "+<&=", 3) or exit 2; exit(flock($f, 2 | 4) ? 0 : 1)';

/** Tried in this order. Node itself cannot take an flock; both take it on the descriptor they inherit, so it stays with ours when they end. */
export const LOCK_COMMANDS: readonly LockCommand[] = [
  { command: 'flock', arguments: ['-x', '-n', '3'] },
  { command: 'perl', arguments: ['-e', perlScript] },
];

/**
 * Takes the lock, without waiting. Throws STATE_IN_USE, naming the pid that the holder wrote, when it is held,
 * and FAILED when this machine has no program that can take it.
 */
export function takeStateLock(path: string, directory: string, commands: readonly LockCommand[] = LOCK_COMMANDS): StateLock {
  for (;;) {
    const descriptor = openLockFile(path);
    try {
      if (!lockDescriptor(descriptor, commands)) throw inUse(path, directory);
      if (!isStillAt(descriptor, path)) {
        closeSync(descriptor); // Someone replaced the file between open and lock: what we hold is not what others would see.
        continue;
      }
      writePid(descriptor, path);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    return heldBy(descriptor);
  }
}

function writePid(descriptor: number, path: string): void {
  try {
    ftruncateSync(descriptor);
    writeSync(descriptor, `${process.pid}\n`, 0);
  } catch (cause) {
    throw pathFault('The lock file', path, cause);
  }
}

function openLockFile(path: string): number {
  try {
    // Node opens with O_CLOEXEC, so no child inherits the lock.
    return openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    if (!NO_PLAIN_FILE.has(code)) throw pathFault('The lock file', path, cause);
    throw new ProviderError('FAILED', { path, errno: code }, {
      message: `The lock file ${path} cannot be opened (${code}).`,
      remedy: 'See that it is a plain file of yours, or choose another directory: --state DIR.',
      cause,
    });
  }
}

function lockDescriptor(descriptor: number, commands: readonly LockCommand[]): boolean {
  for (const { command, arguments: rest } of commands) {
    const ended = spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'ignore', descriptor], timeout: 10_000 });
    if (ended.status === 0) return true;
    if (ended.status === 1) return false;
  }
  throw new ProviderError('FAILED', { tried: commands.map(({ command }) => command) }, {
    message: `The state directory cannot be locked: none of ${commands.map(({ command }) => command).join(', ')} could be run.`,
    remedy: 'Install flock (package util-linux) or perl.',
  });
}

function isStillAt(descriptor: number, path: string): boolean {
  const held = fstatSync(descriptor);
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.ino === held.ino && found.dev === held.dev;
}

/** The process that has the lock file open under the pid that stands in it, found without touching the lock. Undefined where there is none, or none can be seen. */
export function lockHolder(path: string): number | undefined {
  try {
    const pid = writtenPid(path);
    const held = statSync(path);
    const open = readdirSync(`/proc/${pid}/fd`).map((descriptor) => statSync(`/proc/${pid}/fd/${descriptor}`, { throwIfNoEntry: false }));
    return open.some((one) => one?.ino === held.ino && one.dev === held.dev) ? pid : undefined;
  } catch {
    return undefined;
  }
}

function writtenPid(path: string): number | undefined {
  const written = readFileSync(path, 'utf8').slice(0, 32).trim();
  return /^\d{1,10}$/.test(written) ? Number(written) : undefined;
}

function inUse(path: string, directory: string): ProviderError {
  const pid = writtenPid(path);
  return new ProviderError('STATE_IN_USE', pid === undefined ? { directory } : { directory, pid }, {
    message: `Another host ${pid === undefined ? '' : `(pid ${pid}) `}holds the state directory ${directory}.`,
  });
}

function heldBy(descriptor: number): StateLock {
  let held = true;
  return {
    release() {
      if (held) closeSync(descriptor);
      held = false;
    },
  };
}
