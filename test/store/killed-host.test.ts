import { expect, test } from '@jest/globals';
import { connect } from '@provost/client';
import { WaitFor } from '@provost/protocol';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startOwnHost } from '../support/own-host.js';

const WAITS = fileURLToPath(new URL('../../store/providers/waits-writing.js', import.meta.url));
const ENTRY = 'root/waits:Entry';

test('P9 P10 a write with an operation id that is under way when the host is killed goes on, is asked again by its client when the next host is there, and is done once', async () => {
  await using host = await startOwnHost();
  const client = await connect({ state: host.state, reconnectMs: 60_000 });
  await client.register({ path: WAITS });
  const gate = join(host.state, 'gate');
  execFileSync('mkfifo', [gate]);
  const answer = client.invoke(ENTRY, 'write', { gate }, { operationId: 'once' });
  await client.request(WaitFor, { name: 'waits-writing', state: 'busy' });
  const writer = await open(gate, 'r+'); // It waits in the read from now on: a pipe that has a writer and nothing in it.
  await host.kill();
  await host.startAgain();
  const { pid } = await host.event('adopted', ({ provider }) => provider === 'waits-writing');
  await writer.writeFile('go on');
  await writer.close();
  expect(await answer).toBe(1);
  expect(await host.client.invoke(ENTRY, 'write', { gate }, { operationId: 'once' })).toBe(1);
  expect(await host.client.invoke(ENTRY, 'runs')).toBe(1);
  const provider = await host.client.describe('waits-writing');
  expect([provider.pid, existsSync(join(provider.dataDirectory, 'receipt'))]).toEqual([pid, true]);
  await client.close();
});
