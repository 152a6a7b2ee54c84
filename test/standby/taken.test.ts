import { describe, expect, test } from '@jest/globals';
import { Load, Providers, SetSetting, Status, Unload, Unregister } from '@provost/protocol';
import { cp, mkdir, mkdtemp, readdir, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectGone, isGone } from '../support/pid-is-gone.js';
import { MIRROR, ask, gone, logOf, standbysOf, startMirror } from './support.js';
import { startHost, type TestHost } from '../support/start-host.js';

const SDK = dirname(dirname(fileURLToPath(import.meta.resolve('@provost/sdk'))));
/** The folder of the package that the mirror is a file of. */
const PACKAGE = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const CLOCK = fileURLToPath(new URL('../../../examples/clock', import.meta.url));

/** A copy of an example, with an SDK of its own beside it. */
async function withOwnSdk(host: TestHost, example: string): Promise<string> {
  const folder = await mkdtemp(join(host.state, 'copied-'));
  const sdk = join(folder, 'node_modules/@provost/sdk');
  await cp(example, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  await mkdir(sdk, { recursive: true });
  await Promise.all([cp(join(SDK, 'package.json'), join(sdk, 'package.json')), cp(join(SDK, 'bundle'), join(sdk, 'bundle'), { recursive: true })]);
  return folder;
}

async function unload(host: TestHost): Promise<void> {
  await host.door.request(Unload, { name: 'mirror', force: true });
}

describe('a provider that is loaded from a standby', () => {
  test('P1 none of its code runs before it is needed; then it is loaded once, however many ask at the same time', async () => {
    await using host = await startMirror();
    const [standby] = await standbysOf(host);
    expect(await readdir(join(host.state, 'logs'))).not.toContain('mirror');
    expect(await host.provider('mirror')).toMatchObject({ state: 'unloaded', pid: null, loads: 0 });

    const pids = await Promise.all(Array.from({ length: 200 }, () => ask(host, 'pid')));
    expect(new Set(pids)).toEqual(new Set([standby]));
    expect(await host.provider('mirror')).toMatchObject({ state: 'idle', pid: standby, generation: 1, loads: 1, crashes: 0 });
    expect((await host.events()).filter(({ type }) => type === 'loaded')).toMatchObject([{ provider: 'mirror', generation: 1, pid: standby }]);
  });

  test('sees the same of its process as one that was started for it', async () => {
    await using cold = await startMirror({ standby: '0' });
    await using warm = await startMirror();
    const [standby] = await standbysOf(warm);
    const seen = await ask(warm, 'look');
    expect(await ask(warm, 'pid')).toBe(standby);
    expect(JSON.parse(seen as string)).toEqual(JSON.parse((await ask(cold, 'look')) as string));
    expect(JSON.parse(seen as string)).toMatchObject({ importedIn: PACKAGE, directory: PACKAGE, url: `file://${MIRROR}` });
    expect(await ask(cold, 'tag')).toMatch(/^mirror-1\.1\./);
    expect(await ask(warm, 'tag')).toMatch(/^standby-1\.\d+\./);
  });

  test('D15 has a log of its own from its first line on, under its generation, and nothing of it stands anywhere else', async () => {
    await using host = await startMirror();
    const pids: number[] = [];
    for (const generation of [1, 2]) {
      pids.push(...(await standbysOf(host)));
      expect(await ask(host, 'pid')).toBe(pids.at(-1));
      await unload(host);
      expect((await host.provider('mirror')).generation).toBe(generation);
    }
    expect(await logOf(host, 'mirror')).toEqual(pids.flatMap((pid, index) => [
      `${index + 1} note Process ${pid} was started ahead of need, and is taken.`,
      `${index + 1} out imported`,
      `${index + 1} err loaded mirror`,
      `${index + 1} note Process ${pid} exited with code 0.`,
    ]));
  });

  test('P7 is ended with all that it has started, also what left its session and has no parent: all of it carries the name of the standby', async () => {
    await using host = await startMirror({ 'term-grace': '0s', 'release-timeout': '0s' });
    const [standby] = await standbysOf(host);
    const daemon = (await ask(host, 'startDaemon')) as number;
    expect(await isGone(daemon)).toBe(false);
    expect(await ask(host, 'tagOfGrandchild')).toBe(await ask(host, 'tag'));
    process.kill(standby!, 'SIGSTOP'); // So that it cannot let go by itself.
    const { exit } = await host.door.request(Unload, { name: 'mirror' });
    expect(exit).toMatchObject({ cause: 'killed', signal: 'SIGKILL', pid: standby });
    await Promise.all([expectGone(standby!), expectGone(daemon)]);
    expect(await ask(host, 'pid')).not.toBe(standby);
  });

  test('P8 P11 that crashes is told by its own name and pid, and the next request is served', async () => {
    await using host = await startMirror();
    const [standby] = await standbysOf(host);
    await expect(ask(host, 'exit', { code: 9 })).rejects.toMatchObject({
      code: 'PROVIDER_CRASHED', facts: { provider: 'mirror', pid: standby, exitCode: 9 }, message: expect.stringContaining(`Provider "mirror" (pid ${standby}) exited with code 9`),
    });
    expect(await host.event('crashed', 'mirror')).toMatchObject({ generation: 1, pid: standby, code: 9 });
    expect(await ask(host, 'pid')).not.toBe(standby);
    expect((await host.events()).some(({ type }) => type === 'standby-lost')).toBe(false);
  });
});

describe('a standby', () => {
  test('is no provider: it is in no list and in no count, and status tells its pid and memory', async () => {
    await using host = await startMirror();
    const [standby] = await standbysOf(host);
    const status = await host.door.request(Status, {});
    expect(status).toMatchObject({ loaded: 0, clients: 0, inFlight: 0, standbys: [{ pid: standby }] });
    expect(status.standbys[0]?.rssBytes).toBeGreaterThan(1024 * 1024);
    expect((await host.door.request(Providers, {})).providers.map(({ name, pid }) => [name, pid])).toEqual([['mirror', null]]);
    expect((await host.events()).map(({ type }) => type)).toEqual(['host-started', 'registered']);
  });

  test('is not for a provider with an environment of its own', async () => {
    await using host = await startMirror();
    await host.host.register({ path: MIRROR, environment: { COLOUR: 'red' } });
    await standbysOf(host, 0);
    expect(JSON.parse((await ask(host, 'look')) as string)).toMatchObject({ environment: { COLOUR: 'red' } });
    expect(await ask(host, 'tag')).toMatch(/^mirror-/);
  });

  test('is for providers of its own SDK alone', async () => {
    await using host = await startMirror();
    const [first] = await standbysOf(host);
    await host.register(await withOwnSdk(host, CLOCK));
    const [, second] = await standbysOf(host, 2);
    await host.door.request(Load, { name: 'clock' });
    expect(await host.provider('clock')).toMatchObject({ pid: second, generation: 1 });
    expect(await ask(host, 'pid')).toBe(first);
  });

  test('is not taken once its SDK has changed on disk: it is ended, and the next has the new one', async () => {
    await using host = await startHost();
    const folder = await withOwnSdk(host, CLOCK);
    await host.register(folder);
    const [first] = await standbysOf(host);
    await utimes(join(folder, 'node_modules/@provost/sdk/bundle/index.js'), 1, 1);
    await host.door.request(Load, { name: 'clock' });
    expect((await host.provider('clock')).pid).not.toBe(first);
    await gone(first!);
    const [second] = await standbysOf(host);
    await host.door.request(Unload, { name: 'clock' });
    await host.door.request(Load, { name: 'clock' });
    expect((await host.provider('clock')).pid).toBe(second);
    expect((await host.events()).some(({ type }) => type === 'standby-lost')).toBe(false);
  });

  test('count is a setting that acts at once: more are started, fewer wait, with 0 none', async () => {
    await using host = await startMirror();
    const [first] = await standbysOf(host);
    await host.door.request(SetSetting, { key: 'standby', value: '3' });
    const three = await standbysOf(host, 3);
    expect(three[0]).toBe(first);
    await host.door.request(SetSetting, { key: 'standby', value: '0' });
    expect(await standbysOf(host, 0)).toEqual([]);
    await unload(host);
    expect(three).not.toContain(await ask(host, 'pid'));
    await expect(host.door.request(SetSetting, { key: 'standby', value: '9' })).rejects.toMatchObject({ code: 'INVALID_PARAMETER', message: expect.stringContaining('from 0 to 8') });
  });

  test('is kept for no provider that is unregistered', async () => {
    await using host = await startHost();
    await host.register(CLOCK);
    const [standby] = await standbysOf(host);
    await host.door.request(Unregister, { name: 'clock' });
    expect(await standbysOf(host, 0)).toEqual([]);
    await gone(standby!);
  });
});
