/** Turns whatever the database or the file system throws into the one error that everybody else knows: STORE_FAILED, with the path and what to do. */
import { ProviderError, isProviderError, type ErrorFacts } from '@provost/protocol';
import { openAgain, type Wording } from '../wording.js';
import { freeBytesBeside } from './room.js';

/** What was attempted, completing "The repository PATH could not be ...". */
export type Attempt = 'opened' | 'read' | 'written' | 'closed' | 'backed up' | 'restored' | 'verified';

/** Of a file that is open the next write is tried anew; one that could not be opened has to be opened again. */
function remedyOf(code: string | undefined, attempt: Attempt, wording: Wording): string {
  const again = attempt === 'opened' ? `, ${openAgain(wording)}.` : attempt === 'written' ? '; the next write is tried anew.' : ', and do it again.';
  const anew = wording.what === 'repository' ? openAgain(wording) : 'then unload the provider';
  const user = wording.what === 'repository' ? 'the host' : 'the provider';
  switch (code) {
    case 'ENOSPC': return `Free space on that file system${again}`;
    case 'EDQUOT': return `Free space within the quota${again}`;
    case 'EFBIG': return `Raise the limit on the size of files (ulimit -f), ${anew}.`;
    case 'EACCES':
    case 'EPERM': return `Give the user that runs ${user} the right to read and write there.`;
    case 'EROFS': return 'Mount that file system for writing, or choose another directory: --state DIR.';
    case 'EIO': return `Check the disk and the limits on it (quota, ulimit -f), ${anew}: until then it writes no more.`;
    case 'MDB_PANIC': return `Check the disk, ${anew}: it is opened anew as it was before that write.`;
    default: return wording.what === 'repository' ? 'See what is wrong with it: provost doctor.' : `See what is wrong with it: ${wording.verb} verify.`;
  }
}

/** LMDB's number for it: the page that says what is in force could not be written, and nothing is read or written any more. */
const MDB_PANIC = -30795;

/** The system's name, or LMDB's, for what went wrong. LMDB throws numbers (`code: 28`) and texts (`No space left on device`), Node names. */
function systemCodeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  const text = error instanceof Error ? error.message : String(error);
  if (code === MDB_PANIC || /MDB_PANIC/.test(text)) return 'MDB_PANIC';
  if (code === 28 || /no space left/i.test(text)) return 'ENOSPC';
  if (code === 27 || /file too large/i.test(text)) return 'EFBIG';
  if (code === 122 || /quota exceeded/i.test(text)) return 'EDQUOT';
  if (code === 13 || /permission denied/i.test(text)) return 'EACCES';
  if (code === 30 || /read-only file system/i.test(text)) return 'EROFS';
  if (code === 5 || /input\/output error/i.test(text)) return 'EIO';
  return undefined;
}

/** Whether there was no room for it, which may be made. */
export function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(systemCodeOf(error) ?? '');
}

/** Whether what was written before may be lost as well, so that nothing may be promised until the file was opened anew. */
export function isLastingFault(error: unknown): boolean {
  const text = error instanceof Error ? error.message : String(error);
  return ['EIO', 'MDB_PANIC'].includes(systemCodeOf(error) ?? '') || /fatal error|MDB_CORRUPTED/i.test(text);
}

/** Less than this is full: the next transaction may need it. */
const FULL_BYTES = 1024 * 1024;

/** The error of a write. LMDB reports the short write of a full disk as EIO, which from a sync means that the disk lost something: the space that is left tells them apart. */
export function causeOfWriteFault(path: string, error: unknown, freeBytes: (path: string) => number = freeBytesBeside): unknown {
  if (systemCodeOf(error) !== 'EIO' || freeBytes(path) >= FULL_BYTES) return error;
  return Object.assign(new Error('No space left on device', { cause: error }), { code: 'ENOSPC' });
}

/** What LMDB adds of a write that failed: numbers of its own, some of them of memory that it has never written. */
const OF_LMDB_ITSELF = /: Attempting to write page at position .*/s;

/** What is known better than by the cause. */
interface Said {
  readonly remedy?: string;
  readonly facts?: ErrorFacts;
}

/** `attempt` completes the sentence "The repository PATH could not be ...". An error that is a ProviderError already is returned as it is. */
export function storeFault(path: string, attempt: Attempt, cause: unknown, wording: Wording, { remedy, facts = {} }: Said = {}): ProviderError {
  if (isProviderError(cause)) return cause;
  const systemCode = systemCodeOf(cause);
  const reason = (cause instanceof Error ? cause.message : String(cause)).replace(OF_LMDB_ITSELF, '');
  return new ProviderError('STORE_FAILED', { path, ...facts, ...(systemCode === undefined ? {} : { systemCode }) }, {
    message: `The ${wording.what} ${path} could not be ${attempt}: ${reason}.`.replace(/\.\.$/, '.'),
    remedy: remedy ?? remedyOf(systemCode, attempt, wording),
    cause,
  });
}
