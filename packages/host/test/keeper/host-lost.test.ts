import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { gone, isRunningNow } from './gone.js';
import { HostStandIn, State } from './host-stand-in.js';

let state: State;
beforeEach(() => {
  state = new State();
});
afterEach(() => state.clear());

test('P9 F-R11 what is not initialised ends at once with the host', async () => {
  const host = await HostStandIn.start(state);
  const { pid } = await host.spawn('ignores-sigterm');
  await host.die();
  await gone(pid);
});

test('P9 F-P25 what is initialised outlives the host, and the next one is told how it ends', async () => {
  const host = await HostStandIn.start(state);
  const lives = await host.spawn('lives');
  await host.initialize(lives, 60_000);
  const described = await host.spawn('ends-with-its-birth-pipe');
  await state.line('lives', /alive/);
  await host.die();
  await gone(described.pid);
  expect(isRunningNow(lives.pid)).toBe(true);

  const next = await HostStandIn.start(state);
  const adopted = next.link.adopt(lives);
  await next.nextCall();
  await adopted.end(2000);
  expect(await adopted.exit).toEqual({ code: null, signal: 'SIGTERM', lastLines: ['alive'] });
  await next.stop();
});

test('P9 an exit while there was no host is kept for the next one', async () => {
  const host = await HostStandIn.start(state);
  const lives = await host.spawn('lives');
  await host.initialize(lives, 60_000);
  await host.die();
  process.kill(lives.pid, 'SIGINT');
  await gone(lives.pid);

  const next = await HostStandIn.start(state);
  expect(await next.link.adopt(lives).exit).toMatchObject({ code: null, signal: 'SIGINT' });
  await next.stop();
});

test('the keeper of the last host leaves once what it keeps has ended, while the next host has one of its own', async () => {
  const host = await HostStandIn.start(state);
  const lives = await host.spawn('lives');
  await host.initialize(lives, 60_000);
  const first = host.keeperPid;
  await host.die();

  const next = await HostStandIn.start(state);
  expect(await (await next.spawn('exits-with-3')).exit).toMatchObject({ code: 3 });
  await next.link.adopt(lives).end(0);
  await gone(first);
  expect(await (await next.spawn('exits-with-3')).exit).toMatchObject({ code: 3 });
  await next.stop();
});

test('P9 an orphan that no host has asked for is ended with all it started, past its time', async () => {
  const host = await HostStandIn.start(state);
  const orphan = await host.spawn('starts-a-daemon');
  const daemon = Number((await state.line('starts-a-daemon', /daemon/)).split(' ')[1]);
  await host.initialize(orphan, 100, 100);
  await host.die();
  await Promise.all([gone(orphan.pid), gone(daemon)]);
});

test('a keeper that no host knows is refused, and ends what it keeps by itself', async () => {
  const host = await HostStandIn.start(state);
  const orphan = await host.spawn('lives');
  await host.initialize(orphan, 100, 100);
  await host.die();
  const stranger = new State();
  Object.defineProperty(stranger, 'socket', { value: state.socket });
  const other = await HostStandIn.start(stranger);
  await gone(orphan.pid);
  expect(other.connections).toEqual([]);
  await other.stop();
  await stranger.clear();
});
