/** The packages as npm would publish them, installed in an empty folder far from the repository. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageFolders, root } from '../architecture/source-tree.js';

const execute = promisify(execFile);

/** What a command wrote, and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

export interface PackedPackage {
  readonly name: string;
  readonly tarball: string;
  /** The paths inside. */
  readonly files: readonly string[];
}

/** Nothing of the npm that runs the tests, and none of its Node options. */
function plainEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$|^INIT_CWD$/i.test(name)));
}

/** Runs a command to its end. Never rejects for an exit code. */
export async function runCommand(command: string, args: readonly string[], directory: string): Promise<Outcome> {
  try {
    const { stdout, stderr } = await execute(command, args, { cwd: directory, env: plainEnvironment(), maxBuffer: 64 * 1024 * 1024 });
    return { code: 0, output: stdout + stderr };
  } catch (fault) {
    const { code, stdout, stderr } = fault as { code?: number | string; stdout?: string; stderr?: string };
    return { code: typeof code === 'number' ? code : 128, output: `${stdout ?? ''}${stderr ?? ''}${typeof code === 'string' ? code : ''}` };
  }
}

async function mustRun(command: string, args: readonly string[], directory: string): Promise<void> {
  const { code, output } = await runCommand(command, args, directory);
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}:\n${output}`);
}

/** An empty folder; end it with {@link endFolder}. */
export function emptyFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'provost-packaging-'));
}

export function endFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}

/** Packs every package into `folder`. */
export async function packAll(folder: string): Promise<PackedPackage[]> {
  const chosen = packageFolders().flatMap((name) => ['--workspace', `packages/${name}`]);
  const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', folder, ...chosen], { cwd: root, env: plainEnvironment(), maxBuffer: 64 * 1024 * 1024 });
  const packed = Object.values(JSON.parse(stdout) as Record<string, { name: string; filename: string; files: { path: string }[] }>);
  return packed.map(({ name, filename, files }) => ({ name, tarball: join(folder, filename), files: files.map(({ path }) => path) }));
}

/** Installs the packed packages, and what it takes to compile against them, as any user would. */
export async function installAll(packed: readonly PackedPackage[], folder: string): Promise<void> {
  const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
  const dependencies = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const types = { '@types/node': devDependencies['@types/node'] };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies, devDependencies: types }));
  await mustRun('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress'], folder);
}

/** The path of a program that the repository has installed for its own use. */
export function toolPath(name: string): string {
  return join(root, 'node_modules/.bin', name);
}
