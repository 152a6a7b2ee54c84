import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ListKept } from '@provost/protocol';
import { HELD_BYTES } from '#src/keeper/held-output.js';
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
  const standby = await host.spawn('writes-when-asked', { activation: 'standby-1.1', provider: 'standby', generation: 0, log: logTo('standby'), isAhead: true });
  await host.link.assign({ activation: 'standby-1.1', provider: 'notes', generation: 7, log: logTo('notes') });
  await state.line('notes', /ready/);
  process.kill(standby.pid, 'SIGUSR2');
  await state.line('notes', /line 1/);
  const { kept } = await host.connections.at(-1)!.request(ListKept, {}, { timeoutMs: 10_000 });
  expect(kept).toMatchObject([{ activation: 'standby-1.1', provider: 'notes', pid: standby.pid }]);
  await standby.end(0);
  expect(await standby.exit).toEqual({ code: null, signal: 'SIGKILL', lastLines: ['ready', 'line 1'] });
  await state.line('notes', /was ended/);
  expect(await linesOf('standby')).toEqual([`0 note Process ${standby.pid} was started.`]);
  expect(await linesOf('notes')).toEqual([
    `7 note Process ${standby.pid} was started ahead of need, and is taken.`, '7 out ready', '7 out line 1', `7 note Process ${standby.pid} was ended by SIGKILL.`,
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

test('D15 what a process that was started ahead writes is its provider\'s, however late it is assigned, and nobody waits for that', async () => {
  const standby = await host.spawn('writes-much', { activation: 'standby-1.5', provider: 'standby', generation: 0, log: logTo('standby'), isAhead: true });
  while (bytesWritten(standby.pid) < HELD_BYTES) await new Promise((resolve) => setImmediate(resolve)); // No more of it is read from about then on.
  process.kill(host.keeperPid, 'SIGSTOP');
  await host.link.assign({ activation: 'standby-1.5', provider: 'notes', generation: 7, log: logTo('notes') }); // Nobody could answer it.
  process.kill(host.keeperPid, 'SIGCONT');
  await state.line('notes', /^the last of 5000 lines$/);
  await standby.exit;
  await state.line('notes', /exited with code 0/);
  expect(await linesOf('standby')).toEqual([`0 note Process ${standby.pid} was started.`]);
  expect(await linesOf('notes')).toHaveLength(5_000 + 2);
});

test('D15 what one that was started ahead and never assigned has written is in the log that it was started with, and its last words', async () => {
  const standby = await host.spawn('exits-with-3', { activation: 'standby-1.6', provider: 'standby', generation: 0, log: logTo('standby'), isAhead: true });
  expect(await standby.exit).toMatchObject({ code: 3, lastLines: ['one', 'two'] });
  await state.line('standby', /^two$/);
});

function bytesWritten(pid: number): number {
  return Number(/wchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}
