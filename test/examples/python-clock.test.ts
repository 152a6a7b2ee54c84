import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { clientOf } from '@provost/client';
import { Invoke, List, WaitFor, type Progress } from '@provost/protocol';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';
import { example } from './as-a-person.js';

const COUNT = 'import zoneinfo; print(len({"UTC"} | zoneinfo.available_timezones()))';
const counted = spawnSync('python3', ['-c', COUNT], { encoding: 'utf8' });
const hasPython = counted.status === 0;

/** Runs where there is Python; elsewhere the report says why not. */
function inPython(title: string, body: () => Promise<void>): void {
  (hasPython ? test : test.skip)(hasPython ? title : `${title} (skipped: python3 with zoneinfo is not installed here)`, body);
}

const WAIT = { path: 'root/python:Clock', method: 'wait' };

inPython('P12 a provider in Python is described, loaded on demand, and answers get', async () => {
  await using host = await startHost();
  await host.register(example('python-clock'));
  expect(await host.provider('python-clock')).toMatchObject({ state: 'unloaded', namespace: 'root/python', loads: 0 });

  const client = clientOf(host.door);
  const before = Date.now();
  const instance = await client.get('root/python:Clock.zone="UTC"');
  const at = Date.parse(instance['now'] as string);
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(Date.now());
  expect(instance).toMatchObject({ zone: 'UTC', time: new Date(at).toISOString().slice(11, 19) });

  const error = await failureOf(client.get('root/python:Clock.zone="Mars/Olympus"'));
  expect(error).toMatchObject({ code: 'NOT_FOUND', sentence: 'There is no time zone Mars/Olympus.', facts: { provider: 'python-clock' } });
  expect((await failureOf(client.invoke(WAIT.path, WAIT.method, { seconds: 'ten' }))).code).toBe('TYPE_MISMATCH');
  expect(await host.provider('python-clock')).toMatchObject({ state: 'idle', loads: 1, generation: 1 });
});

inPython('P12 a provider in Python lists by credit: every zone once, a batch at a time', async () => {
  await using host = await startHost();
  await host.register(example('python-clock'));
  const zones: string[] = [];
  const sizes: number[] = [];
  for await (const rows of host.door.stream(List, { class: 'root/python:Clock' })) {
    zones.push(...rows.map((row) => row['zone'] as string));
    sizes.push(rows.length);
  }
  const count = Number(counted.stdout);
  expect(zones).toHaveLength(count);
  expect(zones).toEqual([...new Set(zones)].sort());
  expect(sizes).toEqual(Array.from({ length: Math.ceil(count / 64) }, (_, n) => Math.min(64, count - n * 64)));

  const few: unknown[] = [];
  for await (const row of clientOf(host.door).list('root/python:Clock', { limit: 3 })) few.push(row['zone']);
  expect(few).toEqual(zones.slice(0, 3));
});

inPython('P12 a method in Python says how far it is, and each report starts its deadline anew', async () => {
  await using host = await startHost();
  await host.register(example('python-clock'));
  await host.call(WAIT.path, WAIT.method, { seconds: 0 });
  const reports: Progress[] = [];
  const answer = await host.door.request(Invoke, { ...WAIT, arguments: { seconds: 2.5 }, timeoutMs: 2_000 }, { onProgress: (progress) => reports.push(progress) });
  expect(answer).toEqual({ value: 2.5 });
  expect(reports).toEqual(Array.from({ length: 25 }, (_, n) => ({ percent: (n + 1) * 4 })));
});

inPython('P12 a cancelled call of a method in Python ends at once, and the provider serves on', async () => {
  await using host = await startHost();
  await host.register(example('python-clock'));
  const cancel = new AbortController();
  const call = host.door.request(Invoke, { ...WAIT, arguments: { seconds: 3_600 } }, { signal: cancel.signal, onProgress: () => cancel.abort() });
  const error = await failureOf(call);
  expect(error).toMatchObject({ code: 'OPERATION_CANCELLED', facts: { provider: 'python-clock', mayHaveRun: true } });
  expect(await clientOf(host.door).get('root/python:Clock.zone="UTC"')).toMatchObject({ zone: 'UTC' });
  expect(await host.provider('python-clock')).toMatchObject({ pid: error.facts.pid, generation: 1, crashes: 0 });
});

inPython('P7 an idle provider in Python is released and leaves with code 0; the next request gets a fresh one', async () => {
  await using host = await startHost({ 'clear-after.object': '0s' });
  await host.register(example('python-clock'));
  const client = clientOf(host.door);
  await client.get('root/python:Clock.zone="UTC"');
  const end = await host.event('unloaded', 'python-clock');
  expect(end).toMatchObject({ reason: 'idle', cause: 'released', code: 0, signal: null, survivors: [] });
  expect(await client.get('root/python:Clock.zone="UTC"')).toMatchObject({ zone: 'UTC' });
});

/** The example under a host that takes its connection and says nothing. Answers with its exit code once `leave` has closed something. */
async function exitAfter(leave: (birthPipe: Writable, channel: Socket) => void): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'provost-example-'));
  const socket = join(folder, 'host.sock');
  const server = createServer().listen(socket);
  await once(server, 'listening');
  const dialled = once(server, 'connection');
  const child = spawn('python3', ['clock.py'], { cwd: example('python-clock'), env: { ...process.env, PROVOST_BOOTSTRAP_FD: '3' }, stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  const exit = once(child, 'exit');
  const birthPipe = child.stdio[3] as Writable;
  birthPipe.write(`${JSON.stringify({ socket, activation: { id: 'a', secret: 's' } })}\n`);
  const [channel] = (await dialled) as [Socket];
  await once(channel, 'data');
  leave(birthPipe, channel);
  const [code] = (await exit) as [unknown];
  channel.destroy();
  server.close();
  await rm(folder, { recursive: true });
  return code;
}

inPython('P9 a provider in Python that is not initialised ends when its birth pipe closes', async () => {
  expect(await exitAfter((birthPipe) => birthPipe.destroy())).toBe(0);
});

inPython('P9 a provider in Python ends when its channel closes', async () => {
  expect(await exitAfter((_birthPipe, channel) => channel.end())).toBe(0);
});

inPython('P12 the same program run by itself attaches to the host, is found by the next one, and takes its class with it when it ends', async () => {
  const first = await startHost();
  const { state } = first;
  const program = spawn('python3', ['clock.py', join(state, 'host.sock')], { cwd: example('python-clock'), stdio: ['ignore', 'ignore', 'inherit'] });
  const exit = once(program, 'exit');
  try {
    expect(await first.door.request(WaitFor, { name: 'python-clock', state: 'decoupled' })).toMatchObject({ pid: program.pid, namespace: 'root/python' });
    expect(await clientOf(first.door).get('root/python:Clock.zone="UTC"')).toMatchObject({ zone: 'UTC' });
    expect(await clientOf(first.door).invoke(WAIT.path, WAIT.method, { seconds: 0.01 })).toBe(0.01);
    await first.host.stop();
    await using next = await startHost({}, { state });
    await next.door.request(WaitFor, { name: 'python-clock', state: 'decoupled' });
    expect(await clientOf(next.door).get('root/python:Clock.zone="UTC"')).toMatchObject({ zone: 'UTC' });
    program.kill('SIGTERM');
    expect(await exit).toEqual([null, 'SIGTERM']);
    expect(await next.event('detached', 'python-clock', ({ reason }) => reason === 'lost')).toMatchObject({ pid: program.pid });
    expect(await failureOf(clientOf(next.door).get('root/python:Clock.zone="UTC"'))).toMatchObject({ code: 'INVALID_CLASS', facts: { attached: false } });
  } finally {
    program.kill('SIGKILL');
    await exit;
  }
});
