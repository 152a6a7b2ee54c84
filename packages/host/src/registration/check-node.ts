/** Whether a Node binary can run a provider. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { extname } from 'node:path';
import { inheritedEnvironment } from '../process/environment.js';
import type { Target } from './find-target.js';

const run = promisify(execFile);

const VERSION_TIMEOUT_MS = 5_000;

/** What is wrong with running the target by that binary; none for a program that is not Node's. Without a target only the binary is looked at. */
export async function nodeFaults(node: string, target: Target | undefined): Promise<string[]> {
  if (target?.kind === 'command') return [];
  const version = node === process.execPath ? process.version : await versionOf(node);
  if (version === undefined) return [`${node} does not answer --version as Node does`];
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) return [`${node} is Node ${version}; at least v20.19 is needed`];
  const stripsTypes = major > 22 || (major === 22 && minor >= 18);
  if (target !== undefined && /^\.[mc]?ts$/.test(extname(target.entry)) && !stripsTypes) {
    return [`${target.entry} is TypeScript, which Node ${version} does not run: choose a Node of v22.18 or later (--node BIN), or build it and name the JavaScript file`];
  }
  return [];
}

async function versionOf(node: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(node, ['--version'], { timeout: VERSION_TIMEOUT_MS, killSignal: 'SIGKILL', env: inheritedEnvironment() });
    return /^v\d+\.\d+\.\d+/.exec(stdout)?.[0];
  } catch {
    return undefined; // The caller says so in its own words.
  }
}
