/**
 * What V8 has compiled of a provider's own CommonJS modules, kept from one life to the next: a provider that was unloaded is loaded again without compiling them. A Node that has such a
 * cache itself, of ES modules too, is told to use that one. As with the runtime's own, nothing depends on it: what is missing, of another Node, damaged or of another source is compiled.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { readKept, writeKept, type KeptModule } from './kept-modules.js';

/** What a smaller module gains is lost in looking for it. */
const LARGE_BYTES = 1024;
/** Of one provider, and of all. */
const PROVIDER_BYTES = 32 * 1024 * 1024;
const FOLDER_BYTES = 256 * 1024 * 1024;

/** What was read is let go by then: the provider is loaded, and what it loads later it compiles. */
const FORGET_AFTER_MS = 10_000;
/** Node wraps a module in a function on its first line. */
const WRAPPER_COLUMNS = Module.wrap('').indexOf('{ ') + 2;

/** What Node has of a module, and its types do not. */
interface Compiling {
  readonly prototype: { _compile: (this: NodeJS.Module, content: string, filename: string, format?: string) => unknown };
  readonly _resolveFilename: (id: string, from: NodeJS.Module, isMain: boolean, options?: object) => string;
  readonly _resolveLookupPaths: (id: string, from: NodeJS.Module) => string[] | null;
  readonly _cache: NodeJS.Dict<NodeJS.Module>;
  readonly _extensions: NodeJS.RequireExtensions;
}

const inner = Module as unknown as Compiling;

interface WithCompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/** From now on what is required is taken from the cache of that provider in `folder`. Answers with what keeps it for the next life. Neither ever throws. */
export function cacheModules(folder: string, provider: string): () => void {
  const { enableCompileCache } = Module as WithCompileCache;
  if (enableCompileCache !== undefined) {
    enableCompileCache(join(folder, 'node'));
    return () => { prune(join(folder, 'node')); };
  }
  const path = join(folder, `${provider}-${process.version}-${process.arch}.bin`);
  const kept = readKept(path);
  if (kept.size > 0) setTimeout(() => { kept.clear(); }, FORGET_AFTER_MS).unref();
  const scripts = new Map<string, { readonly source: string; readonly script: Script }>();
  let isNew = false;
  const { prototype } = inner;
  const compile = prototype._compile;
  prototype._compile = function (content, filename, format) {
    const script = format !== 'module' && isCached(content) ? scriptOf(content, filename, kept.get(filename)) : undefined;
    if (script === undefined) return compile.call(this, content, filename, format);
    isNew ||= script.cachedDataRejected !== false;
    scripts.set(filename, { source: content, script });
    const run = script.runInThisContext() as (this: unknown, ...given: unknown[]) => unknown;
    return run.call(this.exports, this.exports, requireOf(this), this, filename, dirname(filename));
  };
  return () => {
    if (!isNew) return;
    isNew = false;
    const all = [...scripts].map(([filename, { source, script }]): KeptModule => ({ filename, source: Buffer.from(source), compiled: script.createCachedData() }));
    if (all.reduce((sum, { source, compiled }) => sum + 2 * (source.length + compiled.length), 0) > PROVIDER_BYTES) return;
    write(folder, path, all);
  };
}

/** What calls `import()` is left to Node, whose loader would not find it otherwise. */
function isCached(content: string): boolean {
  return content.length >= LARGE_BYTES && !content.startsWith('#!') && !/\bimport\s*\(/.test(content);
}

/** Undefined where Node has to say itself what is wrong with it, or that it is an ES module. */
function scriptOf(content: string, filename: string, kept: KeptModule | undefined): Script | undefined {
  const cachedData = kept !== undefined && kept.source.equals(Buffer.from(content)) ? kept.compiled : undefined;
  try {
    return new Script(Module.wrap(content), { filename, columnOffset: -WRAPPER_COLUMNS, ...(cachedData === undefined ? {} : { cachedData }) });
  } catch {
    return undefined;
  }
}

/** As Node makes it for each module; `createRequire` would look for where the module is once more. */
function requireOf(module: NodeJS.Module): NodeJS.Require {
  const resolve = Object.assign((id: string, options?: object) => inner._resolveFilename(id, module, false, options), { paths: (id: string) => inner._resolveLookupPaths(id, module) });
  return Object.assign((id: string): unknown => module.require(id), { resolve, main: process.mainModule, extensions: inner._extensions, cache: inner._cache });
}

function write(folder: string, path: string, all: readonly KeptModule[]): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.${process.pid}`, writeKept(all), { mode: 0o600 });
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    return; // The next process compiles it again.
  }
  prune(folder);
}

/** What was written longest ago goes where all of it is too much. */
function prune(folder: string): void {
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .map((item) => { const at = join(item.parentPath, item.name); return { at, ...sizeOf(at) }; })
      .sort((one, other) => other.mtimeMs - one.mtimeMs);
    let left = FOLDER_BYTES;
    for (const { at, size } of files) if ((left -= size) < 0) rmSync(at, { force: true });
  } catch {
    // It is looked at again with the next that is written.
  }
}

function sizeOf(path: string): { readonly size: number; readonly mtimeMs: number } {
  const { size, mtimeMs } = statSync(path);
  return { size, mtimeMs };
}
