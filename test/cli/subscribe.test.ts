import { expect, test } from '@jest/globals';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linesOnce } from '../consumers/beside.js';
import { LAMP, openWith, type Home } from './support.js';

const LOG_FILE = fileURLToPath(new URL('../../../packages/log-file', import.meta.url));

/** A home with the standard consumers, and a folder to write into. */
async function openLogging(): Promise<Home & { readonly logs: string }> {
  const home = await openWith(LOG_FILE);
  const logs = join(home.folder, 'logs');
  await mkdir(logs);
  return Object.assign(home, { logs });
}

test('subscribe add makes a permanent subscription in one line, ls shows it, rm removes all of it', async () => {
  await using home = await openLogging();
  const file = join(home.logs, 'loads');
  expect((await home.run('subscribe')).stderr).toContain('provost subscribe add NAME WQL --to CLASS K=V');
  const added = await home.run('subscribe', 'add', 'loads', 'SELECT * FROM ProviderLoaded WHERE provider = "lamp"', '--to', 'LogFile', `File=${file}`, 'Text=%provider% %generation%');
  expect(added).toMatchObject({ code: 0, stderr: expect.stringContaining('Events go to root/subscription:LogFile.Name="loads" from now on.') });
  await home.run('register', LAMP);
  await home.run('load', 'lamp');
  expect(await linesOnce(file, (lines) => lines.length === 1)).toEqual(['lamp 1']);
  expect(await home.json('subscribe', 'ls')).toEqual([expect.objectContaining({ consumer: 'root/subscription:LogFile.Name="loads"', state: 'active', dead: 0 })]);
  expect((await home.run('subscribe', '-o', 'name')).stdout).toBe('loads\n');
  for (const name of ['__EventFilter', 'LogFile', '__FilterToConsumerBinding']) expect(await home.json('list', `root/subscription:${name}`)).toHaveLength(1);

  expect(await home.run('subscribe', 'rm', 'LOADS')).toMatchObject({ code: 0 });
  for (const name of ['__EventFilter', 'LogFile', '__FilterToConsumerBinding']) expect(await home.json('list', `root/subscription:${name}`)).toEqual([]);
  expect(await home.run('subscribe', 'rm', 'loads')).toMatchObject({ code: 4, stderr: expect.stringContaining('There is no permanent subscription "loads".') });
});

test('subscribe add makes all of it or nothing, and says what is wrong', async () => {
  await using home = await openLogging();
  const add = (...words: string[]) => home.run('subscribe', 'add', 'it', ...words);
  expect(await add('SELECT * FROM ProviderLoaded')).toMatchObject({ code: 2, stderr: expect.stringContaining('--to root/subscription:LogFile') });
  expect(await add('SELECT * FROM ProviderLoadedd', '--to', 'LogFile', 'File=/x')).toMatchObject({ code: 4, stderr: expect.stringContaining('did you mean "ProviderLoaded"?') });
  expect(await add('SELECT * FROM __InstanceCreationEvent WITHIN 5', '--to', 'LogFile', 'File=/x')).toMatchObject({ code: 1, stderr: expect.stringContaining('Add a condition by AND: TargetInstance ISA') });
  expect((await add('SELECT * FORM ProviderLoaded', '--to', 'LogFile', 'File=/x')).stderr).toContain('INVALID_QUERY');
  expect((await add('SELECT * FROM ProviderLoaded WHERE provider >', '--to', 'LogFile', 'File=/x')).stderr).toContain('INVALID_QUERY');
  expect((await add('SELECT * FROM ProviderLoaded WHERE provder = 1', '--to', 'LogFile', 'File=/x')).stderr).toContain('did you mean "provider"?');
  expect(await add('SELECT * FROM __Namespace', '--to', 'LogFile', 'File=/x')).toMatchObject({ code: 2, stderr: expect.stringContaining('and not for what happens') });
  expect(await add('SELECT * FROM ProviderLoaded', '--to', 'LogFile', 'File=/x', 'Name=that')).toMatchObject({ code: 2, stderr: expect.stringContaining('says another Name') });
  expect(await add('SELECT * FROM ProviderLoaded', '--to', 'root/subscription:__EventFilter', 'Query=x')).toMatchObject({ code: 2, stderr: expect.stringContaining('is none of consumers') });
  expect((await add('SELECT * FROM ProviderLoaded', '--to', 'LogFile', 'Fil=/x')).stderr).toContain('did you mean "File"?');
  for (const name of ['__EventFilter', 'LogFile', '__FilterToConsumerBinding']) expect(await home.json('list', `root/subscription:${name}`)).toEqual([]);
});

test('events for a file that cannot be written wait or are kept aside, and go there once they can be', async () => {
  await using home = await openLogging();
  await home.run('settings', 'delivery-attempts', '1');
  const file = join(home.logs, 'sub', 'loads');
  await home.run('subscribe', 'add', 'loads', 'SELECT * FROM ProviderRegistered', '--to', 'LogFile', `File=${file}`, 'Text=%provider%');
  await home.run('register', LAMP);
  await home.run('events', '-f', '--type', 'event-undelivered', '-n', '1', '--timeout', '20s');
  expect((await home.run('subscribe', 'dead')).stdout).toMatch(/^ID +NAME +AT +ATTEMPTS +ERROR.*\n1 +loads .*ENOENT/);
  await mkdir(join(home.logs, 'sub'));
  expect(await home.run('subscribe', 'dead', '--retry')).toMatchObject({ code: 0, stderr: '1 dead letter is tried again.\n' });
  expect(await linesOnce(file, (lines) => lines.length === 1)).toEqual(['lamp']);
  expect((await home.run('subscribe', 'dead')).stderr).toContain('There are no dead letters.');
  expect(await readFile(file, 'utf8')).toBe('lamp\n');
});
