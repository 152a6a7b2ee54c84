/** Runs the real command as a person would, with a home of its own, so that no host of this machine is seen. */
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BIN = fileURLToPath(new URL('../../bin/provost.js', import.meta.url));

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Resolves with how it ended, whatever the exit code. */
export function run(command: string, words: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(command, words, { env: { PATH: process.env['PATH'] ?? '', ...environment } }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr });
    });
  });
}

/** `provost WORDS` in an empty home. */
export async function provost(...words: string[]): Promise<Ran> {
  const home = await mkdtemp(join(tmpdir(), 'provost-cli-test-'));
  return run(process.execPath, [BIN, ...words], { HOME: home });
}
