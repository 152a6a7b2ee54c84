import { describe, expect, test } from '@jest/globals';
import { connect } from '@provost/client';
import { ProviderHost } from '@provost/host';
import { Check, Events, Get, Load, Logs, Providers, Register, SetSetting, Settings, Status, Stop, Unload, Unregister, WaitFor, Watch } from '@provost/protocol';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCells } from '../support/cells.js';
import { failureOf } from '../support/providers.js';
import { expectGone, untilGone } from '../support/pid-is-gone.js';
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

describe('a stop with leave', () => {
  test('P7 tells whoever waits for a provider to go that it is over', async () => {
    await using host = await startCells({ config: { releaseMs: 3_600_000 }, limits: { releaseTimeoutMs: 200 } }, {}, 'passes');
    await host.addCell({ name: 'other', config: { releaseMs: 3_600_000 }, limits: { releaseTimeoutMs: 200 } });
    const pids = (await Promise.all([host.tell('keepAlive'), host.tell('keepAlive', {}, 'other')])) as number[];
    const releasing = Promise.all(['cell', 'other'].map((name) => host.event('releasing', name)));
    const asked = [host.door.request(Unload, { name: 'cell', force: true }), host.door.request(Unregister, { name: 'other' }), host.door.request(WaitFor, { name: 'cell', state: 'busy' })].map(failureOf);
    await releasing;
    await host.host.stop({ leave: true });
    for (const one of asked) expect((await one).code).toBe('SERVER_IS_SHUTTING_DOWN');
    await Promise.all(pids.map(untilGone));
  });
});

describe('a client of a host that stops in order', () => {
  test('P7 hears how all ends that it has open: what follows in order, who waits and who watches by SERVER_IS_SHUTTING_DOWN', async () => {
    await using host = await startCells();
    await host.tell('count');
    await using client = await connect({ state: host.state, reconnectMs: 0 });
    const drained = async (rows: AsyncIterable<unknown>): Promise<string> => {
      for await (const _ of rows);
      return 'ended';
    };
    const follows = [client.stream(Events, { since: 0, follow: true }), client.stream(Logs, { name: 'cell', follow: true }), client.stream(Logs, { follow: true })].map(drained);
    const waits = failureOf(client.request(WaitFor, { name: 'cell', state: 'held' }));
    const watches = failureOf(drained(client.stream(Watch, { query: 'SELECT * FROM ProviderCrashed', namespace: 'root' })));
    await client.request(Status, {}); // What was sent before it has come.
    await host.host.stop();
    expect(await Promise.all(follows)).toEqual(['ended', 'ended', 'ended']);
    for (const one of [waits, watches]) expect((await one).code).toBe('SERVER_IS_SHUTTING_DOWN');
  });
});

describe('a stop that nothing has come before', () => {
  test('settles, and the host never starts', async () => {
    await using other = await startHost();
    const host = new ProviderHost({ state: join(other.state, 'never') });
    await host.stop();
    expect(await failureOf(host.start())).toMatchObject({ code: 'SERVER_IS_SHUTTING_DOWN', remedy: expect.stringContaining('new ProviderHost') });
  });

  test('is refused where its options are none, and then nothing stops', async () => {
    await using host = await startHost();
    for (const options of [{ timeoutMs: '6s' }, { timeoutMs: -5 }, { timeoutMs: NaN }, { soon: true }, null]) expect((await failureOf(host.host.stop(options as never))).code).toBe('INVALID_PARAMETER');
    expect(await host.door.request(Status, {})).toMatchObject({ stopping: false });
  });

  test('and that is told in the same breath to leave no time leaves none', async () => {
    await using host = await startCells({ config: { releaseMs: 3_600_000 } }, {}, 'passes');
    const pid = (await host.tell('keepAlive')) as number;
    void host.host.stop({ timeoutMs: 3_600_000 });
    await host.host.stop({ timeoutMs: 0 });
    await expectGone(pid);
  });
});
