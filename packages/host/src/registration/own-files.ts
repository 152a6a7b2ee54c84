/** Which files belong to what a registration runs: all of a package's own, or of a single file what it imports. What is in them is left to hash-files.ts. */
import { existsSync, lstatSync, readdirSync, realpathSync, type Stats } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import type { Target } from './find-target.js';
import { importedFile } from './relative-imports.js';
import { unfit } from './unfit.js';

/** How many files there may be, and how large they may be together. */
export interface HashLimits {
  readonly files: number;
  readonly bytes: number;
}

/** A file as it was found. */
export interface OwnFile {
  readonly path: string;
  readonly stats: Stats;
}

export interface OwnFilesOptions {
  readonly limits: HashLimits;
  /** Paths that do not count, whatever lies there. */
  readonly except: ReadonlySet<string>;
  /** The relative literals that a file imports. */
  readonly importsOf: (file: OwnFile) => Promise<readonly string[]>;
}

/** In the order of their paths. Rejects with INVALID_REGISTRATION beyond the limits, and with the system's own error where one cannot be looked at. */
export async function ownFiles(target: Target, options: OwnFilesOptions): Promise<OwnFile[]> {
  const found = new FoundFiles(target, options);
  if (target.single === true) await addImported(entryOf(target), found, options);
  else addFolder(target, found);
  return found.inOrder();
}

/** The paths at which a named file may be found: by its name, and by where that leads. */
export function pathsOfFile(path: string): string[] {
  return [join(realOr(dirname(path)), basename(path)), realOr(path)];
}

class FoundFiles {
  readonly #target: Target;
  readonly #options: OwnFilesOptions;
  readonly #found = new Map<string, OwnFile>();
  #bytes = 0;

  constructor(target: Target, options: OwnFilesOptions) {
    this.#target = target;
    this.#options = options;
  }

  /** The file, unless it was there already or does not count. */
  add(path: string): OwnFile | undefined {
    const { limits, except } = this.#options;
    if (this.#found.has(path) || except.has(path)) return undefined;
    const file = { path, stats: lstatSync(path) };
    this.#found.set(path, file);
    this.#bytes += file.stats.size;
    if (this.#found.size > limits.files) throw tooMuch(this.#target, `${limits.files} files`);
    if (this.#bytes > limits.bytes) throw tooMuch(this.#target, `${limits.bytes} bytes`);
    return file;
  }

  inOrder(): OwnFile[] {
    return [...this.#found.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  }
}

/** Not node_modules, and nothing hidden. */
function addFolder(target: Target, found: FoundFiles): void {
  const folders = [target.root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (folder !== target.root && existsSync(join(folder, 'host.lock'))) continue; // A host keeps its state there, and that changes all the time.
    for (const item of readdirSync(folder, { withFileTypes: true })) {
      if (item.name.startsWith('.') || item.name === 'node_modules' || item.name === '__pycache__') continue;
      const path = join(folder, item.name);
      if (item.isDirectory()) folders.push(path);
      else if (item.isFile() || item.isSymbolicLink()) found.add(path);
    }
  }
  if (target.kind === 'node') found.add(target.entry);
}

/** A file, what it imports, what that imports, and so on; what is installed below node_modules is others'. */
async function addImported(entry: string, found: FoundFiles, { importsOf }: OwnFilesOptions): Promise<void> {
  const paths = [entry];
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    const file = found.add(path);
    if (file === undefined) continue;
    for (const literal of await importsOf(file)) {
      const imported = importedFile(file.path, literal);
      if (imported !== undefined && !imported.includes(`${sep}node_modules${sep}`)) paths.push(imported);
    }
  }
}

function entryOf(target: Target): string {
  return target.kind === 'node' ? target.entry : (target.command[0] ?? target.root);
}

function realOr(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // It may be gone for now; then its name is all there is.
  }
}

function tooMuch(target: Target, limit: string): Error {
  return unfit(target.root, [`it holds more than ${limit}, too many to notice a change in them`], 'Give the provider a folder with a package.json of its own.');
}
