import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cgroupHome } from '#src/process/cgroup.js';
import { gone, isRunningNow } from './gone.js';
import { HostStandIn, State } from './host-stand-in.js';

let state: State;
let host: HostStandIn;
beforeEach(async () => {
  state = new State();
  host = await HostStandIn.start(state);
});
afterEach(async () => {
  await host.stop();
  await state.clear();
});

test('P7 SIGTERM is enough for a process that takes it', async () => {
  const lives = await host.spawn('lives');
  await state.line('lives', /alive/);
  const report = await lives.end(10_000);
  expect(await lives.exit).toEqual({ code: null, signal: 'SIGTERM', lastLines: ['alive'] });
  expect(report.rungs[0]).toMatchObject({ rung: 'sigterm', signalled: 1 });
  expect(report.rungs.slice(1).map(({ signalled }) => signalled)).toEqual(report.rungs.slice(1).map(() => 0));
});

test('F-P21 a process that ignores SIGTERM is killed when its grace is over', async () => {
  const ignores = await host.spawn('ignores-sigterm');
  await state.line('ignores-sigterm', /ready/);
  const report = await ignores.end(500);
  expect(await ignores.exit).toEqual({ code: null, signal: 'SIGKILL', lastLines: ['ready', 'no'] });
  expect(report.rungs[0]!.tookMs).toBeGreaterThanOrEqual(499);
  expect(report.survivors).toEqual([]);
  expect(await (await host.spawn('exits-with-3')).exit).toMatchObject({ code: 3 });
});

test('F-P20 a stopped process takes SIGTERM, because it is continued', async () => {
  const lives = await host.spawn('lives');
  await state.line('lives', /alive/);
  process.kill(lives.pid, 'SIGSTOP');
  await lives.end(10_000);
  expect(await lives.exit).toMatchObject({ signal: 'SIGTERM' });
});

test('ending twice is ending once', async () => {
  const lives = await host.spawn('lives');
  expect(lives.end(0)).toBe(lives.end(2000));
  await lives.end(0);
});

test('F-P27 what a provider started is ended when the provider has ended by itself', async () => {
  const leaves = await host.spawn('leaves-a-heir');
  const heir = Number((await leaves.exit).lastLines[0]!.split(' ')[1]);
  await gone(heir);
});

test(`F-P27 a daemon that has left its session, its parent and its environment is ended ${cgroupHome() === undefined ? 'not, without a cgroup, and doctor says so' : 'by its cgroup'}`, async () => {
  const provider = await host.spawn('starts-a-daemon');
  const daemon = Number((await state.line('starts-a-daemon', /daemon/)).split(' ')[1]);
  const report = await provider.end(0);
  expect(report.survivors).toEqual([]);
  expect(isRunningNow(daemon)).toBe(cgroupHome() === undefined);
  if (isRunningNow(daemon)) process.kill(daemon, 'SIGKILL');
});

test(`F-P27 a daemon that was started in the provider's first moment is ended ${cgroupHome() === undefined ? 'not, without a cgroup' : 'by its cgroup'}`, async () => {
  const script = 'env -i setsid sh -c "sleep 1000 >/dev/null 2>&1 & echo daemon \\$!"; exec sleep 1000';
  const provider = await host.spawn('daemon-at-once', { command: 'sh', arguments: ['-c', script] });
  const daemon = Number((await state.line('daemon-at-once', /daemon/)).split(' ')[1]);
  expect((await provider.end(0)).survivors).toEqual([]);
  expect(isRunningNow(daemon)).toBe(cgroupHome() === undefined);
  if (isRunningNow(daemon)) process.kill(daemon, 'SIGKILL');
});
