/** Examples as a person would run them: programs of the repository, in a temporary directory of their own. What they should say is left to the tests. */
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isGone } from '../support/pid-is-gone.js';

/** The root of the repository, seen from test/dist/examples. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The folder of an example. */
export function example(name: string): string {
  return join(ROOT, 'examples', name);
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end, in the root of the repository unless told otherwise. Never rejects for an exit code; a program that a signal ended has -1. */
export function run(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}, directory = ROOT): Promise<Outcome> {
  return new Promise((resolve) => {
    const env = { ...process.env, NODE_OPTIONS: '', ...environment };
    execFile(command, [...args], { cwd: directory, env }, (error, out, err) => {
      const code = error === null ? 0 : error.code;
      resolve({ code: typeof code === 'number' ? code : -1, out, err });
    });
  });
}

/** Settles when no process is left that was started with this variable of its environment; how long that may take is the test's own limit. */
export async function noneLeftWith(variable: string, value: string): Promise<void> {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
    if (!environment.split('\0').includes(`${variable}=${value}`)) continue;
    while (!(await isGone(Number(name)))) await new Promise((resolve) => setImmediate(resolve));
  }
}
