import { expect, test } from '@jest/globals';
import { DescribeProvider, Invoke, Logs, type LogLine } from '@provost/protocol';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CELL } from '../support/cells.js';
import { expectGone } from '../support/pid-is-gone.js';
import { failureOf } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';

const DIES = fileURLToPath(new URL('../../store/providers/dies-writing.js', import.meta.url));

async function startDies(): Promise<TestHost> {
  const host = await startHost();
  await host.register(DIES);
  return host;
}

const call = (host: TestHost, method: string, args: Record<string, unknown> = {}): Promise<unknown> => host.call('root/dies:Entry', method, args);

async function write(host: TestHost, operationId?: string): Promise<unknown> {
  const params = { path: 'root/dies:Entry', method: 'write', arguments: {}, ...(operationId === undefined ? {} : { operationId }) };
  return (await host.door.request(Invoke, params)).value;
}

/** Lets it die at that point of a write, and answers the lines of its next life's log. */
async function dieAt(host: TestHost, point: string, operationId?: string): Promise<void> {
  await call(host, 'arm', { point });
  const { pid } = await host.provider('dies-writing');
  expect(await failureOf(write(host, operationId))).toMatchObject({ code: 'PROVIDER_CRASHED', facts: { provider: 'dies-writing', pid, signal: 'SIGKILL', mayHaveRun: true } });
  await expectGone(pid as number);
}

async function logOf(host: TestHost): Promise<string[]> {
  const lines: string[] = [];
  for await (const rows of host.door.stream(Logs, { name: 'dies-writing' })) lines.push(...(rows as unknown as LogLine[]).map(({ text }) => text));
  return lines;
}

test.each(['first', 'step', 'effect', 'one of two', 'two of two', 'done'])(
  'F-P6 P10 W-U19 a provider that is killed before its commit (%s) has written nothing: what it had begun is taken back before its next load, and asked again it is done once',
  async (point) => {
    await using host = await startDies();
    await dieAt(host, point, 'op');
    expect(await call(host, 'count')).toEqual({ entries: 0, receipts: 0, loads: 2 });
    expect((await logOf(host)).filter((line) => line.startsWith('Took back'))).toHaveLength(point === 'first' ? 0 : 1);
    expect([await write(host, 'op'), await write(host, 'op')]).toEqual(['1 and 2', '1 and 2']);
    expect(await call(host, 'count')).toEqual({ entries: 2, receipts: 1, loads: 2 });
  },
);

test.each(['committed', 'recorded'])(
  'F-P7 P10 a provider that is killed after its commit (%s) has written all: asked again with the same operation id it gives the first answer, and does it no second time',
  async (point) => {
    await using host = await startDies();
    await dieAt(host, point, 'op');
    expect([await write(host, 'op'), await write(host, 'op')]).toEqual(['1 and 2', '1 and 2']);
    expect(await call(host, 'count')).toEqual({ entries: 2, receipts: 1, loads: 2 });
    expect((await logOf(host)).filter((line) => line.startsWith('Took back'))).toEqual([]);
    expect(await write(host)).toBe('3 and 4');
  },
);

test('F-P7 without an operation id nobody knows that it is asked again: it is done a second time', async () => {
  await using host = await startDies();
  await dieAt(host, 'committed');
  expect(await write(host)).toBe('3 and 4');
  expect(await call(host, 'count')).toEqual({ entries: 4, receipts: 2, loads: 2 });
});

test('W-U19 a provider that keeps nothing needs no store: none is made for it', async () => {
  await using host = await startHost();
  await host.register(CELL, { config: { trace: join(host.state, 'trace') } });
  expect(await host.call('root/cells:Cell', 'count')).toBe(1);
  const provider = await host.door.request(DescribeProvider, { name: 'cell' });
  expect(existsSync(join(provider.dataDirectory, 'store'))).toBe(false);
  expect(provider.registration.operationIds).toBeUndefined();
});
