/** A host to which the system gives no more descriptors: what it has goes on, what comes is told, and with room again all is as before. */
import { expect, test } from '@jest/globals';
import { connect, type Client } from '@provost/client';
import { Get, Load, Status, Unload } from '@provost/protocol';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect as dial, type Socket } from 'node:net';
import { join } from 'node:path';
import { openHome, LAMP, type Home } from '../cli/support.js';
import { CELL } from '../support/cells.js';
import { failureOf } from '../support/providers.js';

const REMEDY = 'The host has no descriptors left: close connections to it that are not needed, or raise its limit (ulimit -n), then ask again.';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Takes all descriptors that the host may still have: its limit is lowered to a few more, and as many connections are opened as fill them, save so many. */
async function exhaust(pid: number, state: string, spared = 0): Promise<Socket[]> {
  const open = async (): Promise<number> => (await readdir(`/proc/${pid}/fd`)).length;
  const limit = (await open()) + 6;
  spawnSync('prlimit', ['--pid', String(pid), `--nofile=${limit}`]);
  const sockets: Socket[] = [];
  let shed = 0;
  for (let n = 0; n < 20; n++) {
    const socket = dial(join(state, 'host.sock')).on('error', () => {});
    socket.once('close', () => shed++);
    await once(socket, 'connect');
    sockets.push(socket);
  }
  while (shed < 20 - 6 - 1) await turn(); // One more than there was room for may have got in: what is kept for such a moment.
  const full = await open();
  for (const socket of sockets.splice(0, spared)) socket.destroy();
  while ((await open()) > full - spared) await turn();
  return sockets;
}

/** A host of a process of its own, which has registered both and loaded nothing, and a client that was there before. */
async function startHost(home: Home): Promise<{ readonly client: Client; readonly pid: number }> {
  await home.run('up', '-d');
  for (const path of [LAMP, CELL]) await home.run('register', path);
  await home.run('down');
  await home.run('up', '-d');
  await home.run('settings', 'standby', '0');
  const client = await connect({ state: home.state });
  return { client, pid: (await client.request(Status, {})).pid };
}

const hasLimits = spawnSync('prlimit', ['--version']).status === 0;
const inLimits = (title: string, body: () => Promise<void>): void => (hasLimits ? test : test.skip)(hasLimits ? title : `${title} (not shown here: prlimit is not installed)`, body);

inLimits('F-H23 without descriptors, a host serves those that are there, sheds who comes, fails a load by name, and recovers', async () => {
  await using home = await openHome();
  const { client, pid } = await startHost(home);
  await client.request(Load, { name: 'cell' });
  const sockets = await exhaust(pid, home.state);

  expect(await client.request(Get, { path: 'root/cells:Cell=@' })).toMatchObject({ instance: { count: 0 } });
  expect(await home.run('ls')).toMatchObject({ code: 3, stderr: expect.stringMatching(/^error: CONNECTION_CLOSED: /) });
  const error = await failureOf(client.request(Load, { name: 'lamp' }));
  expect(error).toMatchObject({ code: 'PROVIDER_LOAD_FAILED', facts: { provider: 'lamp' }, remedy: REMEDY });
  expect(error.sentence).toMatch(/EMFILE/);
  await client.request(Unload, { name: 'cell' });

  for (const socket of sockets) socket.destroy();
  expect((await client.request(Load, { name: 'lamp' })).generation).toBe(2);
  expect((await home.run('ls')).code).toBe(0);
  await client.close();
});

inLimits('F-H23 without descriptors for a keeper, nothing can be loaded, which is told with the limit and costs the host nothing', async () => {
  await using home = await openHome();
  const { client, pid } = await startHost(home);
  const sockets = await exhaust(pid, home.state, 3);
  const error = await failureOf(client.request(Load, { name: 'lamp' }));
  expect(error).toMatchObject({ code: 'KEEPER_LOST', remedy: REMEDY });
  expect(error.sentence).toMatch(/EMFILE/);
  for (const socket of sockets) socket.destroy();
  await client.request(Load, { name: 'lamp' });
  expect((await home.run('list', 'Lamp')).code).toBe(0);
  await client.close();
});

inLimits('F-H23 without descriptors for another provider, its keeper goes on with those it keeps, and says why this one cannot be started', async () => {
  await using home = await openHome();
  const { client } = await startHost(home);
  const { pid } = await client.request(Load, { name: 'cell' });
  const { keeper } = await client.request(Status, {});
  const limitTo = (limit: number): void => void spawnSync('prlimit', ['--pid', String(keeper?.pid), `--nofile=${limit}:`]);
  limitTo(10); // It has more already.
  const error = await failureOf(client.request(Load, { name: 'lamp' }));
  expect(error).toMatchObject({ code: 'PROVIDER_LOAD_FAILED', facts: { provider: 'lamp', reason: 'EMFILE' } });
  expect(error.sentence).toMatch(/no room for another process \(EMFILE\)/);
  expect(await client.request(Load, { name: 'cell' })).toMatchObject({ pid });

  limitTo(1_024);
  expect((await client.request(Load, { name: 'lamp' })).generation).toBe(2);
  expect((await client.request(Status, {})).keeper?.pid).toBe(keeper?.pid);
  await client.close();
});
