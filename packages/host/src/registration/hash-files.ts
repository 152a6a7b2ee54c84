/** The hash of what a registration runs: the entry and its package's own files, so that a change is noticed. Not node_modules, and nothing hidden. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, lstatSync, readlinkSync, type Stats } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isProviderError } from '@provost/protocol';
import type { Target } from './find-target.js';
import { unfit } from './unfit.js';

/** How large a package may be. */
export interface HashLimits {
  readonly files: number;
  readonly bytes: number;
}

export const HASH_LIMITS: HashLimits = { files: 10_000, bytes: 256 * 1024 * 1024 };

/** What the files looked like when they were hashed: where nothing of it has changed, neither has the hash. */
export interface FilesStamp {
  readonly hash: string;
  readonly files: number;
  /** Size, times and number of each file, in one text. */
  readonly stamp: string;
  /** Whether every file was older than a file system's clock is coarse: of a younger one a later change might not show. */
  readonly settled: boolean;
}

export interface HashOptions {
  /** The wall clock. */
  readonly at: Date;
  /** Answered again where nothing has changed since. */
  readonly known?: FilesStamp | undefined;
  readonly limits?: HashLimits;
}

const COARSE_MS = 2_000;

interface OwnFile {
  readonly path: string;
  readonly stats: Stats;
}

/** Hashes the files, or answers with `known` where their stamps are the same. Rejects with INVALID_REGISTRATION beyond the limits, or where they cannot be read. */
export async function hashFiles(target: Target, { at, known, limits = HASH_LIMITS }: HashOptions): Promise<FilesStamp> {
  try {
    const files = await ownFiles(target, limits);
    const stamp = files.map(({ path, stats }) => `${relative(target.root, path)} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino}`).join('\n');
    if (known?.stamp === stamp && known.settled) return known;
    const whole = createHash('sha256');
    for (const file of files) whole.update(`${relative(target.root, file.path)}\0`).update(await hashOf(file));
    const newestMs = files.reduce((newest, { stats }) => Math.max(newest, stats.ctimeMs, stats.mtimeMs), 0);
    return { hash: whole.digest('hex'), files: files.length, stamp, settled: newestMs < at.getTime() - COARSE_MS };
  } catch (error) {
    if (isProviderError(error)) throw error;
    const { code, path } = error as NodeJS.ErrnoException;
    throw unfit(target.root, [`${path ?? 'a file of it'} cannot be read (${code ?? String(error)})`]);
  }
}

/** A link counts by where it leads, not by what is there: that is another's file. */
async function hashOf({ path, stats }: OwnFile): Promise<Buffer> {
  const hash = createHash('sha256');
  if (stats.isSymbolicLink()) return hash.update(`link ${readlinkSync(path)}`).digest();
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest();
}

async function ownFiles(target: Target, limits: HashLimits): Promise<OwnFile[]> {
  const found = new Map<string, OwnFile>();
  let bytes = 0;
  const take = (path: string): void => {
    const stats = lstatSync(path);
    found.set(path, { path, stats });
    bytes += stats.size;
    if (found.size > limits.files) throw tooMuch(target, `${limits.files} files`);
    if (bytes > limits.bytes) throw tooMuch(target, `${limits.bytes} bytes`);
  };
  const folders = [target.root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (folder !== target.root && existsSync(join(folder, 'host.lock'))) continue; // A host keeps its state there, and that changes all the time.
    for await (const item of await opendir(folder)) {
      if (item.name.startsWith('.') || item.name === 'node_modules' || item.name === '__pycache__') continue;
      const path = join(folder, item.name);
      if (item.isDirectory()) folders.push(path);
      else if (item.isFile() || item.isSymbolicLink()) take(path);
    }
  }
  if (target.kind === 'node' && !found.has(target.entry)) take(target.entry);
  return [...found.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

function tooMuch(target: Target, limit: string): Error {
  return unfit(target.root, [`it holds more than ${limit}, too many to notice a change in them`], 'Give the provider a folder with a package.json of its own.');
}
