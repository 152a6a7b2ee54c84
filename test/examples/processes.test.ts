import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { clientOf } from '@provost/client';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';
import { example } from './as-a-person.js';

test('processes are listed and read as the system has them', async () => {
  await using host = await startHost();
  await host.register(example('processes'));
  const client = clientOf(host.door);

  const own = await client.get(`root/machine:Process.pid=${process.pid}`);
  expect(own).toMatchObject({ pid: process.pid, ppid: process.ppid });
  expect(own['command']).toContain('jest');
  const pids: unknown[] = [];
  for await (const row of client.list('root/machine:Process')) pids.push(row['pid']);
  expect(pids).toEqual(expect.arrayContaining([process.pid, (await host.provider('processes')).pid]));
  expect(new Set(pids).size).toBe(pids.length);
  expect((await failureOf(client.get('root/machine:Process.pid=4194305'))).code).toBe('NOT_FOUND');
});

test('a process is signalled, but not the caller, nor by a signal that there is not', async () => {
  await using host = await startHost();
  await host.register(example('processes'));
  const client = clientOf(host.door);
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  const exit = once(child, 'exit');

  const path = `root/machine:Process.pid=${child.pid}`;
  expect(await failureOf(client.invoke(path, 'signal', { name: 'SIGNONE' }))).toMatchObject({ code: 'NoSuchSignal', facts: { name: 'SIGNONE' } });
  expect(await client.invoke(path, 'signal', { name: 'SIGTERM' })).toBeUndefined();
  expect(await exit).toEqual([null, 'SIGTERM']);

  const spared = await failureOf(client.invoke(`root/machine:Process.pid=${process.pid}`, 'signal', { name: 'SIGTERM' }));
  expect(spared).toMatchObject({ code: 'Protected', facts: { pid: process.pid, why: 'it is the caller' } });
});
