/** Turns whatever the database or the file system throws into the one error that the rest of the host knows: STORE_FAILED, with the path and what to do. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProviderError, isProviderError } from '@provost/protocol';

/** Of a repository that is open the next write is tried anew; one that could not be opened needs another start. */
const remediesOfOpening = new Map<string, string>([
  ['ENOSPC', 'Free space on that file system, then start the host again.'],
  ['EDQUOT', 'Free space within the quota, then start the host again.'],
]);

const remedies = new Map<string, string>([
  ['ENOSPC', 'Free space on that file system; the next write is tried anew.'],
  ['EFBIG', 'Raise the limit on the size of files (ulimit -f), then start the host again.'],
  ['EDQUOT', 'Free space within the quota; the next write is tried anew.'],
  ['EACCES', 'Give the user that runs the host the right to read and write there.'],
  ['EPERM', 'Give the user that runs the host the right to read and write there.'],
  ['EROFS', 'Mount that file system for writing, or choose another directory: --state DIR.'],
  ['EIO', 'Check the disk and the limits on it (quota, ulimit -f), then start the host again: until then it reads, and writes no more.'],
]);

/** The system's name for what went wrong. LMDB throws numbers (`code: 28`) and texts (`No space left on device`), Node names. */
function systemCodeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  const text = error instanceof Error ? error.message : String(error);
  if (code === 28 || /no space left/i.test(text)) return 'ENOSPC';
  if (code === 27 || /file too large/i.test(text)) return 'EFBIG';
  if (code === 122 || /quota exceeded/i.test(text)) return 'EDQUOT';
  if (code === 13 || /permission denied/i.test(text)) return 'EACCES';
  if (code === 30 || /read-only file system/i.test(text)) return 'EROFS';
  if (code === 5 || /input\/output error/i.test(text)) return 'EIO';
  return undefined;
}

/** Whether what was written before may be lost as well, so that nothing may be promised until the file was opened anew. */
export function isLastingFault(error: unknown): boolean {
  const text = error instanceof Error ? error.message : String(error);
  return systemCodeOf(error) === 'EIO' || /MDB_PANIC|fatal error|MDB_CORRUPTED/i.test(text);
}

/** Less than this is full: the next transaction may need it. */
const FULL_BYTES = 1024 * 1024;

/** The error of a write. LMDB reports the short write of a full disk as EIO, which from a sync means that the disk lost something: the space that is left tells them apart. */
export function causeOfWriteFault(path: string, error: unknown, freeBytes: (path: string) => number = freeBytesBeside): unknown {
  if (systemCodeOf(error) !== 'EIO' || freeBytes(path) >= FULL_BYTES) return error;
  return Object.assign(new Error('No space left on device', { cause: error }), { code: 'ENOSPC' });
}

/** So many files more there must be room for: those of the repository, the socket, the first of the logs. */
const FULL_FILES = 8;

/** How much room a file system has; `files` is undefined where it counts none. */
export interface Room {
  readonly bytes: number;
  readonly files: number | undefined;
}

/**
 * Throws STORE_FAILED unless the file system of a directory has room to open a repository in it. LMDB maps its files before the system has
 * given them blocks, so that on a full one it would not fail: the host would be ended by a signal, without a word.
 */
export function requireRoom(path: string, roomOf: (path: string) => Room = roomBeside): void {
  const { bytes, files } = roomOf(path);
  if (bytes < FULL_BYTES) throw storeFault(path, 'opened', fullOf(`less than ${FULL_BYTES} bytes are free on its file system`));
  if (files !== undefined && files < FULL_FILES) throw storeFault(path, 'opened', fullOf(`its file system has room for ${files} files more, and ${FULL_FILES} are needed`));
}

function fullOf(reason: string): Error {
  return Object.assign(new Error(reason), { code: 'ENOSPC' });
}

/** What the system keeps for root is root's to use. */
function roomBeside(path: string): Room {
  const { bavail, bfree, bsize, files, ffree } = statfsSync(dirname(path));
  return { bytes: (process.geteuid?.() === 0 ? bfree : bavail) * bsize, files: files === 0 ? undefined : ffree };
}

function freeBytesBeside(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}

/** `attempt` completes the sentence "The repository PATH could not be ...". An error that is a ProviderError already is returned as it is. */
export function storeFault(path: string, attempt: string, cause: unknown, remedy?: string): ProviderError {
  if (isProviderError(cause)) return cause;
  const systemCode = systemCodeOf(cause);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ProviderError('STORE_FAILED', { path, ...(systemCode === undefined ? {} : { systemCode }) }, {
    message: `The repository ${path} could not be ${attempt}: ${reason}.`.replace(/\.\.$/, '.'),
    remedy: remedy ?? (attempt === 'opened' ? remediesOfOpening.get(systemCode ?? '') : undefined) ?? remedies.get(systemCode ?? '') ?? 'See what is wrong with it: provost doctor.',
    cause,
  });
}
