import { expect, test } from '@jest/globals';
import { connect } from '@provost/client';
import { Get, Invoke, WaitFor } from '@provost/protocol';
import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startOwnHost } from '../support/own-host.js';

const ONCE = fileURLToPath(new URL('../../recovery/providers/once.js', import.meta.url));
const run = promisify(execFile);

test('P10 a write with an operation id that is at work when its host is killed is asked again of the next one, joins the first and is done once', async () => {
  await using host = await startOwnHost();
  await host.client.register({ path: ONCE });
  const gate = join(host.state, 'gate');
  await run('mkfifo', [gate]);
  await using client = await connect({ state: host.state, reconnectMs: 60_000 });
  const add = (operationId: string, args: Record<string, unknown> = {}): Promise<{ readonly value?: unknown }> =>
    client.request(Invoke, { path: 'root/once:Count', method: 'add', arguments: args, operationId });
  const answered = add('first', { gate });
  await host.client.request(WaitFor, { name: 'once', state: 'busy' });
  const writer = await open(gate, 'w'); // It is being read: the operation is at work.
  await host.kill();
  await host.startAgain();
  expect(await host.event('adopted', ({ provider }) => provider === 'once')).toMatchObject({ was: 'serving', running: 1 });
  await writer.close();
  expect(await answered).toEqual({ value: 1 });
  expect(await add('second')).toEqual({ value: 2 });
  expect(await add('second')).toEqual({ value: 2 });
  const { instance } = await client.request(Get, { path: 'root/once:Count.id="one"' });
  expect(instance).toEqual({ id: 'one', count: 2 });
});
