import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Describe, Get, type HelloParams, type ProviderDescription } from '@provost/protocol';
import { openConnection } from '@provost/protocol/node';
import { Activation } from '#src/activation/activation.js';
import type { ExpectedHellos } from '#src/activation/expected-hellos.js';
import { startProcess } from '#src/activation/start-process.js';
import type { ProcessExit } from '#src/process/provider-process.js';
import { registrationOf } from '../cache/made-up-registration.js';
import { MadeUpClock } from '../made-up-clock.js';

/** Two ends of one socket: the host's and the provider's. */
async function bothEnds(): Promise<{ readonly ours: Socket; readonly theirs: Socket } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'provost-ends-'));
  const server = createServer().listen(join(folder, 'socket'));
  await once(server, 'listening');
  const theirs = connect(join(folder, 'socket'));
  const [ours] = (await once(server, 'connection')) as [Socket];
  return {
    ours, theirs,
    [Symbol.asyncDispose]: async () => {
      for (const end of [ours, theirs]) end.destroy();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

test('F-R17 an answer that is read after the exit was seen is delivered, and only the end of the channel certifies the death', async () => {
  await using ends = await bothEnds();
  const entered: string[] = [];
  let certified!: () => void;
  const dead = new Promise<void>((resolve) => (certified = resolve));
  const activation = new Activation({ registration: registrationOf('notes'), generation: 1, id: '1.1', state: { name: 'busy', sinceMs: 0, leases: 1, calls: 0, refusals: [] } }, {
    clock: new MadeUpClock(),
    limits: { releaseTimeoutMs: () => 1_000, termGraceMs: () => 0 },
    enter: ({ name }) => {
      entered.push(name);
      if (name === 'certified') certified();
    },
    initialize: () => undefined, serveCalls: () => undefined, refusalsChanged: () => undefined, tell: () => undefined,
  });
  let exited!: (exit: ProcessExit) => void;
  const exit = new Promise<ProcessExit>((resolve) => (exited = resolve));
  activation.attachProcess({ activation: '1.1', pid: 4121, startTime: 1, exit, initialized: () => Promise.resolve(), end: () => Promise.resolve({ rungs: [], survivors: [] }) });
  const [host, provider] = [openConnection(ends.ours, { peer: 'provider "notes" (pid 4121)' }), openConnection(ends.theirs, { peer: 'the host' })];
  const asked = new Promise<() => void>((resolve) => {
    provider.onRequest(Get, () => new Promise((answer) => resolve(() => answer({ path: 'Note="7"', instance: { id: '7' } }))));
  });
  activation.attachConnection(host, []);
  for (const connection of [host, provider]) connection.listen();

  const answered = activation.lease('1.7').call(Get, { path: 'Note="7"' }, { timeoutMs: 60_000, remainingMs: 60_000 });
  const answer = await asked;
  exited({ code: 9, signal: null, lastLines: [] });
  await exit;
  expect(entered).not.toContain('certified');
  answer();
  expect(await answered).toMatchObject({ instance: { id: '7' } });
  expect(entered).not.toContain('certified');
  provider.close();
  await dead;
  expect(entered.slice(-2)).toEqual(['channel-closed', 'certified']);
});

test('F-R17 what a provider has said of itself counts, where its exit is seen before it is read', async () => {
  await using ends = await bothEnds();
  const [connection, provider] = [openConnection(ends.ours, { peer: 'the provider' }), openConnection(ends.theirs, { peer: 'the host' })];
  const asked = new Promise<() => void>((resolve) => {
    provider.onRequest(Describe, () => new Promise((answer) => resolve(() => answer({ name: 'notes' } as ProviderDescription))));
  });
  for (const one of [connection, provider]) one.listen();
  let exited!: (exit: ProcessExit) => void;
  const exit = new Promise<ProcessExit>((resolve) => (exited = resolve));
  const invitation = { id: 'describe-1.1', secret: 's', secretHash: 'h', arrival: Promise.resolve({ connection, hello: {} as HelloParams }), withdraw: () => undefined };
  const started = await startProcess({
    spawner: { spawn: () => Promise.resolve({ activation: 'describe-1.1', pid: 4121, startTime: 1, exit, initialized: () => Promise.resolve(), end: () => Promise.resolve({ rungs: [], survivors: [] }) }) },
    hellos: { invite: () => invitation } as unknown as ExpectedHellos,
    clock: new MadeUpClock(), socket: 'socket', state: 'state',
  }, {
    activation: 'describe-1.1', provider: 'notes', generation: 0, command: 'node', arguments: [], directory: '.', environment: {}, loadTimeoutMs: 10_000, waitsForBootstrap: true,
    log: { directory: '.', fileBytes: 1, files: 1, bytesPerSecond: 1 },
  });
  const told = started.step('did not answer provider/describe', () => connection.send(Describe, {}, 60_000).result);
  const answer = await asked;
  exited({ code: 0, signal: null, lastLines: [] });
  await exit;
  answer();
  expect(await told).toEqual({ name: 'notes' });
  provider.close();
  await expect(started.step('did not answer', () => new Promise(() => undefined))).rejects.toMatchObject({ code: 'PROVIDER_LOAD_FAILED', facts: { exitCode: 0, pid: 4121 } });
});
