import { expect, test } from '@jest/globals';
import type { ServedProvider } from '@provost/sdk';
import { load } from '@provost/testing';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../store/providers/writes-pairs.mjs', import.meta.url));
const CALLS = ['pwrite64', 'writev', 'fdatasync'];
const mayTrace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;

interface Pairs extends AsyncDisposable {
  readonly Half: { pair(args: object, options: { readonly operationId: string }): Promise<number>; count(): Promise<number[]> };
}

async function loaded(dataDirectory: string): Promise<Pairs> {
  const { pairs } = (await import(pathToFileURL(PROGRAM).href)) as { readonly pairs: ServedProvider };
  return (await load(pairs, { dataDirectory })) as unknown as Pairs;
}

/** Runs the program under strace, and answers what it told and how it ended. */
function traced(trace: string, dataDirectory: string, inject: readonly string[]): { readonly lines: string[]; readonly signal: string | null } {
  const { stdout, signal, status } = spawnSync('strace', ['-f', '-o', trace, '-e', `trace=${CALLS.join(',')},write`, ...inject, process.execPath, PROGRAM, dataDirectory], { encoding: 'utf8' });
  return { lines: stdout.trim().split('\n'), signal: signal ?? (status === 0 ? null : 'SIGKILL') };
}

test(mayTrace ? 'P10 F-P6 F-P7 a store is whole wherever in its commits the process is killed or the disk fails: at each call of the system' : 'P10 is not shown at each call of the system here, since there is no strace', async () => {
  if (!mayTrace) return;
  const folder = await mkdtemp(join(tmpdir(), 'provost-calls-'));
  const [origin, trace] = [join(folder, 'origin'), join(folder, 'trace')];
  await mkdir(origin);
  await (await loaded(origin))[Symbol.asyncDispose]();
  const copied = async (name: string): Promise<string> => {
    await cp(origin, join(folder, name), { recursive: true });
    return join(folder, name);
  };
  expect(traced(trace, await copied('straight'), []).lines).toEqual(['loaded', '0', 'done']);
  const calls = (await readFile(trace, 'utf8')).split('\n').flatMap((line) => /(pwrite64|writev|fdatasync)\(|"(loaded|done)\\n"/.exec(line)?.slice(1).filter((one) => one !== undefined) ?? []);
  const [from, to] = [calls.indexOf('loaded'), calls.indexOf('done')];
  const counted = (name: string, end: number): number => calls.slice(0, end).filter((one) => one === name).length;
  const points = CALLS.flatMap((name) => Array.from({ length: counted(name, to) - counted(name, from) }, (_, index) => ({ name, when: counted(name, from) + index + 1 })));
  expect(points.length).toBeGreaterThanOrEqual(6);
  for (const { name, when } of points) {
    for (const what of ['signal=SIGKILL', 'error=EIO', 'error=ENOSPC']) {
      const point = `${name} ${when} ${what}`;
      const directory = await copied(point.replaceAll(/\W/g, '-'));
      const { lines, signal } = traced(trace, directory, ['-e', `inject=${name}:${what}:when=${when}`]);
      expect([point, signal]).toEqual([point, what === 'signal=SIGKILL' ? 'SIGKILL' : null]);
      if (what !== 'signal=SIGKILL') expect([point, ['STORE_FAILED', '0'].includes(lines[1] as string)]).toEqual([point, true]);
      await using p = await loaded(directory);
      const [entries, receipts] = await p.Half.count();
      expect([point, entries, receipts]).toEqual([point, lines[1] === '0' ? 2 : entries === 0 ? 0 : 2, (entries as number) / 2]);
      expect([point, await p.Half.pair({}, { operationId: 'op' }), ...(await p.Half.count())]).toEqual([point, 0, 2, 1]);
    }
  }
  await rm(folder, { recursive: true, force: true });
}, 180_000);
