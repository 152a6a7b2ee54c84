import { expect, test } from '@jest/globals';
import { CELL } from '../support/cells.js';
import { expectGone, untilGone } from '../support/pid-is-gone.js';
import { openHome, type Home } from './support.js';

interface Line { readonly state: string; readonly pid: number; readonly holds: number; readonly dueInMs: { readonly min: number; readonly max: number } | null }

/** A home with a host, and in it a cell that is loaded. */
async function openCell(...options: string[]): Promise<Home> {
  const home = await openHome();
  await home.run('up', '-d');
  await home.run('register', CELL, ...options);
  await home.run('load', 'cell');
  return home;
}

async function lineOf(home: Home): Promise<Line> {
  return ((await home.json('ls')) as [Line])[0];
}

async function eventsOf(home: Home, type: string): Promise<Record<string, unknown>[]> {
  const { stdout } = await home.run('events', '-o', 'jsonl');
  return stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>).filter((event) => event['type'] === type);
}

test('P5 W-R8 who holds a provider, why and how long is seen in holds, in describe and as a number in ls', async () => {
  await using home = await openCell();
  expect(await home.run('holds')).toEqual({ code: 0, stdout: '', stderr: 'Nobody refuses to have a provider unloaded.\n' });
  expect(await home.run('call', 'Cell', 'refuse', 'as=one', 'why=the cache took a minute to fill')).toMatchObject({ code: 0, stdout: 'OK\n' });
  const [hold] = (await home.json('holds', 'cell')) as [{ context: string; pid: number }];
  expect(hold).toMatchObject({ provider: 'cell', generation: 1, operation: 'Cell.refuse', why: 'the cache took a minute to fill' });
  expect((await home.run('holds')).stdout).toMatch(
    new RegExp(`^PROVIDER +CONTEXT +OPERATION +REASON +AGE\\ncell +${hold.context} +Cell\\.refuse +the cache took a minute to fill +\\d+(\\.\\d)?m?s\\n$`),
  );
  expect(await lineOf(home)).toMatchObject({ state: 'held', holds: 1, dueInMs: null, pid: hold.pid });
  expect((await home.run('ls')).stdout).toMatch(/\ncell +object +held +\d+ +1 +0 +1 +- +- /);
  const { stdout } = await home.run('describe', 'cell');
  expect(stdout).toContain('1 context refuses to have it unloaded\n');
  expect(stdout).toMatch(new RegExp(`\\n\\nHeld by\\n {2}Cell\\.refuse {2}context ${hold.context}, for [^:]+: the cache took a minute to fill\\n\\nRegistration\\n`));
  expect(stdout).toMatch(/\nNext\n {2}provost logs cell\n {2}provost holds cell\n$/);
  await home.run('call', 'Cell', 'request', 'as=one');
  expect((await home.run('describe', 'cell')).stdout).not.toContain('Held by');
});

test('P6 W-R4 unload and restart of one that is held end with exit code 9 and say who holds it; --force unloads it, and the event says what it overrode', async () => {
  await using home = await openCell();
  await home.run('call', 'Cell', 'refuse', 'as=one', 'why=the cache');
  const { pid } = await lineOf(home);
  const [hold] = (await home.json('holds')) as [{ context: string }];
  for (const verb of ['unload', 'restart']) {
    const { code, stdout, stderr } = await home.run(verb, 'cell');
    expect([code, stdout]).toEqual([9, '']);
    expect(stderr).toContain(`error: PROVIDER_BUSY: Provider "cell" (pid ${pid}) is held by Cell.refuse (context ${hold.context}: the cache)`);
    expect(stderr).toContain('provost holds cell');
  }
  expect(await lineOf(home)).toMatchObject({ state: 'held', pid });
  expect(await home.run('unload', 'cell', '--force')).toEqual({ code: 0, stdout: '', stderr: `cell (pid ${pid}) was unloaded: released (operator).\n` });
  await expectGone(pid);
  expect(await eventsOf(home, 'releasing')).toMatchObject([{ reason: 'operator', overrides: [hold.context] }]);
  expect(await home.run('call', 'Cell', 'count')).toMatchObject({ code: 0, stdout: '1\n' });
});

test('one that is disabled serves on while it is loaded, is not loaded on demand, also by the next host, and is once it is enabled', async () => {
  await using home = await openCell();
  expect((await home.run('disable', 'cell')).stdout).toMatch(/\ncell +object +idle \(disabled\) /);
  expect(await home.run('call', 'Cell', 'count')).toMatchObject({ code: 0, stdout: '1\n' });
  await home.run('unload', 'cell');
  const refused = await home.run('call', 'Cell', 'count');
  expect(refused.stderr).toMatch(/^error: PROVIDER_DISABLED: .*\nEnable it: provost enable cell\.\n$/);
  expect(refused.code).not.toBe(0);
  await home.run('down');
  await home.run('up', '-d');
  expect(await home.json('ls')).toMatchObject([{ name: 'cell', enabled: false, state: 'unloaded' }]);
  expect((await home.run('enable', 'cell')).stdout).toMatch(/\ncell +object +unloaded +- /);
  expect(await home.run('call', 'Cell', 'count')).toMatchObject({ code: 0, stdout: '1\n' });
});

test('P4 an edit by cache is seen at once, in ls by when it is due, and in describe by what holds and where it comes from', async () => {
  await using home = await openCell('--env', 'CELL_LIMITS={"releaseTimeoutMs":5000}');
  const clearAfter = async (): Promise<string | undefined> => /\n {2}clearAfter: +(.+)\n/.exec((await home.run('describe', 'cell')).stdout)?.[1];
  expect(await clearAfter()).toBe('30s (its kind: object)');
  expect((await home.run('ls')).stdout).toMatch(/\ncell +object +idle .+ \d+(\.\d)?s\.\.(\d+s|1m) /);
  await home.run('cache', 'object', '5m');
  expect(await clearAfter()).toBe('5m (its kind: object)');
  const { dueInMs } = await lineOf(home);
  expect(dueInMs?.min).toBeGreaterThan(30_000);
  expect(dueInMs?.max).toBeLessThanOrEqual(600_000);
  expect((await home.run('ls')).stdout).toMatch(/ [45]m\d*s?\.\.(9m\d+s|10m) /);
  await home.run('cache', '--provider', 'cell', 'never');
  expect(await clearAfter()).toBe('never (set for it)');
  expect((await home.run('describe', 'cell')).stdout).toMatch(/\nWhy: +nothing has asked for it for .+; it stays, its ClearAfter is never\n/);
  expect(await lineOf(home)).toMatchObject({ state: 'idle', dueInMs: null });
  await home.run('register', CELL, '--env', 'CELL_LIMITS={"clearAfterMs":7000}');
  await home.run('cache', '--provider', 'cell', 'default');
  expect(await clearAfter()).toBe('7s (its registration)');
  expect(await home.json('describe', 'cell')).toMatchObject({ limits: { clearAfterMs: 7_000 }, clearAfterFrom: { origin: 'registration', kinds: [] } });
});

test('W-U22 down --leave ends the host alone: its providers stay, and let go by themselves when they may not wait', async () => {
  await using home = await openCell();
  await home.run('settings', 'orphan-timeout', '1ms');
  await home.run('restart', 'cell');
  const { pid } = await lineOf(home);
  const host = (await home.json('status')) as { pid: number };
  const { code, stderr } = await home.run('down', '--leave');
  expect([code, stderr]).toEqual([0, `The host on ${home.state} (pid ${host.pid}) has stopped.\n`]);
  await expectGone(host.pid);
  await untilGone(pid);
  await home.run('up', '-d');
  expect(await eventsOf(home, 'host-stopping')).toMatchObject([{ leave: true }]);
  expect(await eventsOf(home, 'releasing')).toMatchObject([{ reason: 'restart' }]);
  expect(await home.run('call', 'Cell', 'count')).toMatchObject({ code: 0, stdout: '1\n' });
});

test.each(['SIGINT', 'SIGTERM'] as const)('P7 F-H36 a second %s ends up at once, however long a provider takes to let go, and leaves no process', async (signal) => {
  await using home = await openHome();
  const up = home.start('up', '--stop-timeout', '1h');
  await up.until(/The host is up/);
  await home.run('register', CELL, '--config', 'releaseMs=3600000');
  await home.run('cache', '--provider', 'cell', 'never');
  const pid = Number((await home.run('call', 'Cell', 'keepAlive')).stdout);
  up.child.kill(signal);
  await up.until(/releasing/);
  up.child.kill(signal);
  const { code, stderr } = await up.ran;
  expect(code).toBe(0);
  expect(stderr).toMatch(/Stopping: .*\nEnding at once\.\nThe host has stopped\.\n$/);
  await expectGone(pid);
});
