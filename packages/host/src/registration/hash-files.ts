/** The hash of what a registration runs: the entry and its package's own files, so that a change is noticed. Not node_modules, and nothing hidden. */
import { ProviderError } from '@provost/protocol';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Target } from './find-target.js';

export const HASH_LIMITS = { files: 10_000, bytes: 256 * 1024 * 1024 } as const;

/** What the files looked like when they were hashed: where nothing of it has changed, neither has the hash. */
export interface FilesStamp {
  readonly hash: string;
  readonly files: number;
  /** Size, time and number of each file, in one text. */
  readonly stamp: string;
}

/** Hashes the files, or answers from `known` where their stamps are the same. Rejects with INVALID_REGISTRATION beyond the limits. */
export async function hashFiles(target: Target, known?: FilesStamp): Promise<FilesStamp> {
  const files = await ownFiles(target);
  const stamps: string[] = [];
  let bytes = 0;
  for (const file of files) {
    const { size, mtimeMs, ctimeMs, ino } = await stat(file);
    bytes += size;
    stamps.push(`${relative(target.root, file)} ${size} ${mtimeMs} ${ctimeMs} ${ino}`);
  }
  if (bytes > HASH_LIMITS.bytes) throw tooMuch(target, 'bytes', bytes);
  const stamp = stamps.join('\n');
  if (known?.stamp === stamp) return known;
  const whole = createHash('sha256');
  for (const file of files) whole.update(`${relative(target.root, file)}\0`).update(await hashOf(file));
  return { hash: whole.digest('hex'), files: files.length, stamp };
}

async function hashOf(file: string): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest();
}

async function ownFiles(target: Target): Promise<string[]> {
  const files: string[] = [];
  const folders = [target.root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const item of await opendir(folder)) {
      if (item.name.startsWith('.') || item.name === 'node_modules' || item.name === '__pycache__') continue;
      const path = join(folder, item.name);
      if (item.isDirectory()) folders.push(path);
      else if (item.isFile()) files.push(path);
      if (files.length > HASH_LIMITS.files) throw tooMuch(target, 'files', files.length);
    }
  }
  if (target.kind === 'node' && !files.includes(target.entry)) files.push(target.entry);
  return files.sort();
}

function tooMuch(target: Target, limit: keyof typeof HASH_LIMITS, found: number): ProviderError {
  return new ProviderError('INVALID_REGISTRATION', { path: target.root, limit, allowed: HASH_LIMITS[limit], found }, {
    message: `${target.root} holds more than ${HASH_LIMITS[limit]} ${limit}: too many to notice a change in them.`,
    remedy: 'Give the provider a folder of its own.',
  });
}
