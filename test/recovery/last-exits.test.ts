import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { DescribeProvider, Load, Unregister, type ProviderDetail } from '@provost/protocol';
import { BIN } from '../cli/support.js';
import { CELL } from '../support/cells.js';
import { startOwnHost, type OwnHost } from '../support/own-host.js';
import { untilGone } from '../support/pid-is-gone.js';

const run = promisify(execFile);
const described = (host: OwnHost): Promise<ProviderDetail> => host.client.request(DescribeProvider, { name: 'cell' });
const inLs = async (host: OwnHost): Promise<string[]> => {
  const { stdout } = await run(process.execPath, [BIN, 'ls', '--state', host.state]);
  const line = stdout.split('\n')[1]!.split(/ {2,}/);
  return [line[4]!, line.at(-1)!];
};

test('P9 how a provider last ended, and how often it was loaded, is still shown by the next host', async () => {
  await using host = await startOwnHost({ settings: { 'orphan-timeout': '0s' } });
  await host.client.request(Load, { name: 'cell' });
  await host.client.unload('cell');
  const { pid: second } = await host.client.request(Load, { name: 'cell' });
  process.kill(second as number, 'SIGKILL');
  await host.event('crashed');
  const { exits } = await described(host);
  expect(exits).toMatchObject([{ cause: 'crashed', signal: 'SIGKILL', generation: 2, pid: second }, { cause: 'released', reason: 'operator', generation: 1 }]);
  await host.kill();
  await host.startAgain();
  expect(await described(host)).toMatchObject({ state: 'unloaded', generation: 2, exits, lastExit: exits[0], stateSince: exits[0]!.at, loads: 0, crashes: 0 });
  expect(await inLs(host)).toEqual(['2', 'crashed (SIGKILL)']);

  // One that ends while there is no host: how, nobody has seen.
  const { pid: third } = await host.client.request(Load, { name: 'cell' });
  await host.kill();
  await untilGone(third as number);
  await host.startAgain();
  const { at } = await host.event('lost');
  const now = await described(host);
  expect(now.exits).toEqual([{ cause: 'lost', reason: null, code: null, signal: null, pid: third, generation: 3, at, lastLines: [] }, ...exits]);
  expect(await inLs(host)).toEqual(['3', 'lost (no host was there)']);
  expect(await host.tell('count')).toBe(1);
  expect((await described(host)).generation).toBe(4);
});

test('P9 a provider that is registered anew after it was unregistered has no exits', async () => {
  await using host = await startOwnHost();
  await host.client.request(Load, { name: 'cell' });
  await host.client.unload('cell');
  await host.client.request(Unregister, { name: 'cell' });
  await host.kill();
  await host.startAgain();
  await host.client.register({ path: CELL, config: { trace: `${host.state}/../trace` } });
  expect(await described(host)).toMatchObject({ generation: 0, exits: [], lastExit: null });
  expect(await host.tell('count')).toBe(1);
});
