import { describe, expect, test } from '@jest/globals';
import { SetSetting, Status } from '@provost/protocol';
import { openHome } from '../cli/support.js';
import { MIRROR, ask, gone, lineOf, logOf, standbysOf, startMirror } from './support.js';

describe('P8 a standby that dies', () => {
  test('while it waits is told by one event, and the next request is served by a process of its own', async () => {
    await using host = await startMirror();
    const [standby] = await standbysOf(host);
    process.kill(standby!, 'SIGKILL');
    expect(await host.event('standby-lost')).toMatchObject({ pid: standby, code: null, signal: 'SIGKILL', inARow: 1, againInMs: expect.any(Number) });
    expect(await ask(host, 'pid')).not.toBe(standby);
    expect(await host.provider('mirror')).toMatchObject({ generation: 1, loads: 1, crashes: 0, lastExit: null });
    expect((await host.events()).filter(({ type }) => type === 'standby-lost')).toHaveLength(1);
  });

  test('at the very moment at which it is taken costs nobody anything', async () => {
    await using host = await startMirror();
    const [standby] = await standbysOf(host);
    process.kill(standby!, 'SIGKILL');
    const pid = await ask(host, 'pid');
    expect(pid).not.toBe(standby);
    expect(await host.provider('mirror')).toMatchObject({ pid, generation: 1, loads: 1, crashes: 0, lastExit: null });
    expect(await host.event('standby-lost')).toMatchObject({ pid: standby, signal: 'SIGKILL' });
  });

  test('after it was taken and before it has begun costs nobody anything: nothing of the author\'s has run in it', async () => {
    await using host = await startMirror();
    const [standby] = await standbysOf(host);
    process.kill(standby!, 'SIGSTOP');
    const answer = ask(host, 'pid');
    await lineOf(host, 'mirror', /is taken/);
    expect(await host.provider('mirror')).toMatchObject({ state: 'loading', generation: 1 });
    process.kill(standby!, 'SIGKILL');
    const pid = await answer;
    expect(pid).not.toBe(standby);
    expect(await host.provider('mirror')).toMatchObject({ pid, generation: 1, loads: 1, crashes: 0, lastExit: null });
    expect(await logOf(host, 'mirror')).toEqual([
      `1 note Process ${standby} was started ahead of need, and is taken.`,
      `1 note Process ${standby} was ended by SIGKILL.`,
      `1 note Process ${pid} was started.`,
      '1 out imported',
      '1 err loaded mirror',
    ]);
    expect((await host.events()).map(({ type }) => type)).toEqual(['host-started', 'registered', 'loading', 'standby-lost', 'loaded']);
  });
});

test('P8 a standby that is stopped when it is taken is ended, and another process serves the request', async () => {
  await using host = await startMirror();
  const [standby] = await standbysOf(host);
  process.kill(standby!, 'SIGSTOP');
  const pid = await ask(host, 'pid');
  expect(pid).not.toBe(standby);
  await gone(standby!);
  expect(await host.provider('mirror')).toMatchObject({ pid, generation: 1, loads: 1, crashes: 0, lastExit: null });
  expect(await host.event('standby-lost')).toMatchObject({ pid: standby, signal: 'SIGKILL' });
});

test('P8 a standby that hangs when it is taken is told as a load that took too long, it is dead then, and the next request is served', async () => {
  await using host = await startMirror({ 'term-grace': '0s' });
  const [standby] = await standbysOf(host);
  await host.door.request(SetSetting, { key: 'load-timeout', value: '100ms' }); // Less than until it is looked at whether it is stopped.
  process.kill(standby!, 'SIGSTOP');
  await expect(ask(host, 'pid')).rejects.toMatchObject({ code: 'PROVIDER_LOAD_TIMED_OUT', facts: { provider: 'mirror', pid: standby } });
  expect(await host.event('load-failed', 'mirror')).toMatchObject({ pid: standby, cause: 'failed' });
  await gone(standby!);
  await host.door.request(SetSetting, { key: 'load-timeout', value: '30s' });
  expect(await ask(host, 'pid')).not.toBe(standby);
});

test('the end of the keeper ends its standbys; the next load gets another keeper, and the one after it a standby', async () => {
  await using host = await startMirror();
  const [standby] = await standbysOf(host);
  const { keeper } = await host.door.request(Status, {});
  process.kill(keeper!.pid, 'SIGKILL');
  await gone(standby!);
  expect(await ask(host, 'pid')).not.toBe(standby);
  expect(await host.event('standby-lost')).toMatchObject({ pid: standby });
  const [next] = await standbysOf(host);
  expect(next).not.toBe(standby);
});

test('a stop of the host leaves no standby, nor one that is just starting', async () => {
  for (const count of [1, 3]) {
    const host = await startMirror({ standby: '3' });
    const pids = await standbysOf(host, count);
    await host.host.stop();
    await Promise.all(pids.map((pid) => gone(pid)));
    await host[Symbol.asyncDispose]();
  }
});

test('P9 a host that is killed leaves no standby', async () => {
  await using home = await openHome();
  await home.run('up', '-d');
  await home.run('settings', 'orphan-timeout', '0s');
  expect(await home.run('register', MIRROR)).toMatchObject({ code: 0 });
  await home.json('load', 'mirror');
  let standbys: { readonly pid: number }[] = [];
  let pid = 0;
  while (standbys.length === 0) ({ standbys, pid } = (await home.json('status')) as { standbys: { pid: number }[]; pid: number });
  process.kill(pid, 'SIGKILL');
  await Promise.all(standbys.map((standby) => gone(standby.pid)));
});

test('a host that stops leaving its providers behind leaves no standby behind', async () => {
  const host = await startMirror();
  const [standby] = await standbysOf(host);
  await host.host.stop({ leave: true });
  await gone(standby!);
});
