/** The hash of what a registration runs, so that a change is noticed. Which files that are is left to own-files.ts. */
import { createHash } from 'node:crypto';
import { createReadStream, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { isProviderError } from '@provost/protocol';
import type { Target } from './find-target.js';
import { ownFiles, pathsOfFile, type HashLimits, type OwnFile } from './own-files.js';
import { mayImport, relativeImports } from './relative-imports.js';
import { unfit } from './unfit.js';

export const HASH_LIMITS: HashLimits = { files: 10_000, bytes: 256 * 1024 * 1024 };

/** In a larger file no imports are looked for: no person wrote it. */
const SCANNED_BYTES = 16 * 1024 * 1024;

/** What one file looked like when it was hashed: where nothing of it has changed, neither has its hash. */
interface FileStamp {
  readonly hash: string;
  /** Size, times and number. */
  readonly seen: string;
  /** Whether it was older than a file system's clock is coarse: of a younger one a later change might not show. */
  readonly settled: boolean;
  /** What it imports by relative paths; absent where it was not looked for. */
  readonly imports?: readonly string[];
}

/** What the files looked like when they were hashed, by their paths from the root. */
export interface FilesStamp {
  readonly hash: string;
  readonly files: ReadonlyMap<string, FileStamp>;
  /** Whether all of them were. */
  readonly settled: boolean;
}

export interface HashOptions {
  /** The wall clock. */
  readonly at: Date;
  /** What of it still holds is not read again. */
  readonly known?: FilesStamp | undefined;
  /** Files that change without a change of the program: those that hold credentials. */
  readonly except?: readonly string[];
  readonly limits?: HashLimits;
}

const COARSE_MS = 2_000;

/** Hashes the files, or answers with `known` where nothing has changed since. Rejects with INVALID_REGISTRATION beyond the limits, or where they cannot be read. */
export async function hashFiles(target: Target, { at, known, except = [], limits = HASH_LIMITS }: HashOptions): Promise<FilesStamp> {
  const stillKnown = (file: OwnFile): FileStamp | undefined => {
    const before = known?.files.get(relative(target.root, file.path));
    return before?.settled === true && before.seen === seen(file) ? before : undefined;
  };
  const imports = new Map<string, readonly string[]>();
  const importsOf = async (file: OwnFile): Promise<readonly string[]> => {
    const found = stillKnown(file)?.imports ?? (await importsIn(file));
    imports.set(file.path, found);
    return found;
  };
  try {
    const found = await ownFiles(target, { limits, except: new Set(except.flatMap(pathsOfFile)), importsOf });
    const files = new Map<string, FileStamp>();
    for (const file of found) files.set(relative(target.root, file.path), stillKnown(file) ?? (await stampOf(file, at, imports.get(file.path))));
    const isAsKnown = files.size === known?.files.size && [...files].every(([path, stamp]) => known.files.get(path) === stamp);
    return isAsKnown ? known : whole(files);
  } catch (error) {
    if (isProviderError(error)) throw error;
    const { code, path } = error as NodeJS.ErrnoException;
    throw unfit(target.root, [`${path ?? 'a file of it'} cannot be read (${code ?? String(error)})`]);
  }
}

/** The same without some of its files, as if they had not been there. */
export function withoutFiles(stamp: FilesStamp, root: string, except: readonly string[]): FilesStamp {
  const left = new Map(stamp.files);
  for (const path of except.flatMap(pathsOfFile)) left.delete(relative(root, path));
  return left.size === stamp.files.size ? stamp : whole(left);
}

function whole(files: ReadonlyMap<string, FileStamp>): FilesStamp {
  const hash = createHash('sha256');
  for (const [path, stamp] of files) hash.update(`${path}\0`).update(Buffer.from(stamp.hash, 'hex'));
  return { hash: hash.digest('hex'), files, settled: [...files.values()].every(({ settled }) => settled) };
}

function seen({ stats }: OwnFile): string {
  return `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino}`;
}

async function stampOf(file: OwnFile, at: Date, imports: readonly string[] | undefined): Promise<FileStamp> {
  const { ctimeMs, mtimeMs } = file.stats;
  const settled = Math.max(ctimeMs, mtimeMs) < at.getTime() - COARSE_MS;
  return { hash: await hashOf(file), seen: seen(file), settled, ...(imports === undefined ? {} : { imports }) };
}

/** A link counts by where it leads, not by what is there: that is another's file. */
async function hashOf({ path, stats }: OwnFile): Promise<string> {
  const hash = createHash('sha256');
  if (stats.isSymbolicLink()) return hash.update(`link ${readlinkSync(path)}`).digest('hex');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function importsIn({ path, stats }: OwnFile): Promise<readonly string[]> {
  return mayImport(path) && stats.size <= SCANNED_BYTES ? relativeImports(await readFile(path, 'utf8')) : [];
}
