/** What comes behind initialize, over a real socket: when it begins, and when it never does. */
import { expect, test } from '@jest/globals';
import { Initialize, InvokeMethod, ProviderError, Release, type InitializeParams } from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type, defineClass, defineProvider } from '#src/index.js';
import { definitionOf, type ProviderDefinition } from '#src/define/provider.js';
import { systemClock } from '#src/runner/clock.js';
import { ProviderRunner } from '#src/runner/provider-runner.js';

const Note = defineClass('Note', { key: ['id'], properties: { id: Type.String() }, methods: { run: { static: true, params: {}, returns: Type.Integer() } } });
const PARAMS: InitializeParams = { name: 'notes', namespace: 'root/notes', generation: 1, directory: '/', config: {}, credentials: {}, dataDirectory: '/', epoch: 5, orphanAfterMs: 60_000 };
const PATIENCE_MS = 10_000;

/** A provider that loads when it is told to, and the connection of its host; what has happened is noted in its order. */
async function loadingProvider() {
  const folder = await mkdtemp(join(tmpdir(), 'provost-early-'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
  const notes: string[] = [];
  let load!: (fault?: Error) => void;
  const loaded = new Promise<void>((resolve, reject) => (load = (fault) => (fault === undefined ? resolve() : reject(fault))));
  let leftMs = 0;
  const provider = defineProvider({ name: 'notes', namespace: 'root/notes', load: () => loaded }).serves(Note, {
    get: ({ id }) => ({ id }),
    methods: {
      run: (_args, _state, context) => {
        leftMs = context.deadline.getTime() - Date.now();
        notes.push('runs');
        return 7;
      },
    },
  });
  const arrived = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const own = openConnection(connect(join(folder, 'socket')), { peer: 'the host' });
  const runner = new ProviderRunner({ connection: own, clock: systemClock, importProvider: () => Promise.resolve(definitionOf(provider) as ProviderDefinition), log: () => {} });
  void own.closed.then(() => runner.lostHost());
  const host = openConnection(await arrived, { peer: 'the provider' });
  own.listen();
  host.listen();
  const noted = (what: string, request: Promise<unknown>): Promise<unknown> => request.then(
    () => notes.push(`${what} answered`),
    ({ code }: { readonly code: string }) => notes.push(`${what} ${code}`),
  );
  return {
    host, own, runner, load, notes, noted,
    leftMs: () => leftMs,
    initialize: () => noted('initialize', host.request(Initialize, PARAMS, { timeoutMs: PATIENCE_MS })),
    send: (id = '1', timeoutMs = PATIENCE_MS) => host.send(InvokeMethod, { context: { id, timeoutMs, caller: { kind: 'host', pid: process.pid } }, class: 'Note', method: 'run', arguments: {} }, PATIENCE_MS),
    [Symbol.asyncDispose]: async () => {
      for (const connection of [host, own] as Connection[]) connection.close();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Both sides have read what was said before. */
const heard = async (host: Connection): Promise<void> => {
  await host.request(Initialize, PARAMS, { timeoutMs: PATIENCE_MS }).catch(() => undefined);
};

test('S10 an operation behind initialize is begun when that is answered, and its caller has the answer after it', async () => {
  await using provider = await loadingProvider();
  const initialized = provider.initialize();
  const done = provider.noted('run', provider.send().result);
  await heard(provider.host);
  expect(provider.notes).toEqual([]);
  provider.load();
  await Promise.all([initialized, done]);
  expect(provider.notes).toEqual(['runs', 'initialize answered', 'run answered']);
});

test('it has the time that is left of it', async () => {
  await using provider = await loadingProvider();
  const initialized = provider.initialize();
  const done = provider.noted('run', provider.send('1', 5_000).result);
  await heard(provider.host);
  const sinceMs = performance.now();
  while (performance.now() - sinceMs < 30);
  provider.load();
  await Promise.all([initialized, done]);
  expect(provider.leftMs()).toBeLessThanOrEqual(4_971);
  expect(provider.leftMs()).toBeGreaterThan(0);
});

test('S10 a second one is a breach of the protocol, and is not run; the first is', async () => {
  await using provider = await loadingProvider();
  const initialized = provider.initialize();
  const first = provider.noted('first', provider.send('1').result);
  await provider.noted('second', provider.send('2').result);
  provider.load();
  await Promise.all([initialized, first]);
  expect(provider.notes).toEqual(['second PROTOCOL_VIOLATED', 'runs', 'initialize answered', 'first answered']);
});

test('S10 it is given back before initialize is answered where the load fails, and never begins', async () => {
  await using provider = await loadingProvider();
  const initialized = provider.initialize();
  const done = provider.noted('run', provider.send().result);
  await heard(provider.host);
  provider.load(new Error('no'));
  await Promise.all([initialized, done]);
  expect(provider.notes).toEqual(['run OPERATION_CANCELLED', 'initialize PROVIDER_LOAD_FAILED']);
});

test('S10 it is given back where it is cancelled before it begins, and never begins', async () => {
  await using provider = await loadingProvider();
  const initialized = provider.initialize();
  const pending = provider.send();
  const done = provider.noted('run', pending.result);
  await heard(provider.host);
  const returned = new Promise<void>((resolve) => pending.whenReturned(resolve));
  pending.cancel(new ProviderError('OPERATION_CANCELLED', {}, { message: 'Nobody waits.' }));
  await Promise.all([done, returned]);
  provider.load();
  await initialized;
  await heard(provider.host);
  expect(provider.notes).toEqual(['run OPERATION_CANCELLED', 'initialize answered']);
});

test('S10 it is given back where the provider is told to release before it has loaded, and never begins', async () => {
  await using provider = await loadingProvider();
  const initialized = provider.initialize();
  const done = provider.noted('run', provider.send().result);
  const released = provider.noted('release', provider.host.request(Release, { reason: 'operator', deadlineMs: PATIENCE_MS }, { timeoutMs: PATIENCE_MS }));
  await done;
  provider.load();
  await Promise.all([initialized, released]);
  expect(provider.notes[0]).toBe('run OPERATION_CANCELLED');
  expect(provider.notes).not.toContain('runs');
});

test('S10 P9 it never begins for a host that is gone', async () => {
  await using provider = await loadingProvider();
  const initialized = provider.initialize();
  const done = provider.noted('run', provider.send().result);
  await heard(provider.host);
  const gone = provider.own.closed;
  provider.host.close();
  await Promise.all([initialized, done, gone]);
  provider.load();
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(provider.notes).not.toContain('runs');
  expect(provider.runner.hasBegun).toBe(true);
});
