/** A host that is killed at a named moment of a load, a call, a release or its own stop: between two messages, or in the middle of a commit. */
import { expect, test } from '@jest/globals';
import { Settings, Stop } from '@provost/protocol';
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isGone } from '../support/pid-is-gone.js';
import { startOwnHost, type OwnHost } from '../support/own-host.js';

const KILL_AT = fileURLToPath(new URL('../../recovery/kill-at.mjs', import.meta.url));
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** How what was asked for ended, when the host was killed under it. */
async function outcomeOf(asked: Promise<unknown>): Promise<unknown> {
  return asked.then(() => 'answered', ({ code }: { code: string }) => code);
}

/** The living processes that carry the mark. */
async function marked(mark: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const carries = await Promise.all(pids.map(async (pid) => (await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')).includes(`CELL_MARK=${mark}`) && !(await isGone(pid))));
  return pids.filter((_pid, index) => carries[index]);
}

/** The next host starts, has what was acknowledged before, and serves, and one process of the provider is left, which is the one it knows. */
async function expectWhole(host: OwnHost, mark: string, count: number[]): Promise<void> {
  await host.startAgain();
  expect((await host.client.request(Settings, {})).settings.find(({ key }) => key === 'standby')).toMatchObject({ value: 0, origin: 'set' });
  expect(count).toContain(await host.tell('count'));
  const { pid } = await host.cell();
  while ((await marked(mark)).length > 1) await turn();
  expect(await marked(mark)).toEqual([pid]);
}

const load = (host: OwnHost): Promise<unknown> => host.tell('count');
const unload = (host: OwnHost): Promise<unknown> => host.client.unload('cell');
const stop = (host: OwnHost): Promise<unknown> => host.client.request(Stop, {});

/** `counts` is what the next call may answer: 1 of a new process, 2 of one that has done the call whose answer was lost. Once initialize was answered it may have begun it by itself. */
const AT_MESSAGES: [row: string, at: string, act: (host: OwnHost) => Promise<unknown>, counts: number[], outcomes: string[]][] = [
  ['F-H6 when the process was started', 'reads "startTime"', load, [1], ['HOST_LOST']],
  ['F-H7 when it has said hello', 'reads "role":"provider"', load, [1], ['HOST_LOST']],
  ['F-H9 when initialize was answered', 'reads "description"', load, [1, 2], ['HOST_LOST']],
  ['F-H11 when the answer to a request was received', 'reads "value"', load, [2], ['HOST_LOST']],
  ['F-H13 when a release is decided', 'writes provider/release', unload, [2], ['HOST_LOST']],
  ['F-H14 when release was sent', 'wrote provider/release', unload, [1], ['HOST_LOST']],
  ['F-H15 when the provider has voted', 'reads "outcome"', unload, [1], ['HOST_LOST']],
  ['F-H16 when its exit was seen', 'reads host/exited', unload, [1], ['HOST_LOST']],
  ['F-H17 when its record was removed', 'writes unloaded', unload, [1], ['HOST_LOST', 'answered']],
  ['F-H18 when the socket was removed', 'removed host.sock', stop, [1], ['HOST_LOST', 'answered']],
];

test.each(AT_MESSAGES)('P9 %s: who asked is told, the next host serves, and one process is left', async (_row, at, act, counts, outcomes) => {
  const mark = randomUUID();
  const armed = join(tmpdir(), `provost-armed-${mark}`);
  await using host = await startOwnHost({
    environment: { CELL_MARK: mark },
    settings: { standby: '0' },
    hostEnvironment: { NODE_OPTIONS: `--import=${KILL_AT}`, KILL_AT: at, KILL_ARMED: armed },
  });
  if (act !== load) await load(host);
  const following = host.event('none').catch(() => undefined);
  await writeFile(armed, '');
  expect(outcomes).toContain(await outcomeOf(act(host)));
  await host.gone();
  await following;
  await expectWhole(host, mark, counts);
});

const hasStrace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;
const inStrace = (title: string, body: () => Promise<void>): void => (hasStrace ? test : test.skip)(hasStrace ? title : `${title} (not shown here: strace is not installed, or may trace nothing)`, body, 120_000);

/** Kills the host at that system call on its repository. */
async function killAt(host: OwnHost, call: string, nth: number): Promise<() => Promise<void>> {
  const file = join(host.state, 'repository', 'repository.mdb');
  const strace = spawn('strace', ['-f', '-P', file, '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${nth}`, '-p', String(host.pid)], { stdio: ['ignore', 'ignore', 'pipe'] });
  await once(strace.stderr, 'data'); // It is attached.
  strace.stderr.resume();
  return async () => {
    strace.kill();
    await once(strace, 'close');
  };
}

inStrace('P9 F-H1 F-H2 F-H3 F-H4 F-H5 F-H19 at each write and sync of what is committed on the way to the first answer: nothing acknowledged is lost, the next host serves, and one process is left', async () => {
  const points: string[] = [];
  for (const [call, stride] of [['pwrite64', 4], ['fdatasync', 1]] as const) {
    for (let nth = 1; ; nth += stride) {
      const mark = randomUUID();
      await using host = await startOwnHost({ environment: { CELL_MARK: mark }, settings: { standby: '0' } });
      const detach = await killAt(host, call, nth);
      const outcome = await outcomeOf(load(host));
      if (outcome === 'answered') {
        await detach();
        break;
      }
      expect(outcome).toBe('HOST_LOST');
      points.push(`${call} ${nth}`);
      await host.gone();
      await expectWhole(host, mark, [1, 2]);
    }
  }
  expect(points.length).toBeGreaterThan(4);
});
