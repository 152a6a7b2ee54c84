/** Where a host in the background writes what it has no other place for: `logs/host.out` in its state directory. It stays nearly empty; the host's own log is another file. */
import { chmodSync, closeSync, existsSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A larger one is put aside at the next start. */
const largestBytes = 1_048_576;
const tailBytes = 4_096;
const tailLines = 10;

export interface HostOutput {
  /** What a child's output is connected to. */
  readonly fd: number | 'ignore';
  readonly file: string | undefined;
  /** Where this start's output begins. */
  readonly fromBytes: number;
}

/** Opens it for a host that is about to start. Where the directory is not one that a host takes, nothing is made in it: the host then says why. */
export function openHostOutput(state: string): HostOutput {
  try {
    makeFolders(state);
    if (readdirSync(state).length === 0) chmodSync(state, 0o700);
    if ((statSync(state).mode & 0o077) !== 0) return { fd: 'ignore', file: undefined, fromBytes: 0 };
    makeFolders(join(state, 'logs'));
    const file = join(state, 'logs', 'host.out');
    putAside(file);
    const fd = openSync(file, 'a', 0o600);
    return { fd, file, fromBytes: fstatSync(fd).size };
  } catch {
    return { fd: 'ignore', file: undefined, fromBytes: 0 };
  }
}

/** The last lines that this start wrote. */
export function lastLinesOf({ file, fromBytes }: HostOutput): string[] {
  if (file === undefined) return [];
  try {
    const fd = openSync(file, 'r');
    try {
      const size = fstatSync(fd).size;
      const start = Math.max(fromBytes, size - tailBytes);
      const bytes = Buffer.alloc(Math.max(0, size - start));
      readSync(fd, bytes, 0, bytes.length, start);
      return bytes.toString('utf8').split('\n').filter((line) => line !== '').slice(-tailLines);
    } finally {
      closeSync(fd);
    }
  } catch {
    return [];
  }
}

/** One by one: `mkdirSync` with `recursive` never comes back where a parent is there and refuses as if it were not, as /proc does. */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function putAside(file: string): void {
  try {
    if (statSync(file).size > largestBytes) renameSync(file, `${file}.1`);
  } catch {
    // It is not there yet.
  }
}
