/** What befalls the process of a host that is nothing but a host: `provost up`. */
import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN, LAMP, openHome, watch, type Home, type Running } from '../cli/support.js';
import { CELL } from '../support/cells.js';

const MENACE = fileURLToPath(new URL('../../faults/providers/menace.js', import.meta.url));

/** A host in the foreground, whose Node is told to begin with a module of the test. */
async function startFaulty(home: Home, code: string): Promise<Running> {
  const module = join(home.folder, 'first.mjs');
  await writeFile(module, code);
  const up = watch(spawn(process.execPath, ['--import', module, BIN, 'up'], { env: { PATH: process.env['PATH'] ?? '', HOME: home.folder } }));
  await up.until(/The host is up/);
  return up;
}

test.each([
  ['an exception', 'process.once("SIGUSR2", () => { throw new Error("a fault of our own"); })', /An exception that nobody caught ended the host/],
  ['a rejection', 'process.once("SIGUSR2", () => void Promise.reject(new Error("a fault of our own")))', /A rejection that nobody caught ended the host/],
])('F-H25 %s that nobody catches ends the host with 70 and its reason; who waits is told, and the next host is up at once', async (_what, code, told) => {
  await using home = await openHome();
  const up = await startFaulty(home, code);
  await home.run('register', CELL);
  expect(await home.run('call', 'Cell', 'count')).toMatchObject({ code: 0, stdout: '1\n' });
  const call = home.start('call', 'Cell', 'wait');
  await home.run('wait', 'cell', '--for', 'busy');
  process.kill(up.child.pid as number, 'SIGUSR2');

  const { code: exit, stderr } = await up.ran;
  expect(exit).toBe(70);
  expect(stderr).toMatch(told);
  expect(stderr).toMatch(/Error: a fault of our own\n/);
  const { code: cut, stderr: why } = await call.ran;
  expect([cut, why]).toEqual([3, expect.stringMatching(/^error: HOST_LOST: /)]);
  expect((await home.run('up', '-d')).code).toBe(0);
  expect((await home.run('call', 'Cell', 'count')).code).toBe(0);
});

test('F-H36 SIGTERM lets a call in flight end, refuses what comes, and ends in order', async () => {
  await using home = await openHome();
  const up = home.start('up');
  await up.until(/The host is up/);
  await home.run('register', CELL);
  const call = home.start('call', 'Cell', 'waitMs', 'ms=2000');
  await home.run('wait', 'cell', '--for', 'busy');
  up.child.kill('SIGTERM');
  await up.until(/host-stopping/);
  expect(await home.run('call', 'Cell', 'count')).toMatchObject({ code: 3, stderr: expect.stringMatching(/^error: SERVER_IS_SHUTTING_DOWN: /) });
  expect(await call.ran).toMatchObject({ code: 0, stdout: 'waited\n' });
  expect(await up.ran).toMatchObject({ code: 0, stderr: expect.stringMatching(/The host has stopped\.\n$/) });
});

test('F-P60 a host and a keeper that are sent SIGUSR1 open no debugger and serve on', async () => {
  await using home = await openHome();
  const up = home.start('up');
  await up.until(/The host is up/);
  await home.run('register', LAMP);
  const { keeper } = (await home.json('status')) as { keeper: { pid: number } };
  for (const pid of [up.child.pid as number, keeper.pid]) process.kill(pid, 'SIGUSR1');
  expect(await up.until(/SIGUSR1/)).toContain('SIGUSR1 is ignored: it would open a debugger to everyone of the same user.\n');
  expect((await home.run('list', 'Lamp')).code).toBe(0);
  up.child.kill('SIGTERM');
  const { code, stderr } = await up.ran;
  expect(code).toBe(0);
  expect(stderr).not.toContain('Debugger listening');
});

test('F-H44 a host that was started with foreign descriptors, umask 0, no HOME and a working directory that is gone starts, and gives none of it on', async () => {
  await using home = await openHome();
  const [gone, foreign] = [join(home.folder, 'gone'), join(home.folder, 'foreign')];
  await mkdir(gone);
  const descriptor = openSync(foreign, 'w');
  const words = ['-c', 'cd "$1" && rmdir "$1" && umask 0 && exec "$2" "$3" up --state "$4"', 'sh', gone, process.execPath, BIN, home.state];
  const env = { PATH: process.env['PATH'] ?? '', XDG_STATE_HOME: join(home.folder, '.local', 'state') };
  const up = watch(spawn('/bin/sh', words, { env, stdio: ['ignore', 'pipe', 'pipe', 'ignore', 'ignore', descriptor] }));
  closeSync(descriptor);
  await up.until(/The host is up/);
  await home.run('register', MENACE);
  const { files, umask } = (await home.json('call', 'Menace', 'inherited')) as { files: string[]; umask: number };
  expect(files.filter((file) => file === foreign)).toEqual([]);
  expect(umask & 0o022).toBe(0o022);
  up.child.kill('SIGTERM');
  expect(await up.ran).toMatchObject({ code: 0 });
});
