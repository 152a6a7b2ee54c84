/** What a provider's folder says of what is to be run: `package.json` or `provost.json`. What it names is looked at elsewhere. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { unfit } from './unfit.js';

/** Either a file for Node or a command, as the author wrote it. */
export type Manifest =
  | { readonly kind: 'entry'; readonly entry: string; readonly file: string }
  | { readonly kind: 'command'; readonly command: readonly string[]; readonly file: string };

const MANIFEST_BYTES = 1024 * 1024;
const EXAMPLE = 'Say what to run in package.json, "provost": { "entry": "provider.js" }, or name the file itself.';

/** Reads a folder's manifest. Throws INVALID_REGISTRATION where there is none, or two that differ, or it is not what it must be. */
export function readManifest(folder: string): Manifest {
  const ours = readJson(join(folder, 'provost.json'));
  const nodes = readJson(join(folder, 'package.json'));
  const section = nodes === undefined ? undefined : own(nodes, 'provost');
  if (section !== undefined && !isObject(section)) throw unfit(folder, ['"provost" in its package.json must be an object'], EXAMPLE);
  if (ours !== undefined && section !== undefined) {
    throw unfit(folder, ['both its provost.json and its package.json say what to run'], 'Keep one: remove provost.json, or "provost" from package.json.');
  }
  if (ours !== undefined) return manifestOf(folder, 'provost.json', ours);
  if (section !== undefined) return manifestOf(folder, 'package.json', section);
  if (nodes === undefined) throw unfit(folder, ['it has neither a package.json nor a provost.json'], EXAMPLE);
  const entry = entryOfExports(own(nodes, 'exports')) ?? own(nodes, 'main');
  return manifestOf(folder, 'package.json', { entry });
}

/** Whether a folder is a package, so that the files below are its own. */
export function isPackage(folder: string): boolean {
  return readJson(join(folder, 'package.json')) !== undefined;
}

function manifestOf(folder: string, file: string, said: object): Manifest {
  const [entry, command] = [own(said, 'entry'), own(said, 'command')];
  if (entry !== undefined && command !== undefined) throw unfit(folder, [`its ${file} names both an entry and a command`], 'Keep the entry for a file of Node\'s, the command for anything else.');
  if (command !== undefined) {
    if (!isListOfWords(command)) throw unfit(folder, [`the "command" in its ${file} must be a list of words`], 'Write it as in "command": ["python3", "provider.py"].');
    return { kind: 'command', command, file };
  }
  if (typeof entry !== 'string' || entry === '') throw unfit(folder, [`its ${file} names no entry`], 'Add "provost": { "entry": "provider.js" } to its package.json. A program that attaches itself is not registered: run it.');
  return { kind: 'entry', entry, file };
}

/** `"exports": "./x.js"`, `{ ".": "./x.js" }` or `{ ".": { "import": "./x.js" } }`. */
function entryOfExports(exports: unknown): unknown {
  if (!isObject(exports)) return exports;
  const target = own(exports, '.') ?? exports;
  if (!isObject(target)) return target;
  return [own(target, 'node'), own(target, 'import'), own(target, 'default')].find((one) => typeof one === 'string');
}

/** The object in a file, or undefined where there is no such file. */
function readJson(path: string): object | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw unfit(path, [`it is not JSON: ${(error as Error).message}`]);
  }
  if (!isObject(found)) throw unfit(path, ['it does not hold an object']);
  return found;
}

function readText(path: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined; // Another file may say it.
    throw unfit(path, [`it cannot be read (${code ?? 'unknown'})`]);
  }
  try {
    const bytes = Buffer.alloc(MANIFEST_BYTES + 1);
    const length = readSync(descriptor, bytes);
    if (length > MANIFEST_BYTES) throw unfit(path, [`it is larger than ${MANIFEST_BYTES} bytes`]);
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(descriptor);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfWords(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string' && word !== '' && !word.includes('\0'));
}

/** A property that the file itself says, never one that every object has. */
function own(of: object, name: string): unknown {
  return Object.hasOwn(of, name) ? (of as Record<string, unknown>)[name] : undefined;
}
