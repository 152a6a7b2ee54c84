/** `npm run bench`, told to end: what it has started ends with it, whatever that is doing in this moment. */
import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const RUN = fileURLToPath(new URL('../../../bench/run.js', import.meta.url));

/** The commands of all that run with a folder below that one for what they write. */
async function startedBelow(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = async (pid: string, what: string): Promise<string> => readFile(`/proc/${pid}/${what}`, 'latin1').catch(() => ''); // It may have ended meanwhile.
  const commands = await Promise.all(pids.map(async (pid) => ((await read(pid, 'environ')).includes(`TMPDIR=${folder}/`) ? read(pid, 'cmdline') : '')));
  return commands.filter((command) => command !== '');
}

test.each([
  { measure: 'cold', when: 'its first process begins', started: 'cell.js', signal: 'SIGINT', code: 130 },
  { measure: 'fairness', when: 'the host that it dials begins', started: 'provost.js', signal: 'SIGINT', code: 130 },
  { measure: 'fairness', when: 'that host loads a provider', started: 'runtime.cjs', signal: 'SIGINT', code: 130 },
  { measure: 'rest', when: 'the keeper of its own host begins', started: 'keeper.js', signal: 'SIGTERM', code: 143 },
] as const)('a run of $measure ends with $code by $signal when $when, and leaves nothing', async ({ measure, started, signal, code }) => {
  const folder = await mkdtemp(join(tmpdir(), 'provost-test-'));
  const { PATH, HOME } = process.env;
  const run = spawn(process.execPath, [RUN, '--only', measure, '--quick'], { detached: true, env: { PATH, HOME, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'pipe'] });
  const group = -(run.pid as number);
  try {
    const [output, complaint, exit] = [text(run.stdout), text(run.stderr), once(run, 'exit')];
    while (run.exitCode === null && !(await startedBelow(folder)).some((command) => command.includes(started)));
    process.kill(group, signal); // As a terminal does: all of the group are told.
    expect(await exit).toEqual([code, null]);
    expect(await startedBelow(folder)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    expect(await Promise.all([output, complaint])).toEqual(['', '']);
  } finally {
    if (run.exitCode === null && run.signalCode === null) process.kill(group, 'SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
