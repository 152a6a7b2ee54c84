import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { JobFailedFromProvider, Ping, RefuseUnloadFromProvider, Release, RequestUnloadFromProvider, type ResultOf, type UnloadReason } from '@provost/protocol';
import { program, startRuntime, type StartedRuntime } from '../support/host-stand-in.js';

const tenSeconds = { timeoutMs: 10_000 };

function release(runtime: StartedRuntime, reason: UnloadReason): Promise<ResultOf<typeof Release>> {
  return runtime.connection.request(Release, { reason, deadlineMs: 5000 }, tenSeconds);
}

/** What the provider says of itself unasked, in order. */
function hear({ connection }: StartedRuntime): unknown[] {
  const heard: unknown[] = [];
  for (const message of [RefuseUnloadFromProvider, RequestUnloadFromProvider, JobFailedFromProvider]) {
    connection.onNotification<object>(message as never, (params) => heard.push([message.method, params]));
  }
  return heard;
}

/** A socket of the author's own: what connects to it stays until it is told to go. */
async function ownSocket(runtime: StartedRuntime): Promise<{ path: string; connected: Promise<Socket> } & Disposable> {
  const path = join(runtime.folder, 'own');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
  return { path, connected, [Symbol.dispose]: () => { server.close(); } };
}

test('F-R3 W-R1 a refusal that is on its way when release is decided is told by the vote, and the provider serves on', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('refuses.js'));
  const heard = hear(runtime);
  const [answer, vote] = [runtime.get('Word', 'refuse'), release(runtime, 'idle')];
  expect(await vote).toEqual({ outcome: 'refused', contexts: ['1.1'] });
  expect(await answer).toEqual({ id: 'refuse', said: 'OK' });
  expect(heard).toEqual([['host/refuseUnload', { context: '1.1', operation: 'get of Word', why: 'because' }]]);
  expect(await runtime.get('Word', 'request by another')).toMatchObject({ said: 'INVALID_PARAMETER' });
  expect(await release(runtime, 'idle')).toEqual({ outcome: 'refused', contexts: ['1.1'] });
  expect(await runtime.get('Word', 'request')).toMatchObject({ said: 'OK' });
  expect(heard.slice(1)).toEqual([['host/requestUnload', { context: '1.1' }]]);
  expect(await release(runtime, 'idle')).toEqual({ outcome: 'released' });
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
});

test('W-Q2 a request to unload outside any operation is told to the host at once', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('refuses.js'));
  const told = new Promise((resolve) => { runtime.connection.onNotification(RequestUnloadFromProvider, resolve); });
  await runtime.get('Word', 'refuse');
  await runtime.get('Word', 'request later');
  expect(await told).toEqual({ context: '1.1' });
  await runtime.wrote('requested OK');
});

test('F-R3 an operation that nobody waits for any more is still a reason not to be unloaded as idle', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('refuses.js'));
  const abort = new AbortController();
  const given = runtime.get('Word', 'deaf', abort.signal).catch((error: unknown) => error);
  await runtime.wrote('at deaf');
  abort.abort();
  expect(await given).toMatchObject({ code: 'OPERATION_CANCELLED' });
  expect(await release(runtime, 'idle')).toEqual({ outcome: 'refused', contexts: ['1.1'] });
  await runtime.get('Word', 'end deaf');
  expect(await release(runtime, 'idle')).toEqual({ outcome: 'released' });
});

test.each(['operator', 'update', 'shutdown', 'unregistered', 'restart'] as const)('W-R4 a release with the reason %s overrides refusals and aborts jobs', async (reason) => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('refuses.js'));
  for (const id of ['refuse', 'job']) await runtime.get('Word', id);
  expect(await release(runtime, 'idle')).toEqual({ outcome: 'refused', contexts: ['1.1', 'job-1'] });
  expect(await release(runtime, reason)).toEqual({ outcome: 'released' });
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
  expect(runtime.output()).toMatch(new RegExp(`job aborted\nreleased ${reason}\n$`));
});

test('W-R4 SIGTERM overrides refusals and aborts jobs', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('refuses.js'));
  for (const id of ['refuse', 'job']) await runtime.get('Word', id);
  runtime.child.kill('SIGTERM');
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
  expect(runtime.output()).toMatch(/job aborted\nreleased shutdown\n$/);
});

test('a job that fails is told, costs the process nothing, and lets it be unloaded', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('refuses.js'));
  const heard = hear(runtime);
  await runtime.get('Word', 'bad job');
  await runtime.wrote('Error: no disk\n    at ');
  expect(await runtime.get('Word', 'next')).toEqual({ id: 'next', said: '' });
  expect(heard).toMatchObject([
    ['host/refuseUnload', { context: 'job-1', operation: 'background sync' }],
    ['host/jobFailed', { context: 'job-1', name: 'sync', error: { code: 1, message: 'Job "sync" of provider "test" threw Error: no disk.', data: { name: 'FAILED' } } }],
    ['host/requestUnload', { context: 'job-1' }],
  ]);
  expect(await release(runtime, 'idle')).toEqual({ outcome: 'released' });
});

test('W-U7 a pure provider is gone after release even with timers and sockets open', async () => {
  await using runtime = await startRuntime();
  using own = await ownSocket(runtime);
  await runtime.initialize(program('lingers-pure.js'), { config: { socket: own.path } });
  await own.connected;
  expect(await release(runtime, 'idle')).toEqual({ outcome: 'released' });
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
  expect(runtime.output()).toMatch(/released idle\n(after: .*\n)?exit hook of life 1\n$/);
});

test('W-U8 F-R4 a provider that is not pure stays as a client, lives again in the same process with a fresh load, and ends with its own handles', async () => {
  await using runtime = await startRuntime();
  using own = await ownSocket(runtime);
  const { path: socket } = own;
  await runtime.initialize(program('lingers.js'), { config: { socket } });
  const connected = await own.connected;
  expect(await runtime.get('Word', 'a')).toEqual({ id: 'a', life: 1 });
  expect(await release(runtime, 'idle')).toEqual({ outcome: 'client' });
  await runtime.wrote('after: INVALID_PARAMETER INVALID_PARAMETER');
  expect(await runtime.connection.request(Ping, {}, tenSeconds)).toEqual({});
  await expect(runtime.get('Word', 'b')).rejects.toMatchObject({ code: 'PROTOCOL_VIOLATED' });
  expect(await release(runtime, 'idle')).toEqual({ outcome: 'client' });

  await runtime.initialize(program('lingers.js'), { config: { socket } });
  expect(await runtime.get('Word', 'c')).toEqual({ id: 'c', life: 2 });
  expect(await release(runtime, 'operator')).toEqual({ outcome: 'client' });
  expect(runtime.output().match(/imported/g)).toHaveLength(1);
  connected.destroy();
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
  expect(runtime.output()).toMatch(/exit hook of life 2\nexit hook of life 2\n$/);
});

test('W-U8 one with nothing of its own left open ends by itself once it is a client', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('lingers.js'));
  expect(await release(runtime, 'idle')).toEqual({ outcome: 'client' });
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
});

test.each<[string, (runtime: StartedRuntime) => Promise<unknown> | void, unknown]>([
  ['a second release', (runtime) => release(runtime, 'shutdown'), { outcome: 'released' }],
  ['SIGTERM', (runtime) => void runtime.child.kill('SIGTERM'), undefined],
  ['the end of its channel', (runtime) => runtime.connection.close(), undefined],
])('W-U8 a client ends with %s, whatever it has open, its hooks included', async (_what, act, answered) => {
  await using runtime = await startRuntime();
  using own = await ownSocket(runtime);
  await runtime.initialize(program('lingers.js'), { config: { socket: own.path } });
  await own.connected;
  expect(await release(runtime, 'idle')).toEqual({ outcome: 'client' });
  expect(await act(runtime)).toEqual(answered);
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
  expect(runtime.output()).toMatch(/exit hook of life 1\n$/);
});

test('W-U8 one that is not pure is gone where its process has to end', async () => {
  await using runtime = await startRuntime();
  using own = await ownSocket(runtime);
  await runtime.initialize(program('lingers.js'), { config: { socket: own.path } });
  expect(await release(runtime, 'update')).toEqual({ outcome: 'released' });
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
});

test.each<[string, number | null, string | null, (runtime: StartedRuntime) => unknown]>([
  ['release', 0, null, (runtime) => release(runtime, 'idle')],
  ['SIGTERM', 0, null, (runtime) => runtime.child.kill('SIGTERM')],
  ['the loss of its host', 0, null, (runtime) => runtime.connection.close()],
  ['an uncaught exception', 70, null, (runtime) => runtime.get('Word', 'throw')],
  ['an unhandled rejection', 70, null, (runtime) => runtime.get('Word', 'reject')],
  ['process.exit', 5, null, (runtime) => runtime.get('Word', 'exit')],
])('W-U24 W-U17 the hooks for the last moment run once on %s, synchronously and with no word to the host', async (_how, code, signal, act) => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('last-words.js'));
  const heard = hear(runtime);
  await Promise.allSettled([act(runtime)]); // The process may end before its answer has left.
  expect(await runtime.exit).toEqual({ code, signal });
  expect(runtime.output().match(/last words/g)).toHaveLength(1);
  expect(runtime.output()).toMatch(/refuse: (FAILED|INVALID_PARAMETER)\n/);
  expect(runtime.output()).toContain('An onExit hook failed: Error: a hook failed\n');
  expect(heard).toEqual([]);
});

test('W-U24 no hook runs on SIGKILL', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('last-words.js'));
  runtime.child.kill('SIGKILL');
  expect(await runtime.exit).toEqual({ code: null, signal: 'SIGKILL' });
  expect(runtime.output()).toBe('');
});

test('a second SIGTERM ends at once what the first has asked to let go, its hooks included', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('last-words.js'));
  const hanging = release(runtime, 'operator').catch((error: unknown) => error);
  await runtime.connection.request(Ping, {}, tenSeconds);
  runtime.child.kill('SIGTERM');
  await runtime.connection.request(Ping, {}, tenSeconds);
  runtime.child.kill('SIGTERM');
  expect(await runtime.exit).toEqual({ code: 143, signal: null });
  expect(await hanging).toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(runtime.output()).toContain('last words\n');
});
