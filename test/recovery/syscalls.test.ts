/** A sample of `npm run torture -- syscalls`: system calls of a host at which it is killed, or which fail, on its way through a start, a load, an unload and a stop. */
import { expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { watch } from '../cli/support.js';

const TORTURE = fileURLToPath(new URL('../../../scripts/torture-syscalls.mjs', import.meta.url));

const hasStrace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;
const inStrace = (title: string, options: string[], expected: RegExp): void => {
  const body = async (): Promise<void> => {
    const { code, stdout, stderr } = await watch(spawn(process.execPath, [TORTURE, ...options])).ran;
    if (code !== 0) throw new Error(`it ended with ${code}:\n${stdout}${stderr}`);
    expect(stdout).toMatch(expected);
  };
  (hasStrace ? test : test.skip)(hasStrace ? title : `${title} (not shown here: strace is not installed, or may trace nothing)`, body, 240_000);
};

inStrace('P9 a host that is killed at system calls of its start, a load, an unload and its stop, spread over all of them, leaves all that was acknowledged to the next, and nobody behind',
  ['--only', 'SIGKILL', '--points', '1000', '--most', '5'], /killed +[3-5] .*violations +0/);

inStrace('P9 P11 F-H20 F-H22 system calls on the files of a host that fail with EIO, ENOSPC, EMFILE or EINTR are told in a sentence or got over, and the next host finds all that was acknowledged',
  ['--only', 'EIO,ENOSPC,EMFILE,EINTR', '--points', '3', '--most', '5'], /violations +0/);

inStrace('P9 F-H21 writes of a host that write nothing and tell no error are made good or refused, and nothing acknowledged is lost',
  ['--only', 'short write', '--points', '2', '--most', '2'], /violations +0/);
