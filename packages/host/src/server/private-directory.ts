/** Directories that only their owner may enter. Who holds one, and what lies in it, is left to `state-directory.ts` and `socket-file.ts`. */
import { chmodSync, existsSync, mkdirSync, readdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ProviderError } from '@provost/protocol';
import { pathFault } from './path-fault.js';

const othersMay = 0o077;
const othersMayWrite = 0o022;

/** How a directory that others may enter is treated. */
export interface PrivateDirectoryOptions {
  /** What the directory is, as an error names it: `The state directory`. */
  readonly what: string;
  /** Whether one with these entries was made by us, so that its mode may be mended. An empty one always may. */
  readonly isOurs: (entries: readonly string[]) => boolean;
}

/**
 * Makes a directory with mode 0700, or checks the one that is there, and returns its real path.
 * Throws ACCESS_DENIED when it belongs to another user or is open to others; only one of our own that others could not write to is closed by itself.
 */
export function makePrivateDirectory(path: string, options: PrivateDirectoryOptions): string {
  const wanted = resolve(path);
  const made = attempt(options.what, wanted, () => {
    makeWithParents(wanted);
    return realpathSync(wanted);
  });
  const stats = attempt(options.what, made, () => statSync(made));
  requireOwner(stats, made, options.what);
  if ((stats.mode & othersMay) === 0) return made;
  closeToOthers(made, stats, options);
  return made;
}

/** As `recursive` of mkdir, which never ends where a directory that is there cannot hold another: `/proc/x`. */
function makeWithParents(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    makeWithParents(dirname(path));
    mkdirSync(path, { mode: 0o700 });
  }
}

function requireOwner(stats: Stats, path: string, what: string): void {
  const user = process.geteuid?.();
  if (user === undefined || stats.uid === user) return;
  throw new ProviderError('ACCESS_DENIED', { path, owner: stats.uid, user }, {
    message: `${what} ${path} belongs to user ${stats.uid}, and this is user ${user}.`,
    remedy: 'Choose a directory of your own: --state DIR.',
  });
}

function closeToOthers(path: string, stats: Stats, options: PrivateDirectoryOptions): void {
  const entries = attempt(options.what, path, () => readdirSync(path));
  const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
  const trusted = entries.length === 0 || ((stats.mode & othersMayWrite) === 0 && options.isOurs(entries));
  if (!trusted) {
    throw new ProviderError('ACCESS_DENIED', { path, mode }, {
      message: `${options.what} ${path} is open to other users (mode ${mode}); it must be 0700.`,
      remedy: `See that nothing in it is another user's, then: chmod 700 ${path}`,
    });
  }
  attempt(options.what, path, () => chmodSync(path, 0o700));
}

function attempt<T>(what: string, path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw pathFault(what, path, cause);
  }
}
