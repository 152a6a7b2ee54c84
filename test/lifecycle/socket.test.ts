import { expect, test } from '@jest/globals';
import { connect } from '@provost/client';
import { Status } from '@provost/protocol';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getThing, registerFixture } from '../support/providers.js';
import { startHost } from '../support/start-host.js';

test('F-H33 a host whose socket is taken away is reachable again at once: who is connected stays, providers are loaded on', async () => {
  await using host = await startHost();
  await using connected = await connect({ state: host.state });
  await registerFixture(host, 'prints-to-stdout');
  await rm(join(host.state, 'host.sock'));
  expect(await host.event('socket-renewed')).toMatchObject({ socket: join(host.state, 'host.sock'), was: 'removed' });
  await using newcomer = await connect({ state: host.state, reconnectMs: 0 });
  expect((await newcomer.request(Status, {})).clients).toBe(2);
  expect((await connected.request(Status, {})).clients).toBe(2);
  expect(await getThing(host)).toBe('unharmed'); // A provider, and the keeper that starts it, dial the new one.
});

test('F-H33 what stands in the way is told with what it is, and taken back once it is gone', async () => {
  await using host = await startHost();
  const socket = join(host.state, 'host.sock');
  await writeFile(`${socket}.other`, '');
  await rename(`${socket}.other`, socket);
  expect(await host.event('socket-lost')).toMatchObject({ socket, was: 'replaced', error: `${socket} is there and is no socket.` });
  await rm(socket);
  expect(await host.event('socket-renewed')).toMatchObject({ socket, was: 'removed' });
  await using client = await connect({ state: host.state, reconnectMs: 0 });
  expect((await client.request(Status, {})).clients).toBe(1);
});
