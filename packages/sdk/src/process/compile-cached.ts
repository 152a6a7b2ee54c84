/**
 * Runs a CommonJS file by way of V8's code cache: what one process has compiled, the next only reads. The cache is a gain and never
 * needed: one that is missing, of another Node, damaged or not writable costs nothing but the gain.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Script } from 'node:vm';

export interface Compiled {
  /** What the file exports. */
  readonly exports: unknown;
  /** Keeps what is compiled by now, functions that were called since included; does nothing where it came from the cache. Never throws. */
  keep(): void;
}

type ModuleFunction = (exports: object, require: NodeJS.Require, module: { exports: object }) => void;

/**
 * Runs `file`, which is all ASCII, and whose name has to change with what is in it: V8 compares only the length of a source. Its cache is kept in `folder`;
 * without one nothing is read or written.
 */
export function compileCached(file: string, require: NodeJS.Require, folder: string | undefined): Compiled {
  const path = folder === undefined ? undefined : join(folder, `${basename(file, '.cjs')}-${process.version}-${process.arch}.bin`);
  const cachedData = path === undefined ? undefined : readCache(path);
  const script = new Script(`(function (exports, require, module) {${readFileSync(file, 'latin1')}\n})`, {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const module = { exports: {} };
  (script.runInThisContext() as ModuleFunction)(module.exports, require, module);
  return {
    exports: module.exports,
    keep: () => {
      if (path !== undefined && (cachedData === undefined || script.cachedDataRejected === true)) writeCache(path, script.createCachedData());
    },
  };
}

/** V8 runs a cache with a flipped bit, and falls; so it is kept twice, and good while both are the same. To compare costs a tenth of any checksum. */
function readCache(path: string): Buffer | undefined {
  let kept: Buffer;
  try {
    kept = readFileSync(path);
  } catch {
    return undefined;
  }
  const once = kept.subarray(0, kept.length / 2);
  return once.length > 0 && once.equals(kept.subarray(once.length)) ? once : undefined;
}

function writeCache(path: string, compiled: Buffer): void {
  const half = `${path}.${process.pid}`;
  try {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(half, Buffer.concat([compiled, compiled]), { mode: 0o600 });
    renameSync(half, path);
  } catch {
    // The next process compiles it again.
  }
}
