/** What the system says of a path of the host's, as a person would: which path, why, and what to do. Whether a path is trusted is left to `private-directory.ts`. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProviderError, type ResultName } from '@provost/protocol';

interface Words {
  readonly code: ResultName;
  /** After "The state directory PATH". */
  readonly says: string;
  readonly remedy: string;
}

const ELSEWHERE = 'choose another directory: --state DIR.';

/** The error of a path that could not be made, read or written. `what` begins the sentence: `The state directory`. */
export function pathFault(what: string, path: string, cause: unknown): ProviderError {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException;
  const words = wordsFor(code, path);
  return new ProviderError(words.code, { path, errno: code }, { message: `${what} ${path} ${words.says}`, remedy: words.remedy, cause });
}

function wordsFor(code: string, path: string): Words {
  switch (code) {
    case 'ENOTDIR':
    case 'EEXIST': {
      const at = nearest(path);
      return { code: 'FAILED', says: at === path ? 'is a file, not a directory.' : `cannot be made: ${at} is a file, not a directory.`, remedy: `C${ELSEWHERE.slice(1)}` };
    }
    case 'EROFS':
      return { code: 'ACCESS_DENIED', says: 'cannot be written to: its file system is mounted read-only (EROFS).', remedy: `Mount it for writing, or ${ELSEWHERE}` };
    case 'ENOSPC':
      return { code: 'FAILED', says: 'cannot be written to: no space is left on its file system (ENOSPC).', remedy: `Free space there, or ${ELSEWHERE}` };
    case 'EDQUOT':
      return { code: 'FAILED', says: 'cannot be written to: the quota on its file system is used up (EDQUOT).', remedy: `Free space within the quota, or ${ELSEWHERE}` };
    case 'EACCES':
    case 'EPERM':
      return { code: 'ACCESS_DENIED', says: `cannot be made or read: user ${process.geteuid?.() ?? 'unknown'} has no right to at ${nearest(path)} (${code}).`, remedy: `Give this user the right, or ${ELSEWHERE}` };
    default:
      return { code: 'FAILED', says: `cannot be made or read (${code}).`, remedy: 'Choose a directory that this user can write to: --state DIR.' };
  }
}

/** The path, or the first above it that is there and can be seen. */
function nearest(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    try {
      statSync(at);
      return at;
    } catch {
      if (at === dirname(at)) return at;
    }
  }
}
