import { spawnSync } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { Describe, Ping, ProgressFromProvider, Release } from '@provost/protocol';
import { program, startRuntime } from '../support/host-stand-in.js';

const tenSeconds = { timeoutMs: 10_000 };

test('P1 no author code runs before the host says initialize', async () => {
  await using runtime = await startRuntime();
  expect(runtime.hello).toMatchObject({ role: 'provider', features: ['validates', 'standby', 'early', 'rows', 'rows-msgpack'], pid: runtime.child.pid, activation: { id: 'a1', secret: 's' } });
  expect(await runtime.connection.request(Ping, {}, tenSeconds)).toEqual({});
  await expect(runtime.get('Word', 'early')).rejects.toMatchObject({ code: 'PROTOCOL_VIOLATED' });
  expect(runtime.output()).toBe('');
  expect(await runtime.initialize(program('speaks.js'))).toMatchObject({ description: { name: 'speaks', classes: [{ name: 'Word', operations: ['get'] }] } });
  expect(await runtime.get('Word', '7')).toEqual({ id: '7' });
  await expect(runtime.initialize(program('speaks.js'))).rejects.toMatchObject({ code: 'PROTOCOL_VIOLATED' });
});

test('P1 it says that it begins and goes to its directory before anything of the author\'s is imported', async () => {
  await using runtime = await startRuntime();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'provost-directory-')));
  const said: string[] = [];
  runtime.connection.onNotification(ProgressFromProvider, (progress) => said.push(`${JSON.stringify(progress)} ${runtime.output()}`));
  await runtime.initialize(program('tells-directory.js'), { directory: folder });
  expect(said).toEqual(['{} ']);
  expect(await runtime.get('Word', '7')).toEqual({ id: '7' });
  expect(runtime.output()).toBe(`imported in ${folder}\n`);
  await rm(folder, { recursive: true });
});

test('F-P3 a directory that is not there is PROVIDER_LOAD_FAILED, and nothing of the author\'s is imported', async () => {
  await using runtime = await startRuntime();
  await expect(runtime.initialize(program('speaks.js'), { directory: '/nowhere' })).rejects.toMatchObject({
    code: 'PROVIDER_LOAD_FAILED', message: 'PROVIDER_LOAD_FAILED: Its directory /nowhere cannot be entered (ENOENT).',
  });
  expect(await runtime.exit).toEqual({ code: 1, signal: null });
  expect(runtime.output()).toBe('');
});

test('describe answers what is served, never loads it, and the process ends', async () => {
  await using runtime = await startRuntime();
  expect(await runtime.connection.request(Describe, { entry: program('speaks.js') }, tenSeconds)).toMatchObject({ name: 'speaks', kinds: ['object'] });
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
  expect(runtime.output()).toBe('imported\n');
});

test('P7 release is answered and then the process ends by itself, with 0', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('speaks.js'));
  expect(await runtime.connection.request(Release, { reason: 'idle', deadlineMs: 5000 }, tenSeconds)).toEqual({ outcome: 'released' });
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
  expect(runtime.output()).toBe('imported\nloaded\nreleased idle\nclosed\n');
});

test('SIGTERM is release for shutdown: what is under way is aborted', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('speaks.js'));
  const answer = runtime.get('Word', 'wait').catch((error: unknown) => error);
  await runtime.wrote('waiting');
  runtime.child.kill('SIGTERM');
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
  expect(runtime.output()).toBe('imported\nloaded\nwaiting\naborted OPERATION_CANCELLED\nreleased shutdown\nclosed\n');
  expect(await answer).toEqual({ id: 'wait' });
});

test('a provider that loses its host lets go and ends', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('speaks.js'));
  void runtime.get('Word', 'wait').catch(() => {});
  await runtime.wrote('waiting');
  runtime.connection.close();
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
  expect(runtime.output()).toContain('released orphaned\nclosed\n');
});

test('P9 F-R11 a process that was not initialized ends with its channel, with its birth pipe, or when told', async () => {
  await using lostChannel = await startRuntime();
  lostChannel.connection.close();
  expect(await lostChannel.exit).toEqual({ code: 0, signal: null });
  await using lostPipe = await startRuntime();
  lostPipe.birthPipe.end();
  expect(await lostPipe.exit).toEqual({ code: 0, signal: null });
  await using told = await startRuntime();
  told.child.kill('SIGTERM');
  expect(await told.exit).toEqual({ code: 0, signal: null });
});

test('the birth pipe may close once the process is initialized', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('speaks.js'));
  runtime.birthPipe.end();
  expect(await runtime.get('Word', '7')).toEqual({ id: '7' });
});

test.each([
  ['reject', 'Unhandled rejection: Error: nobody caught this'],
  ['throw', 'Uncaught exception: Error: nobody caught that'],
])('F-P14 what nobody catches (%s) ends the process with 70, its reason on stderr', async (how, reason) => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('speaks.js'));
  await expect(runtime.get('Word', how)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await runtime.exit).toEqual({ code: 70, signal: null });
  expect(runtime.output()).toContain(reason);
});

test('F-P25 a provider whose output nobody reads any more serves on', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('speaks.js'));
  runtime.child.stdout?.destroy();
  runtime.child.stderr?.destroy();
  expect(await runtime.get('Word', 'chatter')).toEqual({ id: 'chatter' });
  expect(await runtime.get('Word', '7')).toEqual({ id: '7' });
  expect(await runtime.connection.request(Release, { reason: 'idle', deadlineMs: 5000 }, tenSeconds)).toEqual({ outcome: 'released' });
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
});

test.each(['common.cjs', 'compiled.cjs'])('a CommonJS author (%s) is served', async (name) => {
  await using runtime = await startRuntime();
  await runtime.initialize(program(name));
  expect(await runtime.get('Word', '7')).toEqual({ id: '7' });
});

test.each([
  ['throws-at-import.js', /throws-at-import\.js could not be imported: TypeError: no disk$/],
  ['is-not-there.js', /is-not-there\.js could not be imported: Error: Cannot find module/],
  ['exports-nothing.js', /exports-nothing\.js exports nothing by default\.$/],
  ['fails-to-load.js', /^PROVIDER_LOAD_FAILED: Provider "test" \(pid \d+\) failed to load: The disk is gone\.$/],
])('F-P3 a provider that cannot load (%s) is PROVIDER_LOAD_FAILED with the reason, and the process ends with 1', async (name, message) => {
  await using runtime = await startRuntime();
  await expect(runtime.initialize(program(name))).rejects.toMatchObject({ code: 'PROVIDER_LOAD_FAILED', message: expect.stringMatching(message) });
  expect(await runtime.exit).toEqual({ code: 1, signal: null });
});

test('a TypeScript entry runs where Node strips types, and elsewhere the error names the ways out', async () => {
  await using runtime = await startRuntime();
  const entry = join(fileURLToPath(new URL('../../dist-test', import.meta.url)), 'typed.ts');
  const source = `import { defineClass, defineProvider, Type } from '@provost/sdk';
    const Word = defineClass('Word', { key: 'id', properties: { id: Type.String() } });
    const text: string = 'typed';
    export default defineProvider({ name: text, namespace: 'root/test' }).serves(Word, { get: ({ id }) => ({ id }) });`;
  await writeFile(entry, source);
  if ((process.features as { readonly typescript?: unknown }).typescript === 'strip') {
    expect(await runtime.initialize(entry)).toMatchObject({ description: { name: 'typed' } });
  } else {
    await expect(runtime.initialize(entry)).rejects.toMatchObject({
      code: 'PROVIDER_LOAD_FAILED',
      message: expect.stringContaining(`typed.ts is TypeScript, which Node ${process.version} does not run as it is; 22.18 and later do.`),
      remedy: 'Choose a newer Node for it (provost register PATH --node BIN), or compile it and let "entry" name the JavaScript file.',
    });
  }
});

test('the author sees nothing of how the process was started', async () => {
  await using runtime = await startRuntime();
  await runtime.initialize(program('speaks.js'));
  await runtime.get('Word', 'environment');
  await runtime.wrote('sees undefined 2\n');
});

test('run by hand, an author\'s file says what it is and how it is run, and the runtime says who starts it', () => {
  for (const name of ['speaks.js', 'common.cjs']) {
    const { status, stderr } = spawnSync(process.execPath, [program(name)], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stderr).toContain(`This is the Provost provider "${name.replace(/\..*/, '')}". It serves Word in root/test.`);
    expect(stderr).toContain(`provost register ${program(name)}\n`);
  }
  const runtime = spawnSync(process.execPath, [fileURLToPath(new URL('../../bundle/runtime.cjs', import.meta.url))], { encoding: 'utf8' });
  expect([runtime.status, runtime.stderr]).toEqual([2, 'This program is started by a Provost host, for one provider. To see a provider start: provost load NAME.\n']);
});
