import { expect, test } from '@jest/globals';
import { Get, Register, Unload } from '@provost/protocol';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';

const PACKAGES = fileURLToPath(new URL('../../../node_modules/@provost', import.meta.url));

const GREETS = `
import { Type, defineClass, defineProvider, serve } from '@provost/sdk';
import { greeting } from './greeting.mjs';
const Greeting = defineClass('Greeting', { properties: { text: Type.String(), token: Type.String() } });
const greets = defineProvider({ name: 'greets', namespace: 'root/app', credentials: ['token'], load: (context) => context.credential('token') })
  .serves(Greeting, { get: (_key, token) => ({ text: greeting, token }) });
export default greets;
serve(greets);
`;

test('F-C15 F-C18 of a provider in a single file only what it imports is its own: a neighbour is not, nor is a credential that is rotated', async () => {
  await using host = await startHost();
  const folder = join(host.state, 'scripts');
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(PACKAGES, join(folder, 'node_modules/@provost'));
  await writeFile(join(folder, 'greets.mjs'), GREETS);
  await writeFile(join(folder, 'greeting.mjs'), 'export const greeting = "hello";\n');
  await writeFile(join(folder, 'token'), 'one', { mode: 0o600 });
  const params = { path: join(folder, 'greets.mjs'), credentials: { token: { file: join(folder, 'token') } } };
  await host.door.request(Register, params);
  await writeFile(join(folder, 'neighbour.mjs'), 'export default 2;\n');
  await writeFile(join(folder, 'token'), 'two');
  expect((await host.door.request(Get, { path: 'Greeting=@' })).instance).toEqual({ text: 'hello', token: 'two' });
  await host.door.request(Unload, { name: 'greets' });
  await writeFile(join(folder, 'greeting.mjs'), 'export const greeting = "good day";\n');
  const error = await failureOf(host.door.request(Get, { path: 'Greeting=@' }));
  expect(error.code).toBe('PROVIDER_CHANGED');
  expect(error.message).toMatch(/in \S+\/scripts have changed since it was registered: greeting\.mjs was changed; their hash was [0-9a-f]{12} and is [0-9a-f]{12}\.$/);
  await host.door.request(Register, params);
  expect((await host.door.request(Get, { path: 'Greeting=@' })).instance).toEqual({ text: 'good day', token: 'two' });
});
