import { expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expectGone } from '../support/pid-is-gone.js';
import { LAMP, SAFE, openHome, openLamps } from './support.js';

interface Line { readonly state: string; readonly pid: number | null }

test('ls has exactly the facts that scripts rely on', async () => {
  await using home = await openLamps();
  await home.run('load', 'lamp');
  const [line] = (await home.json('ls')) as [Record<string, unknown>];
  expect(Object.keys(line)).toEqual([
    'name', 'namespace', 'kinds', 'enabled', 'state', 'pid', 'generation', 'inFlight', 'holds', 'idleMs', 'dueInMs', 'rssBytes', 'loads', 'crashes', 'lastExit', 'heldOff',
  ]);
  expect(line).toMatchObject({ name: 'lamp', namespace: 'root/test', kinds: ['object'], enabled: true, state: 'idle', generation: 1, inFlight: 0, loads: 1, lastExit: null, heldOff: null });
  expect((await home.run('ls')).stdout).toMatch(/^NAME +KINDS +STATE +PID +GEN +REQS +HOLDS +IDLE +DUE +RSS +LAST EXIT\nlamp +object +idle +\d+ +1 +0 +0 /);
});

test('a provider is loaded, unloaded and restarted by hand, and its process with it', async () => {
  await using home = await openLamps();
  const { pid } = (await home.json('load', 'lamp')) as { pid: number };
  expect(await home.json('unload', 'lamp')).toMatchObject({ name: 'lamp', exit: { cause: 'released', reason: 'operator', pid } });
  await expectGone(pid);
  expect(await home.run('unload', 'lamp')).toMatchObject({ code: 0, stderr: 'lamp was not loaded.\n' });
  expect(await home.json('restart', 'lamp')).toMatchObject({ state: 'idle', generation: 2 });
  expect(await home.run('wait', 'lamp', '--for', 'unloaded', '--timeout', '50ms')).toMatchObject({ code: 6 });
  expect(await home.run('wait', 'lamp', '--for', 'idle')).toMatchObject({ code: 0 });
});

test('one that is at work is refused with exit code 9, its request is seen, and cancelled by its id', async () => {
  await using home = await openLamps();
  await home.run('load', 'lamp');
  const call = home.start('call', 'root/test:Lamp', 'burn', 'seconds=60');
  await home.run('wait', 'lamp', '--for', 'busy');
  const refused = await home.run('unload', 'lamp');
  expect(refused.code).toBe(9);
  expect(refused.stderr).toMatch(/^error: PROVIDER_BUSY: Provider "lamp" .+\n.*provost unload lamp --force/);
  const [request] = (await home.json('requests', 'lamp')) as [{ id: string; caller: { pid: number; name: string }; state: string }];
  expect(request).toMatchObject({ state: 'running', caller: { pid: call.child.pid, name: 'provost' } });
  expect(await home.run('cancel', request.id)).toMatchObject({ code: 0 });
  const { code, stderr } = await call.ran;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: OPERATION_CANCELLED: /);
  expect(((await home.json('ls')) as Line[])[0]?.state).toBe('idle');
});

test('Ctrl-C cancels what was asked for, and ends with exit code 130', async () => {
  await using home = await openLamps();
  await home.run('load', 'lamp');
  const call = home.start('call', 'root/test:Lamp', 'burn', 'seconds=60');
  await home.run('wait', 'lamp', '--for', 'busy');
  call.child.kill('SIGINT');
  expect(await call.ran).toMatchObject({ code: 130, stdout: '' });
  expect(await home.run('wait', 'lamp', '--for', 'idle')).toMatchObject({ code: 0 });
});

test('--timeout ends a call that goes on, with exit code 6', async () => {
  await using home = await openLamps();
  const { code, stderr } = await home.run('call', 'root/test:Lamp', 'burn', 'seconds=60', '--timeout', '100ms');
  expect(code).toBe(6);
  expect(stderr).toMatch(/^error: OPERATION_TIMED_OUT: /);
});

test('check says every fault on a line of its own, registers nothing, and needs no host', async () => {
  await using home = await openHome();
  expect(await home.run('check', LAMP)).toEqual({ code: 0, stdout: 'OK lamp serves root/test:Lamp\n', stderr: `Register it: provost register ${LAMP}\n` });
  const broken = join(home.folder, 'broken.js');
  await writeFile(broken, 'throw new Error("not today");\n');
  const { code, stdout } = await home.run('check', broken);
  expect(code).toBe(1);
  expect(stdout).toContain(broken);
  expect(await home.run('status')).toMatchObject({ code: 3 });
});

test('describe tells why a provider is in its state, and what it is', async () => {
  await using home = await openLamps();
  const { stdout } = await home.run('describe', 'lamp');
  for (const heading of ['Registration', 'Classes', 'Limits', 'Counters']) expect(stdout).toContain(`\n${heading}\n`);
  expect(stdout).toMatch(/^Name: +lamp\n/);
  expect(stdout).toMatch(/\nWhy: +nothing has asked for it yet\n/);
});

test('describe shows that a secret is set and never what it is', async () => {
  await using home = await openHome();
  const file = join(home.folder, 'fuse.txt');
  await writeFile(file, 'hunter2', { mode: 0o600 });
  await writeFile(join(home.folder, 'safe.env'), 'WATTAGE=hunter2\n');
  await home.run('up', '-d');
  expect(await home.run('register', SAFE, '--credential', `fuse=${file}`, '--env', 'COLOUR=hunter2', '--env-file', join(home.folder, 'safe.env'))).toMatchObject({ code: 0 });
  const shown = await home.run('describe', 'safe');
  expect(shown.stdout).toMatch(/\n {2}Environment: +WATTAGE, COLOUR\n {2}Credentials: +fuse \(set\)\n/);
  for (const { stdout } of [shown, await home.run('describe', 'safe', '-o', 'json')]) expect(stdout).not.toContain('hunter2');
});
