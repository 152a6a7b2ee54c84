import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ListKept } from '@provost/protocol';
import { readLog } from '#src/log/read-log.js';
import { gone } from './gone.js';
import { HostStandIn, State } from './host-stand-in.js';

let state: State;
let host: HostStandIn;
beforeEach(async () => {
  state = new State();
  host = await HostStandIn.start(state);
});
afterEach(async () => {
  await host.stop();
  await state.clear();
});

const logTo = (provider: string) => ({ directory: join(state.directory, 'logs', provider), fileBytes: 1024 * 1024, files: 3, bytesPerSecond: 1024 * 1024 });

async function linesOf(provider: string): Promise<string[]> {
  const lines = [];
  for await (const { generation, stream, text } of readLog(join(state.directory, 'logs', provider))) lines.push(`${generation} ${stream} ${text}`);
  return lines;
}

test('D15 what a process writes once it is assigned goes to the log of its provider, under its generation, and is its last words', async () => {
  const standby = await host.spawn('writes-when-asked', { activation: 'standby-1.1', provider: 'standby', generation: 0, log: logTo('standby') });
  await state.line('standby', /ready/);
  await host.link.assign({ activation: 'standby-1.1', provider: 'notes', generation: 7, log: logTo('notes') });
  process.kill(standby.pid, 'SIGUSR2');
  await state.line('notes', /line 1/);
  const { kept } = await host.connections.at(-1)!.request(ListKept, {}, { timeoutMs: 10_000 });
  expect(kept).toMatchObject([{ activation: 'standby-1.1', provider: 'notes', pid: standby.pid }]);
  await standby.end(0);
  expect(await standby.exit).toEqual({ code: null, signal: 'SIGKILL', lastLines: ['line 1'] });
  await state.line('notes', /was ended/);
  expect(await linesOf('standby')).toEqual([`0 note Process ${standby.pid} was started.`, '0 out ready']);
  expect(await linesOf('notes')).toEqual([
    `7 note Process ${standby.pid} was started ahead of need, and is taken.`, '7 out line 1', `7 note Process ${standby.pid} was ended by SIGKILL.`,
  ]);
});

test('P7 what an assigned process has started still carries the name that it was spawned under, and is ended with it', async () => {
  const standby = await host.spawn('starts-a-tagged-daemon', { activation: 'standby-1.2', log: logTo('standby') });
  const daemon = Number((await state.line('standby', /daemon/)).split(' ')[1]);
  await host.link.assign({ activation: 'standby-1.2', provider: 'notes', generation: 1, log: logTo('notes') });
  const { survivors } = await standby.end(0);
  expect(survivors).toEqual([]);
  await Promise.all([gone(standby.pid), gone(daemon)]);
});

test('a process that has ended is not assigned, and the next one is spawned', async () => {
  const standby = await host.spawn('exits-with-3', { activation: 'standby-1.3', log: logTo('standby') });
  await standby.exit;
  const asked = host.link.assign({ activation: 'standby-1.3', provider: 'notes', generation: 1, log: logTo('notes') });
  await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await (await host.spawn('exits-with-3')).exit).toMatchObject({ code: 3 });
});

test('P9 an assigned process that is not initialised ends at once with the host, as any other', async () => {
  const standby = await host.spawn('ignores-sigterm', { activation: 'standby-1.4', log: logTo('standby') });
  await host.link.assign({ activation: 'standby-1.4', provider: 'notes', generation: 1, log: logTo('notes') });
  await host.die();
  await gone(standby.pid);
});

test('D15 what a process writes once its assignment was sent goes to the log of its provider, however late the keeper reads both', async () => {
  const standby = await host.spawn('writes-when-asked', { activation: 'standby-1.5', provider: 'standby', generation: 0, log: logTo('standby'), isAhead: true });
  await state.line('standby', /ready/);
  process.kill(host.keeperPid, 'SIGSTOP');
  await host.link.assign({ activation: 'standby-1.5', provider: 'notes', generation: 7, log: logTo('notes') }); // Nobody could answer it.
  const before = bytesWritten(standby.pid);
  process.kill(standby.pid, 'SIGUSR2');
  while (bytesWritten(standby.pid) < before + 'line 1\n'.length) await new Promise((resolve) => setImmediate(resolve));
  process.kill(host.keeperPid, 'SIGCONT');
  await state.line('notes', /line 1/);
  await standby.end(0);
  await state.line('notes', /was ended/);
  expect(await linesOf('standby')).toEqual([`0 note Process ${standby.pid} was started.`, '0 out ready']);
  expect((await linesOf('notes'))[1]).toBe('7 out line 1');
});

/** As the system counts it, events of its own loop included. */
function bytesWritten(pid: number): number {
  return Number(/wchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}
