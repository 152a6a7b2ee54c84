import { describe, expect, test } from '@jest/globals';
import { Get, Status, WaitFor } from '@provost/protocol';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { startCells } from '../support/cells.js';
import { failureOf, registerFixture } from '../support/providers.js';
import { startOwnHost, type OwnHost } from '../support/own-host.js';
import { expectGone, untilGone } from '../support/pid-is-gone.js';
import { startHost } from '../support/start-host.js';

/** A host whose providers wait for no other one. */
const lonely = (config: Record<string, unknown> = {}): Promise<OwnHost> => startOwnHost({ config, settings: { 'orphan-timeout': '0s' } });

const RELEASED = ['load', 'release orphaned', 'deferred second', 'deferred first', 'exit'];

describe('a host that is killed', () => {
  test('P9 W-U14 W-U15 W-U21 releases nobody; its provider notices, lets go and ends by itself, refusals and open handles notwithstanding', async () => {
    await using host = await lonely();
    const pid = (await host.tell('keepAlive')) as number;
    expect(await host.tell('refuse', { as: 'one' })).toBe('OK');
    await host.kill();
    await untilGone(pid);
    expect(await host.trace()).toEqual(RELEASED);
  });

  test('P9 W-U22 is outlived by a provider that is letting go: what it has begun is done', async () => {
    await using host = await lonely({ releaseMs: 300 });
    const pid = (await host.tell('keepAlive')) as number;
    await host.kill();
    await untilGone(pid);
    expect(await host.trace()).toEqual(RELEASED);
  });

  test('P9 F-R11 leaves no process that it had started and not initialised yet', async () => {
    await using host = await lonely();
    await host.tell('count');
    let standby: number | undefined;
    while (standby === undefined) standby = (await host.client.request(Status, {})).standbys[0]?.pid;
    await host.kill();
    await untilGone(standby);
  });

  test('W-U16 F-H10 tells who waits for a method that is cut in the middle that it may have run', async () => {
    await using host = await lonely();
    const pid = (await host.tell('keepAlive')) as number;
    const waiting = failureOf(host.tell('waitStubbornly'));
    await host.client.request(WaitFor, { name: 'cell', state: 'busy' });
    await host.kill();
    expect(await waiting).toMatchObject({ code: 'HOST_LOST', facts: { mayHaveRun: true } });
    await untilGone(pid);
  });
});

describe('a provider that is killed', () => {
  test('P8 W-U16 in the middle of a method: its caller is told at once that it may have run, no hook has run, and the next request is served', async () => {
    await using host = await startCells();
    const pid = (await host.tell('keepAlive')) as number;
    const waiting = failureOf(host.tell('waitStubbornly'));
    await host.door.request(WaitFor, { name: 'cell', state: 'busy' });
    process.kill(pid, 'SIGKILL');
    expect(await waiting).toMatchObject({ code: 'PROVIDER_CRASHED', facts: { provider: 'cell', pid, signal: 'SIGKILL', mayHaveRun: true } });
    await expectGone(pid);
    expect(await host.trace()).toEqual(['load']);
    expect(await host.tell('count')).toBe(1);
    expect(await host.provider('cell')).toMatchObject({ generation: 2, crashes: 1 });
  });

  test('W-U18 leaves nothing open in the host or in its keeper', async () => {
    await using host = await startCells();
    const open: string[][] = [];
    for (let round = 0; round < 4; round++) {
      await host.tell('count');
      const { keeper } = await host.door.request(Status, {});
      open.push([...(await openIn(process.pid)), ...(await openIn(keeper?.pid as number))]);
      process.kill((await host.provider('cell')).pid as number, 'SIGKILL');
      await host.event('crashed', 'cell', ({ generation }) => generation === round + 1);
    }
    const [, ...later] = open.map((one) => one.length);
    expect(new Set(later).size).toBe(1);
  });

  test('W-U1 W-U18 gives back the memory of all that it started', async () => {
    await using host = await startHost();
    await registerFixture(host, 'forks-a-grandchild');
    const { instance } = await host.door.request(Get, { path: 'root/raw:Thing="x"' });
    const { pid } = await host.provider('raw');
    const family = [pid as number, Number(instance['text'])];
    for (const one of family) expect(await residentPages(one)).toBeGreaterThan(0);
    process.kill(pid as number, 'SIGKILL');
    await host.event('crashed', 'raw');
    for (const one of family) await untilGone(one);
  });
});

/** The pipes and sockets that a process has open. */
async function openIn(pid: number): Promise<string[]> {
  const descriptors = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(descriptors.map((one) => readlink(`/proc/${pid}/fd/${one}`).catch(() => '')));
  return targets.filter((target) => /^(pipe|socket):/.test(target));
}

async function residentPages(pid: number): Promise<number> {
  return Number((await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')[1]);
}
