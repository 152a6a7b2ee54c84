import { describe, expect, test } from '@jest/globals';
import { Check, DescribeProvider, Get, Register, Unregister } from '@provost/protocol';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureOf } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';

const PACKAGES = fileURLToPath(new URL('../../../node_modules/@provost', import.meta.url));

/** A provider that shows what it was given: its config, its credential, its environment and its command line. */
const SHOWS_ITSELF = `
import { Type, defineClass, defineProvider, serve } from '@provost/sdk';
const Given = defineClass('Given', { properties: { port: Type.Integer(), token: Type.String(), environment: Type.String(), command: Type.String(), files: Type.String() } });
const shows = defineProvider({
  name: 'shows', namespace: 'root/app', config: { port: Type.Integer({ minimum: 1 }), folder: Type.Optional(Type.String()) }, credentials: ['token'],
  load: (context) => ({ port: context.config.port, token: context.credential('token'), files: context.dataDirectory }),
}).serves(Given, {
  get: (_key, { port, token, files }) => ({ port, token, files, environment: JSON.stringify(process.env), command: process.argv.join(' ') }),
});
export default shows;
serve(shows);
`;

/** A package of its own, with the provider in it and a credential beside it. */
async function makePackage(host: TestHost, source = SHOWS_ITSELF): Promise<{ folder: string; token: string }> {
  const folder = join(host.state, 'package');
  const token = join(host.state, 'token');
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(PACKAGES, join(folder, 'node_modules/@provost'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'shows', type: 'module', provost: { entry: 'shows.js' } }));
  await writeFile(join(folder, 'shows.js'), source);
  await writeFile(token, 'open sesame\n', { mode: 0o600 });
  return { folder, token };
}

describe('registering a provider', () => {
  test('F-C18 config, credentials and environment reach it, and a secret stands neither in its environment nor in its command line', async () => {
    await using host = await startHost();
    const { folder, token } = await makePackage(host);
    process.env['PROVOST_TEST_SECRET'] = 'the host knows this';
    await host.door.request(Register, { path: folder, config: { port: '8080' }, credentials: { token: { file: token } }, environment: { COLOUR: 'blue' } });
    delete process.env['PROVOST_TEST_SECRET'];
    const { instance } = await host.door.request(Get, { path: 'Given=@' });
    expect(instance).toMatchObject({ port: 8080, token: 'open sesame', files: join(host.state, 'data/shows') });
    const { pid } = await host.provider('shows');
    const environ = await readFile(`/proc/${pid}/environ`, 'utf8');
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    expect(environ).toContain('COLOUR=blue');
    for (const seen of [environ, command, String(instance['environment']), String(instance['command'])]) expect(seen).not.toMatch(/sesame|host knows|8080/);
    const detail = await host.door.request(DescribeProvider, { name: 'shows' });
    expect(detail.registration).toMatchObject({ credentialNames: ['token'], environmentNames: ['COLOUR'] });
    expect(JSON.stringify(detail)).not.toMatch(/sesame|blue/);
  });

  test('P11 every fault is told at once, and nothing is registered', async () => {
    await using host = await startHost();
    const { folder, token } = await makePackage(host);
    await chmod(token, 0o644);
    const error = await failureOf(host.door.request(Check, { path: folder, config: { prot: '1' }, credentials: { token: { file: token }, key: { file: token } } }));
    expect(error.code).toBe('INVALID_REGISTRATION');
    expect(error.facts.faults).toHaveLength(4);
    expect(error.facts.faults?.join('; ')).toMatch(/"prot", did you mean "port"\?[^]*port must be given[^]*no credential "key"[^]*the credential token in/);
    expect((await failureOf(host.provider('shows'))).message).toBe('no provider shows');
  });

  test('F-C15 a load whose files have changed is refused, with both hashes and what to do; registering again serves the new ones', async () => {
    await using host = await startHost();
    const { folder, token } = await makePackage(host);
    const params = { path: folder, config: { port: 1 }, credentials: { token: { file: token } } };
    await host.door.request(Register, params);
    await writeFile(join(folder, 'shows.js'), SHOWS_ITSELF.replace('token, files, environment', 'token: token.toUpperCase(), files, environment'));
    const error = await failureOf(host.door.request(Get, { path: 'Given=@' }));
    expect(error).toMatchObject({ code: 'PROVIDER_CHANGED', facts: { provider: 'shows' } });
    expect(error.remedy).toMatch(/provost register/);
    expect((await host.door.request(DescribeProvider, { name: 'shows' })).changedFiles).toBe(true);
    expect((await host.door.request(Register, params)).updated).toBe(true);
    expect((await host.door.request(Get, { path: 'Given=@' })).instance['token']).toBe('OPEN SESAME');
  });

  test('a linked one is described anew when its files have changed', async () => {
    await using host = await startHost();
    const { folder, token } = await makePackage(host);
    await host.door.request(Register, { path: folder, config: { port: 1 }, credentials: { token: { file: token } }, link: true });
    await writeFile(join(folder, 'shows.js'), SHOWS_ITSELF.replace('token, files, environment', 'token: token.length + " letters", files, environment'));
    expect((await host.door.request(Get, { path: 'Given=@' })).instance['token']).toBe('11 letters');
  });

  test('an update while it is loaded costs no request: the old one is released, the new one serves', async () => {
    await using host = await startHost();
    const { folder, token } = await makePackage(host);
    const params = { path: folder, config: { port: 1 }, credentials: { token: { file: token } } };
    await host.door.request(Register, params);
    await host.door.request(Get, { path: 'Given=@' });
    const asking = Array.from({ length: 50 }, () => host.door.request(Get, { path: 'Given=@' }));
    await host.door.request(Register, { ...params, config: { port: 2 } });
    await Promise.all(asking);
    expect((await host.door.request(Get, { path: 'Given=@' })).instance['port']).toBe(2);
    expect(await host.event('unloaded', 'shows')).toMatchObject({ reason: 'update', cause: 'released' });
  });

  test('one that is unregistered is unloaded, and known no more', async () => {
    await using host = await startHost();
    const { folder, token } = await makePackage(host);
    await host.door.request(Register, { path: folder, config: { port: 1 }, credentials: { token: { file: token } } });
    await host.door.request(Get, { path: 'Given=@' });
    await host.door.request(Unregister, { name: 'shows' });
    expect(await host.event('unloaded', 'shows')).toMatchObject({ reason: 'unregistered' });
    expect((await failureOf(host.door.request(Get, { path: 'Given=@' }))).code).toBe('INVALID_CLASS');
  });

  test('what is registered is still there for the next host', async () => {
    await using host = await startHost();
    const { folder, token } = await makePackage(host);
    await host.door.request(Register, { path: folder, config: { port: 7 }, credentials: { token: { file: token } } });
    await host.host.stop();
    const { ProviderHost } = await import('@provost/host');
    const next = new ProviderHost({ state: host.state });
    await next.start();
    try {
      expect((await next.door().request(Get, { path: 'Given=@' })).instance['port']).toBe(7);
    } finally {
      await next.stop();
    }
  });
});
