import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clientOf } from '@provost/client';
import { WaitFor } from '@provost/protocol';
import { watch } from '../events/watched.js';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';
import { example } from './as-a-person.js';

test('W-R9 the thermometer is a program of its own: attached while it runs, asked like any provider, and gone when it was stopped', async () => {
  await using host = await startHost();
  const program = spawn(process.execPath, [join(example('thermometer'), 'thermometer.js')], { env: { ...process.env, NODE_OPTIONS: '', PROVOST_STATE: host.state }, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(program, 'exit');
  try {
    const [line] = (await once(createInterface(program.stdout), 'line')) as [string];
    expect(line).toBe('attached');
    expect(await host.door.request(WaitFor, { name: 'thermometer', state: 'decoupled' })).toMatchObject({ pid: program.pid, namespace: 'root/home' });
    const client = clientOf(host.door);
    const rooms: unknown[] = [];
    for await (const row of client.list('Thermometer')) rooms.push(row['room']);
    expect(rooms).toEqual(['kitchen', 'cellar', 'attic']);
    const path = 'root/home:Thermometer.room="kitchen"';
    const { celsius } = (await client.get(path)) as { celsius: number };
    await using warm = await watch(host, 'SELECT * FROM TooWarm');
    expect(await client.invoke(path, 'calibrate', { offset: 5 })).toBeGreaterThan(celsius + 4);
    expect(await warm.next()).toMatchObject({ __CLASS: 'TooWarm', room: 'kitchen' });
    expect(await failureOf(client.invoke('root/home:Thermometer.room="sea"', 'calibrate', { offset: 0 }))).toMatchObject({ code: 'NOT_FOUND', facts: { pid: program.pid } });

    program.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(await host.event('detached', 'thermometer')).toMatchObject({ reason: 'detached', pid: program.pid });
    expect((await failureOf(client.get(path))).message).toContain('not attached any more');
  } finally {
    program.kill('SIGKILL');
    await exit;
  }
});
