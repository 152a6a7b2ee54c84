import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Holds, Unload } from '@provost/protocol';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';
import { ROOT } from './as-a-person.js';
import { packageOf } from './readme-blocks.js';

const page = await readFile(join(ROOT, 'docs/unloading.md'), 'utf8');

test('P5 the provider of sessions in docs/unloading.md is held by each session that is open, and by none that is closed', async () => {
  const program = /^```js\n(\/\/ sessions\.js\n[^]*?)^```$/m.exec(page)?.[1];
  expect(program).toContain('serve(sessions);');
  const manifest = { name: 'sessions', version: '1.0.0', type: 'module', provost: { entry: 'sessions.js' } };
  await using written = await packageOf({ 'sessions.js': program as string, 'package.json': JSON.stringify(manifest) });
  await using host = await startHost();
  await host.register(written.folder);
  for (const id of ['7', '8']) await host.call('root/app:Session', 'open', { id });
  const { holds } = await host.door.request(Holds, { name: 'sessions' });
  expect(holds.map(({ operation, why }) => [operation, why])).toEqual([['Session.open', 'session 7'], ['Session.open', 'session 8']]);
  expect((await failureOf(host.door.request(Unload, { name: 'sessions' }))).code).toBe('PROVIDER_BUSY');
  for (const id of ['7', '8']) await host.call(`root/app:Session.id="${id}"`, 'close');
  await host.event('requested', 'sessions', ({ context }) => context === holds[1]?.context);
  expect(await host.provider('sessions')).toMatchObject({ state: 'idle', holds: 0 });
});
