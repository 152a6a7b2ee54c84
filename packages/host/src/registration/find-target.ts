/** From the path that an operator gives to what is to be run. It looks, and runs nothing. */
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, extname, isAbsolute, join, resolve, sep } from 'node:path';
import { exposureOf } from './exposure.js';
import { isPackage, readManifest } from './read-manifest.js';
import { unfit } from './unfit.js';

/** What is run. */
export type Target = (
  /** A file for Node: the SDK's runtime, resolved from the provider's own package, imports it. Real paths: no link in them can lead elsewhere later. */
  | { readonly kind: 'node'; readonly entry: string; readonly root: string; readonly runtime: string }
  /** A program that speaks the protocol itself. */
  | { readonly kind: 'command'; readonly command: readonly string[]; readonly root: string }
) & {
  /** Whether a file was named rather than a folder: what lies beside it is not its own, unless it imports it. */
  readonly single?: true;
};

const NODE_FILES = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']);

/** The target of a folder or a file. Throws INVALID_REGISTRATION with what is wrong with it. */
export function findTarget(path: string): Target {
  if (path.includes('\0')) throw unfit(path, ['the path holds a NUL character']);
  const real = realPath(resolve(path), path);
  const stats = statSync(real);
  const target = stats.isDirectory() ? targetOfFolder(real) : targetOfFile(real, stats.isFile());
  const faults = targetFaults(target);
  if (faults.length > 0) throw unfit(path, faults);
  return target;
}

/**
 * What is wrong with the files of a target by now; one clause each. Asked at registration and again at each load: that another user can
 * change them, that they are gone, that one has become a link.
 */
export function targetFaults(target: Target): string[] {
  const files = target.kind === 'node' ? [target.entry, target.runtime] : target.command.slice(0, 1).filter(isAbsolute);
  return files.flatMap((file) => {
    try {
      const real = realpathSync(file);
      if (target.kind === 'node' && real !== file) return [`${file} has become a link to ${real}`];
      return exposureOf(real) ?? exposureOf(realpathSync(dirname(file))) ?? [];
    } catch (error) {
      return [`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`];
    }
  });
}

function targetOfFolder(folder: string): Target {
  const manifest = readManifest(folder);
  if (manifest.kind === 'command') return commandTarget(folder, manifest.command);
  const { entry, file } = manifest;
  const what = `the entry "${entry}" in its ${file}`;
  const outside = outsideFault(entry);
  if (outside !== undefined) throw unfit(folder, [`${what} ${outside}`], 'Name a file of the package, relative to it.');
  const real = realPath(join(folder, entry), folder, what);
  if (!isInside(real, folder)) throw unfit(folder, [`${what} is a link that leads outside of it, to ${real}`]);
  if (!statSync(real).isFile()) throw unfit(folder, [`${what} is no file`]);
  return nodeTarget(real, folder);
}

/** Why a path in a manifest may not be followed. */
function outsideFault(entry: string): string | undefined {
  if (entry.includes('\0')) return 'holds a NUL character';
  if (isAbsolute(entry) || /^[A-Za-z]:/.test(entry)) return 'must be relative';
  if (entry.split(/[/\\]/).includes('..')) return 'must not lead upwards';
  return undefined;
}

function targetOfFile(file: string, isFile: boolean): Target {
  if (!isFile) throw unfit(file, ['it is neither a file nor a folder']);
  return { ...(NODE_FILES.has(extname(file)) ? nodeTarget(file, packageOf(file)) : programTarget(file)), single: true };
}

function nodeTarget(entry: string, root: string): Target {
  if (!NODE_FILES.has(extname(entry))) throw unfit(entry, [`it is not a file that Node runs (${[...NODE_FILES].join(', ')})`], 'For a program in another language, name a command in provost.json.');
  let runtime: string;
  try {
    runtime = realpathSync(requireFor(entry).resolve('@provost/sdk/runtime'));
  } catch {
    throw unfit(entry, ['@provost/sdk cannot be found from there'], `Install it beside the provider: npm install @provost/sdk (in ${root}).`);
  }
  return { kind: 'node', entry, root, runtime };
}

/**
 * What resolves the SDK for a file. Node keeps for ever what it reads of the package that asks, which of a thousand providers would be some KiB each for
 * nothing: asked from the folder in which the SDK is found, it reads nothing of theirs.
 */
function requireFor(entry: string): NodeJS.Require {
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    if (existsSync(join(modules, '@provost', 'sdk'))) return createRequire(join(modules, 'any.js'));
  }
  return createRequire(entry); // A package may be its own, and Node may have been told of other folders.
}

/**
 * A program without a slash is looked for on the PATH at each start, as a shell does; with one it is a file, from the folder on. It may be a
 * link that leads elsewhere, as in an environment of Python's, and is run by that name, since such a program looks at what it was called.
 */
function commandTarget(root: string, command: readonly string[]): Target {
  const [program = '', ...words] = command;
  if (!program.includes('/')) {
    const isThere = (process.env['PATH'] ?? '').split(delimiter).some((folder) => isAbsolute(folder) && isProgram(join(folder, program)));
    if (!isThere) throw unfit(root, [`its command "${program}" is not on the PATH`], 'Install it, or name it by its path.');
    return { kind: 'command', command, root };
  }
  const what = `its command "${program}"`;
  if (program.split('/').includes('..')) throw unfit(root, [`${what} must not lead upwards`], 'Name a program elsewhere by its whole path.');
  const file = resolve(root, program);
  realPath(file, root, what);
  if (!isProgram(file)) throw unfit(root, [`${what} is no program that this user may run`], `Make it executable: chmod +x ${file}.`);
  return { kind: 'command', command: [file, ...words], root };
}

function programTarget(file: string): Target {
  if (!isProgram(file)) throw unfit(file, ['it is neither a file for Node nor a program'], `Make it executable (chmod +x ${basename(file)}), or name a folder with a provost.json.`);
  return { kind: 'command', command: [file], root: dirname(file) };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The folder of the nearest package.json, or the file's own. */
function packageOf(file: string): string {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) if (isPackage(folder)) return folder;
  return dirname(file);
}

function realPath(path: string, given: string, what?: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const subject = what ?? 'it';
    if (code === 'ENOENT' || code === 'ENOTDIR') throw unfit(given, [what === undefined ? 'there is no such file or folder' : `${what} is not there`]);
    throw unfit(given, [code === 'ELOOP' ? `${subject} is a link that leads to itself` : `${subject} cannot be read (${code ?? 'unknown'})`]);
  }
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
