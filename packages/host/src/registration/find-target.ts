/** From the path that an operator gives to what is to be run. It looks, and runs nothing. */
import { ProviderError } from '@provost/protocol';
import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What is run. */
export type Target =
  /** A file for Node: the SDK's runtime, resolved from the provider's own package, imports it. */
  | { readonly kind: 'node'; readonly entry: string; readonly root: string; readonly runtime: string }
  /** A program that speaks the protocol itself. */
  | { readonly kind: 'command'; readonly command: readonly string[]; readonly root: string };

const NODE_FILES = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']);

/** What a package says of the provider in it. */
interface Manifest {
  readonly entry?: unknown;
  readonly command?: unknown;
}

/** The target of a folder or a file. Throws INVALID_REGISTRATION with what is wrong with it. */
export function findTarget(path: string): Target {
  if (path.includes('\0')) throw invalid(path, 'the path holds a NUL character');
  const real = realPath(resolve(path), path);
  if (statSync(real).isDirectory()) return targetOfFolder(real);
  return NODE_FILES.has(extname(real)) ? nodeTarget(real, packageOf(real)) : programTarget(real);
}

function targetOfFolder(folder: string): Target {
  const manifest = readManifest(join(folder, 'provost.json')) ?? readPackage(folder);
  if (manifest === undefined) {
    throw invalid(folder, 'it has neither a package.json nor a provost.json', 'Say what to run in package.json, "provost": { "entry": "provider.js" }, or name the file itself.');
  }
  if (manifest.command !== undefined) return commandTarget(folder, manifest.command);
  const { entry } = manifest;
  if (typeof entry !== 'string' || entry === '') {
    throw invalid(folder, 'its package.json names no entry', 'Add "provost": { "entry": "provider.js" } to it.');
  }
  if (entry.includes('\0') || resolve(folder, entry) === folder || !isInside(resolve(folder, entry), folder)) throw invalid(folder, `its entry "${entry}" is outside of it`);
  const real = realPath(resolve(folder, entry), entry);
  if (!isInside(real, folder)) throw invalid(folder, `its entry "${entry}" is a link that leads outside of it, to ${real}`);
  if (!statSync(real).isFile()) throw invalid(folder, `its entry "${entry}" is no file`);
  return nodeTarget(real, folder);
}

function readPackage(folder: string): Manifest | undefined {
  const found = readJson(join(folder, 'package.json'));
  if (found === undefined) return undefined;
  const { provost, main, exports } = found as { provost?: Manifest; main?: unknown; exports?: unknown };
  if (typeof provost === 'object' && provost !== null) return provost;
  return { entry: typeof exports === 'string' ? exports : main };
}

function readManifest(file: string): Manifest | undefined {
  return readJson(file) as Manifest | undefined;
}

function readJson(file: string): object | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined; // It is not there, which is no fault: another file may say it.
  }
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found;
  } catch (error) {
    throw invalid(file, `it is not JSON: ${(error as Error).message}`);
  }
  throw invalid(file, 'it does not hold an object');
}

function commandTarget(root: string, command: unknown): Target {
  if (!Array.isArray(command) || command.length === 0 || !command.every((word) => typeof word === 'string' && word !== '' && !word.includes('\0'))) {
    throw invalid(root, 'its "command" must be a list of words', 'Write it as in "command": ["python3", "provider.py"].');
  }
  return { kind: 'command', command: command as string[], root };
}

function nodeTarget(entry: string, root: string): Target {
  const require = createRequire(pathToFileURL(entry));
  try {
    return { kind: 'node', entry, root, runtime: realpathSync(require.resolve('@provost/sdk/runtime')) };
  } catch {
    throw invalid(entry, '@provost/sdk cannot be found from there', `Install it beside the provider: npm install @provost/sdk (in ${root}).`);
  }
}

function programTarget(file: string): Target {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    throw invalid(file, 'it is neither a file for Node nor a program', `Make it executable (chmod +x ${basename(file)}), or name a folder with a provost.json.`);
  }
  return { kind: 'command', command: [file], root: dirname(file) };
}

/** The folder of the nearest package.json, or the file's own. */
function packageOf(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (readJson(join(folder, 'package.json')) !== undefined) return folder;
    if (folder === dirname(folder)) return dirname(file);
  }
}

function realPath(path: string, given: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw invalid(given, 'there is no such file or folder', 'Give the path of the provider\'s folder or file.');
  }
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function invalid(path: string, what: string, remedy?: string): ProviderError {
  const shown = path.replaceAll('\0', '\\0');
  return new ProviderError('INVALID_REGISTRATION', { path: shown, faults: [what] }, { message: `${shown} cannot be registered: ${what}.`, ...(remedy === undefined ? {} : { remedy }) });
}
