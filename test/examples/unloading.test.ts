import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clientOf } from '@provost/client';
import { startHost } from '../support/start-host.js';
import { example, run } from './as-a-person.js';

test.each(['warm-cache', 'after-hours'])('the test beside the example %s runs by itself, without a host', async (name) => {
  const { code, out, err } = await run(process.execPath, ['--test', '--test-reporter=tap', `examples/${name}/${name}.test.js`]);
  expect({ code, passed: /^# pass (\d+)$/m.exec(out)?.[1], err }).toEqual({ code: 0, passed: '1', err: '' });
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

/** Runs where there is Python; elsewhere the report says why not. */
function inPython(title: string, body: () => Promise<void>): void {
  (hasPython ? test : test.skip)(hasPython ? title : `${title} (skipped: python3 is not installed here)`, body);
}

const PRIMES = 'root/app:PrimeCount.below=100000';

test('W-R7 W-R10 the warm cache is kept while requests come, and let go that long after the last of them', async () => {
  await using host = await startHost({ 'clear-after.object': '0s' });
  await host.register(example('warm-cache'), { config: { keepWarm: '1500ms' } });
  const client = clientOf(host.door);
  const first = await client.get(PRIMES);
  expect(first).toMatchObject({ below: 100_000, primes: 9592 });
  const startedMs = performance.now();
  expect(await client.get(PRIMES)).toEqual({ ...first, tookMs: 0 });
  expect(await host.provider('warm-cache')).toMatchObject({ state: 'held', generation: 1, loads: 1 });

  expect(await host.event('unloaded', 'warm-cache')).toMatchObject({ reason: 'idle', cause: 'released', code: 0, survivors: [] });
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(1500);
  expect((await client.get(PRIMES))['tookMs']).toBeGreaterThan(0);
  expect(await host.provider('warm-cache')).toMatchObject({ state: 'held', generation: 2, loads: 2 });
});

test('W-U8 the after-hours provider is released while its clerk is at work, serves again in the same process, and ends by itself when all is summed up', async () => {
  await using host = await startHost({ 'clear-after.object': '0s' });
  await host.register(example('after-hours'), { config: { paceMs: 200 } });
  const client = clientOf(host.door);
  const enter = (amount: number): Promise<unknown> => client.invoke('root/app:Sales', 'enter', { product: 'tea', amount });
  await Promise.all(Array.from({ length: 100 }, () => enter(1)));
  const unloaded = await host.event('unloaded', 'after-hours');
  expect(unloaded).toMatchObject({ reason: 'idle', staysAs: 'client' });

  expect((await client.get('root/app:Sales=@'))['pending']).toBeGreaterThan(0);
  await enter(7);
  expect((await host.events()).find((event) => event['as'] === 'client')).toMatchObject({ type: 'loading', pid: unloaded.pid, generation: 1 });
  expect(await host.event('client-ended', 'after-hours')).toMatchObject({ pid: unloaded.pid, cause: 'released', code: 0 }); // When it has caught up, by itself.
  const summary = await readFile(join(host.state, 'data', 'after-hours', 'summary.json'), 'utf8');
  expect(JSON.parse(summary)).toEqual({ entries: 101, total: 107 });
  expect(await client.get('root/app:Sales=@')).toEqual({ entries: 101, total: 107, pending: 0 });
  expect(await host.provider('after-hours')).toMatchObject({ generation: 2 });
});

inPython('P12 W-R5 a provider in Python refuses to be unloaded, and only the same context takes it back', async () => {
  await using host = await startHost({ 'clear-after.object': '0s' });
  const folder = await mkdtemp(join(host.state, 'fixture-'));
  await writeFile(join(folder, 'provost.json'), JSON.stringify({ command: ['python3', join(example('..'), 'test/providers/refuses-unload.py')] }));
  await host.register(folder);
  const client = clientOf(host.door);
  const call = (method: string, args: Record<string, string>): Promise<unknown> => client.invoke('root/python:Hold', method, args);
  const contexts = [await call('refuse', { why: 'first' }), await call('refuse', { why: 'second' })] as string[];
  expect(await host.provider('python-refuses')).toMatchObject({ state: 'held' });
  expect(await client.get(`root/python:Hold.context="${contexts[1]}"`)).toMatchObject({ why: 'second' });
  expect(await call('release', { context: 'another' })).toBe('INVALID_PARAMETER');
  expect(await call('release', { context: contexts[0] as string })).toBe('OK');
  expect(await host.provider('python-refuses')).toMatchObject({ state: 'held', generation: 1 });
  expect(await call('release', { context: contexts[1] as string })).toBe('OK');
  expect(await host.event('unloaded', 'python-refuses')).toMatchObject({ reason: 'idle', cause: 'released', code: 0 });
});
