import { expect, test } from '@jest/globals';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expectGone } from '../support/pid-is-gone.js';
import { openHome } from './support.js';

interface Up { readonly started: boolean; readonly pid: number; readonly state: string }

test('up -d returns once the host answers, again it is done already, and down waits until it is gone', async () => {
  await using home = await openHome();
  const up = (await home.json('up', '-d')) as Up;
  expect(up).toEqual({ started: true, pid: up.pid, state: home.state });
  expect(await home.json('status')).toMatchObject({ pid: up.pid, state: home.state, embedded: false, stopping: false });
  expect(await home.json('up', '-d')).toEqual({ started: false, pid: up.pid, state: home.state });
  expect(await home.run('up', '-d', '--stop-timeout', '0')).toMatchObject({
    code: 0,
    stderr: `warning: --stop-timeout changes nothing: the host (pid ${up.pid}) was up already. Set it for this host: provost settings stop-timeout 0s\nA host is up on ${home.state} already (pid ${up.pid}).\n`,
  });
  expect(await home.json('down')).toEqual({ stopped: true, pid: up.pid, state: home.state });
  await expectGone(up.pid);
  expect(await home.json('down')).toEqual({ stopped: false, pid: null, state: home.state });
});

test('two up -d at once start one host, and both are done', async () => {
  await using home = await openHome();
  const both = (await Promise.all([home.json('up', '-d'), home.json('up', '-d')])) as Up[];
  expect(both[0]?.pid).toBe(both[1]?.pid);
});

test('in the foreground a second up is refused, naming the pid that holds the state directory', async () => {
  await using home = await openHome();
  const first = home.start('up');
  await first.until(/host-started/);
  const { code, stderr } = await home.run('up');
  expect(code).toBe(9);
  expect(stderr).toMatch(new RegExp(`^error: STATE_IN_USE: .*${first.child.pid}`));
  first.child.kill('SIGINT');
  expect(await first.ran).toMatchObject({ code: 0 });
});

test('in the foreground events are shown as they happen, and Ctrl-C is an orderly stop', async () => {
  await using home = await openHome();
  const up = home.start('up');
  await up.until(/The host is up on .* \(pid \d+\)/);
  await home.run('settings', 'release-timeout', '9s');
  await up.until(/setting-changed .*key=release-timeout/);
  up.child.kill('SIGINT');
  const { code, stderr } = await up.ran;
  expect(code).toBe(0);
  expect(stderr).toMatch(/Stopping: .*\nThe host has stopped\.\n$/);
  expect(await home.run('status')).toMatchObject({ code: 3 });
});

test('a host that runs elsewhere is named where none is running, and forgotten once it is down', async () => {
  await using home = await openHome();
  const { pid } = (await home.json('up', '-d')) as Up;
  const other = join(home.folder, 'other');
  const refused = await home.run('ls', '--state', other);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain(`A host runs on ${home.state} (pid ${pid}).`);
  expect(refused.stderr).toContain(`provost up --state ${other}`);
  await home.run('down');
  expect((await home.run('ls', '--state', other)).stderr).not.toContain('A host runs on');
  expect(await readdir(join(home.folder, '.local', 'state', 'provost-hosts'))).toEqual([]);
});

test('a state directory below a file is refused by name, whatever is asked', async () => {
  await using home = await openHome();
  const file = join(home.folder, 'file');
  await writeFile(file, '');
  const state = join(file, 'state');
  const refused = `error: FAILED: The state directory ${state} cannot be made: ${file} is a file, not a directory.\nChoose another directory: --state DIR.\n`;
  for (const words of [['up'], ['up', '-d']]) expect(await home.run(...words, '--state', state)).toMatchObject({ code: 1, stderr: refused });
  expect(await home.run('status', '--state', state)).toMatchObject({
    code: 3, stderr: `error: HOST_NOT_RUNNING: Nobody can listen at ${join(state, 'host.sock')}: a part of its path is a file, not a directory.\nChoose another directory: --state DIR.\n`,
  });
  expect((await home.run('up', '-d')).code).toBe(0);
});

test('up -d shows why the host did not start', async () => {
  await using home = await openHome();
  const { code, stderr } = await home.run('up', '-d', '--state', '/proc/nope');
  expect(code).toBe(1);
  expect(stderr).toContain('The state directory /proc/nope cannot be made or read');
});
