import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { claimState } from '#src/server/state-directory.js';
import { LOCK_COMMANDS } from '#src/server/state-lock.js';
import { programPath, start, type Child } from './support/child.js';

let root: string;
let state: string;
const children: Child[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'provost-'));
  state = join(root, 'state');
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.process.kill('SIGKILL');
    await child.exit;
  }
  rmSync(root, { recursive: true, force: true });
});

function run(command: string, args: readonly string[]): Child {
  const child = start(command, args);
  children.push(child);
  return child;
}

function claimer(...more: readonly string[]): Child {
  return run(process.execPath, [programPath('claims-state'), state, ...more]);
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('a state directory is made with its folders, for its owner alone', async () => {
  const claim = await claimState(state);
  expect(claim).toMatchObject({ directory: state, logs: join(state, 'logs'), data: join(state, 'data'), repository: join(state, 'repository') });
  expect([state, claim.logs, claim.data, claim.repository].map(modeOf)).toEqual(['700', '700', '700', '700']);
  expect(readFileSync(join(state, 'host.lock'), 'utf8')).toBe(`${process.pid}\n`);
  claim.release();
});

test.each(LOCK_COMMANDS.map((command) => [command.command, command] as const))('F-H32 a second claim is refused with the pid of the first, locked by %s', async (_, command) => {
  const claim = await claimState(state, [command]);
  await expect(claimState(state)).rejects.toMatchObject({
    code: 'STATE_IN_USE',
    sentence: `Another host (pid ${process.pid}) holds the state directory ${state}.`,
    remedy: 'Use that one, or choose another directory: --state DIR.',
    facts: { pid: process.pid, directory: state },
  });
  claim.release();
  claim.release();
  (await claimState(state)).release();
});

test('F-H32 a claim in another process is refused, and the first is not touched', async () => {
  const first = claimer();
  const { claimed } = await first.line();
  expect(await claimer().line()).toMatchObject({ refused: { name: 'STATE_IN_USE', pid: claimed } });
  expect(readFileSync(join(state, 'host.lock'), 'utf8')).toBe(`${String(claimed)}\n`);
  expect(first.process.exitCode).toBe(null);
});

test('F-H32 a claim is refused while the holder is stopped', async () => {
  const first = claimer();
  const { claimed } = await first.line();
  first.process.kill('SIGSTOP');
  await expect(claimState(state)).rejects.toMatchObject({ code: 'STATE_IN_USE', facts: { pid: claimed } });
});

test.each(LOCK_COMMANDS.map(({ command }) => command))('F-H31 a claim is free at once when its holder was killed, locked by %s', async (command) => {
  const first = claimer(command);
  await first.line();
  first.process.kill('SIGKILL');
  await first.exit;
  const claim = await claimState(state);
  expect(readFileSync(join(state, 'host.lock'), 'utf8')).toBe(`${process.pid}\n`);
  claim.release();
});

test('F-H31 what stands in the lock file decides nothing', async () => {
  mkdirSync(state, { mode: 0o700 });
  writeFileSync(join(state, 'host.lock'), '1\n');
  (await claimState(state)).release();
});

const hasNamespaces = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0;

test(hasNamespaces ? 'F-H32 a holder in another pid namespace keeps it' : 'F-H32 not shown here: this machine makes no pid namespaces', async () => {
  if (!hasNamespaces) return;
  const first = run('unshare', ['--pid', '--fork', '--mount-proc', '--kill-child', process.execPath, programPath('claims-state'), state]);
  const { claimed } = await first.line();
  expect(claimed).toBe(1);
  await expect(claimState(state)).rejects.toMatchObject({ code: 'STATE_IN_USE', facts: { pid: 1 } });
});

test('a child of the holder does not keep the lock', async () => {
  const claim = await claimState(state);
  const child = run('sleep', ['60']);
  claim.release();
  (await claimState(state)).release();
  expect(child.process.exitCode).toBe(null);
});

test('a machine without a program that locks is told which to install', async () => {
  await expect(claimState(state, [{ command: 'no-such-program', arguments: [] }])).rejects.toMatchObject({
    code: 'FAILED',
    sentence: 'The state directory cannot be locked: none of no-such-program could be run.',
    remedy: 'Install flock (package util-linux) or perl.',
  });
});

test('where the first program is missing the next one locks', async () => {
  const claim = await claimState(state, [{ command: 'no-such-program', arguments: [] }, LOCK_COMMANDS[1]!]);
  await expect(claimState(state)).rejects.toMatchObject({ code: 'STATE_IN_USE' });
  claim.release();
});

test('a lock file that leads elsewhere is refused', async () => {
  mkdirSync(state, { mode: 0o700 });
  symlinkSync(join(root, 'elsewhere'), join(state, 'host.lock'));
  await expect(claimState(state)).rejects.toMatchObject({ code: 'FAILED', facts: { path: join(state, 'host.lock') } });
  expect(existsSync(join(root, 'elsewhere'))).toBe(false);
});

test.each([
  ['an empty directory', []],
  ['a state directory', ['host.lock', 'logs']],
])('%s of ours that others may read is closed to them', async (_, entries) => {
  mkdirSync(state);
  for (const entry of entries) mkdirOrWrite(join(state, entry));
  chmodSync(state, 0o755);
  const claim = await claimState(state);
  expect(modeOf(state)).toBe('700');
  claim.release();
});

test.each([
  ['a directory of other things', ['letters'], 0o755, '0755'],
  ['a state directory that others could write to', ['host.lock'], 0o777, '0777'],
])('%s is refused and left as it is', async (_, entries, mode, shown) => {
  mkdirSync(state);
  for (const entry of entries) writeFileSync(join(state, entry), '');
  chmodSync(state, mode);
  await expect(claimState(state)).rejects.toMatchObject({
    code: 'ACCESS_DENIED',
    sentence: `The state directory ${state} is open to other users (mode ${shown}); it must be 0700.`,
    remedy: `See that nothing in it is another user's, then: chmod 700 ${state}`,
  });
  expect(modeOf(state)).toBe(mode.toString(8));
});

const isRoot = process.geteuid?.() === 0;

test(isRoot ? 'a directory of another user is refused' : 'not shown here: only root can make a directory of another user', async () => {
  if (!isRoot) return;
  mkdirSync(state, { mode: 0o700 });
  chownSync(state, 65534, 65534);
  await expect(claimState(state)).rejects.toMatchObject({
    code: 'ACCESS_DENIED', sentence: `The state directory ${state} belongs to user 65534, and this is user 0.`, remedy: 'Choose a directory of your own: --state DIR.',
  });
});

test('a path where nothing can be made is refused', async () => {
  await expect(claimState('/proc/nope')).rejects.toMatchObject({ code: 'FAILED', sentence: 'The state directory /proc/nope cannot be made or read (ENOENT).' });
});

test('parents that are missing are made, for the owner alone', async () => {
  const claim = await claimState(join(root, 'a', 'b'));
  expect([modeOf(join(root, 'a')), modeOf(join(root, 'a', 'b'))]).toEqual(['700', '700']);
  claim.release();
});

function mkdirOrWrite(path: string): void {
  if (path.endsWith('.lock')) writeFileSync(path, '');
  else mkdirSync(path);
}
