import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { KeeperLoss } from '#src/keeper/keeper-link.js';
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

const lossOf = (): Promise<KeeperLoss> => new Promise((resolve) => host.link.onLost(resolve));

test('P8 a keeper that is killed costs the codes of what it kept, is told, and the next provider has a new one', async () => {
  const lost = lossOf();
  const lives = await host.spawn('lives', { activation: 'lives-1.1' });
  const first = host.keeperPid;
  process.kill(first, 'SIGKILL');
  expect(await lost).toEqual({ keeperPid: first, activations: ['lives-1.1'] });
  const next = await host.spawn('exits-with-3');
  expect(host.keeperPid).not.toBe(first);
  expect(await next.exit).toEqual({ code: 3, signal: null, lastLines: ['one', 'two'] });
  const report = await lives.end(0);
  expect(report.survivors).toEqual([]);
  expect(await lives.exit).toEqual({ code: null, signal: null, lastLines: [], unseen: true });
});

test('KEEPER_LOST names the provider that could not be started, and leaves nothing of it behind', async () => {
  await (await host.spawn('exits-with-3')).exit;
  const { keeperPid } = host;
  const lost = lossOf();
  process.kill(keeperPid, 'SIGSTOP');
  const failed = expect(host.spawn('lives')).rejects.toMatchObject({
    code: 'KEEPER_LOST',
    message: `KEEPER_LOST: The keeper (pid ${keeperPid}) ended while it was asked to start provider "lives".`,
    facts: { provider: 'lives', keeperPid, reason: 'CONNECTION_CLOSED' },
  });
  process.kill(keeperPid, 'SIGKILL');
  await failed;
  expect(await lost).toEqual({ keeperPid, activations: [], asked: 'lives' });
  expect(await (await host.spawn('exits-with-3')).exit).toMatchObject({ code: 3 });
});

test('P7 a process is seen dead though its keeper hangs', async () => {
  const lives = await host.spawn('lives');
  process.kill(host.keeperPid, 'SIGSTOP');
  await lives.end(0);
  expect(await lives.exit).toEqual({ code: null, signal: null, lastLines: [], unseen: true });
  process.kill(host.keeperPid, 'SIGKILL');
});

test('a keeper that ends before it has called is told with how it ended, and where its log is', async () => {
  const program = join(state.directory, 'keeper.js');
  writeFileSync(program, 'process.exitCode = 5;');
  const elsewhere = new State();
  const other = await HostStandIn.start(elsewhere, { program });
  await expect(other.spawn('lives')).rejects.toMatchObject({
    code: 'KEEPER_LOST',
    message: expect.stringMatching(/^KEEPER_LOST: The keeper \(pid \d+\) exited with code 5 before it called the host\.$/),
  });
  await expect(other.spawn('lives')).rejects.toMatchObject({ code: 'KEEPER_LOST' });
  await other.stop();
  await elsewhere.clear();
});

test('a keeper that does not call in time is killed', async () => {
  const program = join(state.directory, 'keeper.js');
  writeFileSync(program, 'setInterval(() => {}, 1e6);');
  const elsewhere = new State();
  const other = await HostStandIn.start(elsewhere, { program, startTimeoutMs: 300 });
  const error = await other.spawn('lives').catch((reason: { message: string; facts: { keeperPid: number } }) => reason);
  expect(error).toMatchObject({ code: 'KEEPER_LOST', message: expect.stringMatching(/did not call the host within 300 ms; it is killed\.$/) });
  await gone((error as { facts: { keeperPid: number } }).facts.keeperPid);
  await other.stop();
  await elsewhere.clear();
});
