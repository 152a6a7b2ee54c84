import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clientOf } from '@provost/client';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';
import { ROOT, noneLeftWith, run, type Outcome } from './as-a-person.js';
import { blockOf, packageOf } from './readme-blocks.js';

const readme = await readFile(join(ROOT, 'README.md'), 'utf8');

function block(heading: string, language: string): string {
  return blockOf(readme, language, heading);
}

test('the provider in README.md can be registered and used as it stands', async () => {
  const program = block('Write a provider', 'js');
  const file = /^\/\/ (\S+)\n/.exec(program)?.[1];
  expect(file).toBe('clock.js');
  const manifest = { name: 'readme-clock', version: '1.0.0', type: 'module', provost: { entry: file } };
  await using written = await packageOf({ 'clock.js': program, 'package.json': JSON.stringify(manifest) });

  await using host = await startHost();
  await host.register(written.folder);
  const client = clientOf(host.door);
  const zones: unknown[] = [];
  for await (const row of client.list('root/app:Clock')) zones.push(row['zone']);
  expect(zones).toEqual(['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'UTC']);
  expect(await client.get('root/app:Clock.zone="UTC"')).toEqual({ zone: 'UTC', time: expect.stringMatching(/^\d\d:\d\d:\d\d$/) });
  expect((await failureOf(client.get('root/app:Clock.zone="Europe/Paris"'))).code).toBe('NOT_FOUND');
});

test('the commands in README.md do what they say, and so does the application beside them', async () => {
  const commands = block('Write a provider', 'console').trimEnd().split('\n').map((line) => line.replace(/^\$ /, ''));
  await using written = await packageOf({ 'package.json': '{ "type": "module" }', 'application.js': block('Use it from an application', 'js') });
  await mkdir(join(written.folder, 'bin'));
  await symlink(join(ROOT, 'packages/cli/bin/provost.js'), join(written.folder, 'bin/provost'));
  const state = join(written.folder, 'state');
  const environment = { PROVOST_STATE: state, PATH: `${join(written.folder, 'bin')}:${process.env['PATH'] ?? ''}`, TMPDIR: written.folder };

  const outcomes = new Map<string, Outcome>();
  let application: Outcome | undefined;
  for (const command of commands) {
    if (command === 'provost down') application = await run(process.execPath, ['application.js'], environment, written.folder);
    outcomes.set(command, await run('sh', ['-c', command], environment));
  }
  expect(Object.fromEntries([...outcomes].map(([command, { code }]) => [command, code]))).toEqual(Object.fromEntries(commands.map((command) => [command, 0])));
  expect(outcomes.get(`provost get 'root/app:Clock.zone="UTC"'`)?.out).toContain('UTC');
  expect(outcomes.get('provost ls')?.out).toContain('clock');
  expect(application).toMatchObject({ code: 0, err: '' });
  expect(application?.out.split('\n')[0]).toMatch(/ \d\d:\d\d:\d\d$/);
  await noneLeftWith('TMPDIR', written.folder);
});

test('a provider outside the clone finds the SDK as README.md says', async () => {
  const commands = block('Write a provider', 'sh').replaceAll('~/provost', ROOT);
  await using elsewhere = await packageOf({});
  const { folder } = elsewhere;
  await rm(join(folder, 'node_modules'), { recursive: true });
  const environment = { npm_config_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false', npm_config_cache: join(folder, 'cache') };
  expect(await run('sh', ['-ec', commands], environment, folder)).toMatchObject({ code: 0 });
  const entry = join(folder, 'my-clock', 'clock.js');
  await writeFile(entry, block('Write a provider', 'js'));
  await using host = await startHost();
  await host.register(entry);
  expect(await clientOf(host.door).get('root/app:Clock.zone="UTC"')).toMatchObject({ zone: 'UTC' });
});
