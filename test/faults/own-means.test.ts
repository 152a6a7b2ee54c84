/** What a provider does with its own process that is nobody's affair until it is released. */
import { describe, expect, test } from '@jest/globals';
import { Logs, Unload } from '@provost/protocol';
import { spawnSync } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isGone } from '../support/pid-is-gone.js';
import { failureOf } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';
import { openCellBeside } from './beside.js';

const MENACE = fileURLToPath(new URL('../../faults/providers/menace.js', import.meta.url));

async function startMenace(): Promise<TestHost> {
  const host = await startHost({ 'release-timeout': '2s', 'term-grace': '500ms' });
  await host.register(MENACE);
  return host;
}

const tell = (host: TestHost, method: string, args: Record<string, unknown> = {}): Promise<unknown> => host.call('root/faults:Menace', method, args);

function missing(...programs: string[]): string | undefined {
  const absent = programs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  return absent.length === 0 ? undefined : `${absent.join(' and ')} not installed`;
}

describe('a provider', () => {
  const noBomb = process.getuid?.() === 0 ? missing('setpriv', 'prlimit', 'perl') : 'only root can give a bomb a user, and so a limit, of its own';
  (noBomb === undefined ? test : test.skip)(noBomb === undefined ? 'F-P26 that sets off a fork bomb is ended with all of it, others are served meanwhile, and it is served again' : `F-P26 not shown here: ${noBomb}`, async () => {
    await using host = await startMenace();
    const beside = await openCellBeside(host);
    const uid = 64_000 + (process.pid % 1_000);
    expect(await tell(host, 'bomb', { uid, processes: 60 })).toBe('full');
    expect(await beside.count()).toBe(1);
    const { pid } = await host.provider('menace');

    await host.door.request(Unload, { name: 'menace', force: true });
    expect(await host.event('unloaded', 'menace')).toMatchObject({ pid, reason: 'operator', survivors: [] });
    expect(await ownedBy(uid)).toEqual([]);
    expect(await beside.count()).toBe(2);
    expect(await tell(host, 'debugger')).toBe('none');
  });

  const noLimit = missing('prlimit');
  (noLimit === undefined ? test : test.skip)(noLimit === undefined ? 'F-P31 that leaks descriptors fails its own caller with EMFILE, serves on, and is released as any other' : `F-P31 not shown here: ${noLimit}`, async () => {
    await using host = await startMenace();
    const error = await failureOf(tell(host, 'leak'));
    expect(error).toMatchObject({ code: 'FAILED', facts: { provider: 'menace' } });
    expect(error.sentence).toMatch(/EMFILE/);
    expect(await host.door.request(Unload, { name: 'menace' })).toMatchObject({});
    expect(await host.event('unloaded', 'menace')).toMatchObject({ cause: 'released', code: 0, survivors: [] });
    expect(await tell(host, 'debugger')).toBe('none');
  });

  test('F-P60 that is sent SIGUSR1 opens no debugger, says so in its log, and serves on', async () => {
    await using host = await startMenace();
    expect(await tell(host, 'debugger')).toBe('none');
    const { pid } = await host.provider('menace');
    process.kill(pid as number, 'SIGUSR1');
    expect(await lineOf(host, 'SIGUSR1')).toBe('SIGUSR1 is ignored: it would open a debugger to everyone of the same user.');
    expect(await tell(host, 'debugger')).toBe('none');
    expect(await host.provider('menace')).toMatchObject({ pid, crashes: 0 });
  });

  test('F-H42 is offered to a system without memory before its host, and so is what it starts', async () => {
    await using host = await startMenace();
    expect(await tell(host, 'inherited')).toMatchObject({ oomScoreAdj: '900' });
  });
});

/** The first line of the provider's log that has the word in it, now or later. */
async function lineOf(host: TestHost, word: string): Promise<string | undefined> {
  for await (const rows of host.door.stream(Logs, { name: 'menace', follow: true })) {
    for (const { text } of rows) if (String(text).includes(word)) return String(text);
  }
  return undefined;
}

/** The living processes of a user. */
async function ownedBy(uid: number): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const own = await Promise.all(pids.map(async (pid) => (await stat(`/proc/${pid}`).catch(() => undefined))?.uid === uid && !(await isGone(Number(pid)))));
  return pids.filter((_pid, index) => own[index]);
}
