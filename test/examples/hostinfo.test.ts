import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir, totalmem, uptime } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clientOf } from '@provost/client';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';
import { example } from './as-a-person.js';

const CLASS = 'root/machine:Machine';
const HERE = `${CLASS}.name="${hostname()}"`;
const THERE = `${CLASS}.name="another, which is not here"`;

test('what the machine has of itself is read when it is asked for, and what was written down of it without its provider', async () => {
  await using host = await startHost();
  await host.register(example('hostinfo'));
  const client = clientOf(host.door);
  await client.create(CLASS, { name: hostname(), place: 'cellar' });
  await client.create(CLASS, { name: 'another, which is not here', place: 'attic' });
  const places: unknown[] = [];
  for await (const { place } of client.list(CLASS, { columns: ['place'] })) places.push(place);
  expect(places.sort()).toEqual(['attic', 'cellar']);
  expect(await host.provider('hostinfo')).toMatchObject({ kinds: ['property'], loads: 0 });

  const before = Math.floor(uptime());
  const machine = await client.get(HERE);
  expect(machine).toMatchObject({ name: hostname(), place: 'cellar', totalBytes: totalmem(), load: expect.any(Number) as unknown });
  expect(machine['freeBytes']).toBeLessThan(totalmem());
  expect(machine['upSeconds']).toBeGreaterThanOrEqual(before);
  expect(await client.get(THERE)).toEqual({ name: 'another, which is not here', place: 'attic' });
  const found: unknown[] = [];
  for await (const row of client.query(`SELECT name FROM Machine WHERE totalBytes = ${totalmem()}`, { namespace: 'root/machine' })) found.push(row);
  expect(found).toEqual([{ name: hostname() }]);
  expect(await host.provider('hostinfo')).toMatchObject({ state: 'idle', loads: 1, crashes: 0 });
});

test('the message of the day is set on this machine, and on no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'provost-motd-'));
  try {
    await using host = await startHost();
    await host.register(example('hostinfo'), { config: { motd: join(folder, 'motd') } });
    const client = clientOf(host.door);
    for (const name of [hostname(), 'another, which is not here']) await client.create(CLASS, { name });
    expect(await client.get(HERE)).not.toHaveProperty('motd');
    expect(await client.modify(HERE, { motd: 'Backup at noon' })).toMatchObject({ motd: 'Backup at noon' });
    expect(await readFile(join(folder, 'motd'), 'utf8')).toBe('Backup at noon');
    expect(await client.get(HERE)).toMatchObject({ motd: 'Backup at noon' });
    expect(await failureOf(client.modify(THERE, { motd: 'x', place: 'attic' }))).toMatchObject({ code: 'NOT_SUPPORTED', sentence: expect.stringContaining(`this one is ${hostname()}.`) as unknown });
    expect(await client.get(THERE)).toEqual({ name: 'another, which is not here' });
    expect((await failureOf(client.modify(HERE, { motd: 'x'.repeat(201) }))).code).toBe('TYPE_MISMATCH');
    expect((await failureOf(client.modify(HERE, { load: 0 }))).message).toContain('load is read-only');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('P8 a file that cannot be written costs the one who asked a clear error, and the next request is served', async () => {
  await using host = await startHost();
  await host.register(example('hostinfo'), { config: { motd: '/nowhere/at/all/motd' } });
  const client = clientOf(host.door);
  await client.create(CLASS, { name: hostname() });
  expect(await failureOf(client.modify(HERE, { motd: 'x' }))).toMatchObject({ code: 'FAILED', facts: { provider: 'hostinfo' }, sentence: expect.stringContaining('ENOENT') as unknown });
  expect(await client.get(HERE)).toMatchObject({ name: hostname(), totalBytes: totalmem() });
  expect(await host.provider('hostinfo')).toMatchObject({ state: 'idle', crashes: 0, generation: 1 });
});
