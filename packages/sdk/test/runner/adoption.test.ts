import { expect, test } from '@jest/globals';
import { Adopt, Initialize, InvokeMethod, OrphanAfter, Ping, RefuseUnloadFromProvider, Release, type InitializeParams } from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type, defineClass, defineProvider } from '#src/index.js';
import { definitionOf, type ProviderDefinition } from '#src/define/provider.js';
import { systemClock } from '#src/runner/clock.js';
import { ProviderRunner } from '#src/runner/provider-runner.js';

const Note = defineClass('Note', {
  key: ['id'],
  properties: { id: Type.String() },
  methods: { hold: { static: true, params: {}, returns: Type.String() } },
});

const notes = defineProvider({ name: 'notes', namespace: 'root/notes' }).serves(Note, {
  get: ({ id }) => ({ id }),
  methods: { hold: (_args, _state, context) => context.refuseUnload('a cache') },
});

const PARAMS: InitializeParams = { name: 'notes', namespace: 'root/notes', generation: 1, directory: '/', config: {}, credentials: {}, dataDirectory: '/', epoch: 5, orphanAfterMs: 60_000 };
const patience = { timeoutMs: 10_000 };

/** A runner, and as many hosts that speak to it as are asked for. */
async function surroundings() {
  const folder = await mkdtemp(join(tmpdir(), 'provost-adoption-'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
  let runner: ProviderRunner | undefined;
  const host = async (): Promise<Connection> => {
    const arrived = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const own = openConnection(connect(join(folder, 'socket')), { peer: 'the host' });
    const connection = openConnection(await arrived, { peer: 'the provider' });
    if (runner === undefined) runner = new ProviderRunner({ connection: own, clock: systemClock, importProvider: () => Promise.resolve(definitionOf(notes) as ProviderDefinition), log: () => {} });
    else runner.answer(own);
    own.listen();
    connection.listen();
    return connection;
  };
  const end = async (): Promise<void> => {
    server.close();
    await rm(folder, { recursive: true });
  };
  return { host, runner: () => runner as ProviderRunner, [Symbol.asyncDispose]: end };
}

const hold = (connection: Connection, id: string): Promise<unknown> => connection.request(InvokeMethod, {
  context: { id, timeoutMs: 10_000, caller: { kind: 'host', pid: process.pid } }, class: 'Note', method: 'hold', arguments: {},
}, patience);

test('F-R12 P9 a provider obeys no host of an earlier start than the one it obeys, and nothing has changed', async () => {
  await using provider = await surroundings();
  const first = await provider.host();
  await first.request(Initialize, PARAMS, patience);
  const older = await provider.host();
  await expect(older.request(Adopt, { epoch: 4 }, patience)).rejects.toMatchObject({ code: 'PROTOCOL_VIOLATED', facts: { epoch: 4, obeyed: 5 } });
  expect(provider.runner().epoch).toBe(5);
  const heard: unknown[] = [];
  for (const [name, connection] of [['first', first], ['older', older]] as const) connection.onNotification(RefuseUnloadFromProvider, () => void heard.push(name));
  await hold(first, '5.1');
  expect(heard).toEqual(['first']);
  older.close();
  await first.request(Release, { reason: 'operator', deadlineMs: 1_000 }, patience);
  first.close();
});

test('P5 F-R10 the next host is told who refuses, and from its adoption on all that changes', async () => {
  await using provider = await surroundings();
  const first = await provider.host();
  await first.request(Initialize, PARAMS, patience);
  await hold(first, '5.1');
  first.close();
  await first.closed;
  const next = await provider.host();
  expect(await next.request(Adopt, { epoch: 6 }, patience)).toEqual({ state: 'serving', refusals: [{ context: '5.1', operation: 'Note.hold', why: 'a cache' }], running: [] });
  expect(provider.runner().epoch).toBe(6);
  const refused = new Promise((resolve) => next.onNotification(RefuseUnloadFromProvider, resolve));
  await hold(next, '6.1');
  expect(await refused).toEqual({ context: '6.1', operation: 'Note.hold', why: 'a cache' });
  expect(await next.request(Release, { reason: 'idle', deadlineMs: 1_000 }, patience)).toEqual({ outcome: 'refused', contexts: ['5.1', '6.1'] });
  expect(await next.request(Release, { reason: 'operator', deadlineMs: 1_000 }, patience)).toEqual({ outcome: 'released' });
  next.close();
});

test('F-H34 one that was never initialized is not adopted', async () => {
  await using provider = await surroundings();
  const first = await provider.host();
  await expect(first.request(Adopt, { epoch: 6 }, patience)).rejects.toMatchObject({ code: 'PROTOCOL_VIOLATED' });
  first.close();
});

test('P9 how long it may live without a host is what the host that it obeys said last', async () => {
  await using provider = await surroundings();
  const first = await provider.host();
  await first.request(Initialize, PARAMS, patience);
  expect(provider.runner().lostHost()).toBe(60_000);
  first.notify(OrphanAfter, { orphanAfterMs: 5_000 });
  const stranger = await provider.host();
  stranger.notify(OrphanAfter, { orphanAfterMs: 1 }); // It has not adopted the provider.
  await stranger.request(Ping, {}, patience);
  await first.request(Ping, {}, patience);
  expect(provider.runner().lostHost()).toBe(5_000);
  first.notify(OrphanAfter, { orphanAfterMs: 0 });
  await first.request(Ping, {}, patience);
  expect(provider.runner().lostHost()).toBe(0);
  stranger.close();
  await first.request(Release, { reason: 'operator', deadlineMs: 1_000 }, patience);
  first.close();
});
