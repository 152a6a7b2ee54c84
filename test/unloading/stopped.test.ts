import { describe, expect, test } from '@jest/globals';
import { ProviderHost } from '@provost/host';
import { Check, Events, Get, Load, Providers, Register, SetSetting, Settings, Status, Stop, Unload, WaitFor } from '@provost/protocol';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCells } from '../support/cells.js';
import { failureOf } from '../support/providers.js';
import { expectGone } from '../support/pid-is-gone.js';
import { startHost, type TestHost } from '../support/start-host.js';

const NEVER_DESCRIBED = fileURLToPath(new URL('../../unloading/providers/never-described.js', import.meta.url));

/** Settles with the pids of so many that have called. */
function pidsOf(server: Server, count: number): Promise<number[]> {
  const pids: number[] = [];
  return new Promise((resolve) => {
    server.on('connection', (socket) => void once(socket, 'data').then(([said]) => {
      pids.push(Number(String(said)));
      if (pids.length === count) resolve(pids);
    }));
  });
}

async function keeperOf({ door }: TestHost): Promise<number> {
  return (await door.request(Status, {})).keeper!.pid;
}

describe('whoever asks a host that is told to stop', () => {
  test('P1 P7 F-R23 to register or check a provider is told so before the stop is over, and what was run for it is gone', async () => {
    await using host = await startHost();
    const socket = join(host.state, 'told');
    const server = createServer().listen(socket);
    const params = { path: NEVER_DESCRIBED, environment: { TOLD: socket } };
    const called = pidsOf(server, 2);
    const told: string[] = [];
    const failures = [host.door.request(Register, params), host.door.request(Check, params)].map(async (asked) => {
      const failure = await failureOf(asked);
      told.push(failure.code);
      return failure;
    });
    const pids = await called;
    const keeper = await keeperOf(host);
    await host.host.stop();
    expect(told).toEqual(['SERVER_IS_SHUTTING_DOWN', 'SERVER_IS_SHUTTING_DOWN']);
    expect((await failures[0])?.remedy).not.toContain('Mend it');
    for (const pid of [...pids, keeper]) await expectGone(pid);
    server.close();
  });

  test('F-H36 for anything but to look is refused, also of a provider that nobody has asked for before', async () => {
    await using host = await startCells({ config: { releaseMs: 3_600_000 } }, { 'term-grace': '0s' }, 'passes');
    await host.addCell({ name: 'other' });
    await host.tell('count');
    const releasing = host.event('releasing', 'cell');
    const stopped = host.host.stop({ timeoutMs: 3_600_000 });
    await releasing;
    const refused = [
      host.tell('count', {}, 'other'), host.door.request(Load, { name: 'other' }), host.door.request(Get, { path: 'root/nowhere:Nothing.id=1' }),
      host.host.register({ path: '/nowhere' }), host.door.request(SetSetting, { key: 'release-timeout', value: '1s' }),
    ];
    for (const asked of refused) expect((await failureOf(asked)).code).toBe('SERVER_IS_SHUTTING_DOWN');
    expect(await host.door.request(Status, {})).toMatchObject({ stopping: true });
    expect((await host.door.request(Settings, { key: 'release-timeout' })).settings).toMatchObject([{ value: '10s' }]);
    expect((await host.provider('other')).loads).toBe(0);
    await host.door.request(Stop, { timeoutMs: 0 });
    await stopped;
  });

  test('F-H36 to wait for a state that does not come is told so when it has stopped', async () => {
    await using host = await startCells();
    const failure = failureOf(host.door.request(WaitFor, { name: 'cell', state: 'busy' }));
    await host.host.stop();
    expect((await failure).code).toBe('SERVER_IS_SHUTTING_DOWN');
  });

  test('P7 and once it has stopped is refused whatever it is', async () => {
    await using host = await startCells();
    await host.tell('count');
    const keeper = await keeperOf(host);
    await host.host.stop();
    await expectGone(keeper);
    const asked = [
      host.door.request(Status, {}), host.door.request(Settings, {}), host.door.request(Providers, {}), host.door.request(Unload, { name: 'cell' }), host.tell('count'),
      host.door.stream(Events, {})[Symbol.asyncIterator]().next(), host.host.start(),
    ];
    for (const one of asked) expect((await failureOf(one)).code).toBe('SERVER_IS_SHUTTING_DOWN');
  });
});

describe('a stop that nothing has come before', () => {
  test('settles, and the host never starts', async () => {
    await using other = await startHost();
    const host = new ProviderHost({ state: join(other.state, 'never') });
    await host.stop();
    expect(await failureOf(host.start())).toMatchObject({ code: 'SERVER_IS_SHUTTING_DOWN', remedy: expect.stringContaining('new ProviderHost') });
  });

  test('and that is told in the same breath to leave no time leaves none', async () => {
    await using host = await startCells({ config: { releaseMs: 3_600_000 } }, {}, 'passes');
    const pid = (await host.tell('keepAlive')) as number;
    void host.host.stop({ timeoutMs: 3_600_000 });
    await host.host.stop({ timeoutMs: 0 });
    await expectGone(pid);
  });
});
