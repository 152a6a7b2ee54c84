import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { claimState } from '#src/server/state-directory.js';
import { pathFault } from '#src/server/path-fault.js';
import { programPath } from './support/child.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'provost-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const elsewhere = 'Choose another directory: --state DIR.';

test('a state directory that is a file, or below one, or with a file in the place of a folder, is refused by name', async () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  await expect(claimState(file)).rejects.toMatchObject({ code: 'FAILED', sentence: `The state directory ${file} is a file, not a directory.`, remedy: elsewhere });
  const below = join(file, 'a', 'b');
  await expect(claimState(below)).rejects.toMatchObject({
    code: 'FAILED', sentence: `The state directory ${below} cannot be made: ${file} is a file, not a directory.`, remedy: elsewhere, facts: { path: below, errno: 'ENOTDIR' },
  });
  const state = join(root, 'state');
  mkdirSync(state, { mode: 0o700 });
  writeFileSync(join(state, 'logs'), '');
  await expect(claimState(state)).rejects.toMatchObject({ sentence: `The folder ${join(state, 'logs')} is a file, not a directory.` });
  rmSync(join(state, 'logs'));
  (await claimState(state)).release();
});

/** Claims the state directory in a file system of its own, mounted over `root` by `mount`; answers with what was refused. */
function claimedOn(mount: string, state: string): Record<string, unknown> {
  const script = `${mount} && exec ${process.execPath} ${programPath('claims-state')} ${state}`;
  const { stdout, stderr } = spawnSync('unshare', ['--mount', 'sh', '-c', script], { encoding: 'utf8', input: '' });
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as { refused: Record<string, unknown> }).refused;
}

const mayMount = spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0;

const mounts: readonly (readonly [string, (at: string) => string, string, string])[] = [
  ['read-only', (at) => `mount -t tmpfs -o ro none ${at}`, 'ACCESS_DENIED: The state directory STATE cannot be written to: its file system is mounted read-only (EROFS).', `Mount it for writing, or choose another directory: --state DIR.`],
  ['full', (at) => `mount -t tmpfs -o nr_inodes=1 none ${at}`, 'FAILED: The state directory STATE cannot be written to: no space is left on its file system (ENOSPC).', 'Free space there, or choose another directory: --state DIR.'],
  ['full once it is made', (at) => `mount -t tmpfs -o nr_inodes=2 none ${at}`, 'FAILED: The lock file STATE/host.lock cannot be written to: no space is left on its file system (ENOSPC).', 'Free space there, or choose another directory: --state DIR.'],
  ['full once it is locked', (at) => `mount -t tmpfs -o nr_inodes=3 none ${at}`, 'FAILED: The folder STATE/logs cannot be written to: no space is left on its file system (ENOSPC).', 'Free space there, or choose another directory: --state DIR.'],
  ['read-only with a state directory in it', (at) => `mount -t tmpfs none ${at} && mkdir -m 700 ${at}/state && mount -o remount,ro ${at}`, 'ACCESS_DENIED: The lock file STATE/host.lock cannot be written to: its file system is mounted read-only (EROFS).', 'Mount it for writing, or choose another directory: --state DIR.'],
];

test.each(mounts)(mayMount ? 'F-H20 a state directory on a file system that is %s is refused with its path and what to do' : 'F-H20 not shown here, since nothing can be mounted: %s', (_how, mount, message, remedy) => {
  if (!mayMount) return;
  const state = join(root, 'state');
  const refused = claimedOn(mount(root), state);
  expect(`${refused['name'] as string}: ${refused['message'] as string}`).toBe(message.replace('STATE', state));
  expect(refused['remedy']).toBe(remedy);
});

const isRoot = process.geteuid?.() === 0;

test('a directory that this user may not write to is refused with where its right ends', async () => {
  if (isRoot) { // Root may write anywhere: what it is told is looked at alone.
    expect(pathFault('The state directory', join(root, 'a', 'b'), { code: 'EACCES' })).toMatchObject({
      code: 'ACCESS_DENIED', sentence: `The state directory ${join(root, 'a', 'b')} cannot be made or read: user 0 has no right to at ${root} (EACCES).`,
    });
    return;
  }
  chmodSync(root, 0o500);
  await expect(claimState(join(root, 'a', 'b'))).rejects.toMatchObject({ code: 'ACCESS_DENIED', remedy: 'Give this user the right, or choose another directory: --state DIR.' });
  chmodSync(root, 0o700);
});
