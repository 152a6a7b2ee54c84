import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { currentBootId, identify, isAlive, parseStat, processTable } from '#src/process/identity.js';

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

const fields = (state: string) => `${state} 10 20 30 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 11 0 98765 1234 56`;

test.each([
  ['a plain name', '42 (node)'],
  ['a name with spaces', '42 (my long name)'],
  ['a name with parentheses', '42 (a) R 1 (b))'],
  ['an empty name', '42 ()'],
])('the start time is found after %s', (_, head) => {
  expect(parseStat(`${head} ${fields('S')}\n`)).toEqual({ pid: 42, state: 'S', parent: 10, group: 20, session: 30, threads: 11, startTime: 98765 });
});

test.each(['', 'garbage', '42 (node) S 1 2'])('what is no line of /proc/PID/stat is nobody: %j', (line) => {
  expect(parseStat(line)).toBeUndefined();
});

test('a process is alive until it has ended', async () => {
  const child = spawn('sleep', ['100']);
  const identity = identify(child.pid!)!;
  expect(isAlive(identity)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(identity)).toBe(false);
});

test('F-H41 a zombie is dead', async () => {
  // The shell becomes a program that never reaps the child it has inherited.
  const parent = spawn('sh', ['-c', 'sh -c "echo \\$\\$; read line" <&3 & exec sleep 100'], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  const [line] = (await once(parent.stdout!, 'data')) as [Buffer];
  const identity = identify(Number(line.toString()))!;
  expect(isAlive(identity)).toBe(true);
  const ended = once(parent.stdout!, 'end');
  process.kill(identity.pid, 'SIGKILL');
  for (let state = 'S'; state !== 'Z'; ) state = parseStat(readFileSync(`/proc/${identity.pid}/stat`, 'latin1'))!.state;
  expect(isAlive(identity)).toBe(false);
  parent.kill('SIGKILL');
  await ended;
});

test.each([
  ['another start time', { startTime: 1 }],
  ['another boot', { bootId: 'another' }],
])('F-P53 a process of the same pid with %s is not the one that is meant', (_, difference) => {
  const ourselves = identify(process.pid)!;
  expect(isAlive(ourselves)).toBe(true);
  expect(isAlive({ ...ourselves, ...difference })).toBe(false);
});

test('a boot has an id', () => {
  expect(currentBootId()).toMatch(/^[0-9a-f-]{36}$/);
});

/** What /proc shows of process 42: how much memory it has, between which addresses its environment is, what is read there, and where its code begins. */
function shown(memoryBytes: number, begin: number, end: number, environment: string, code: number) {
  const directory = mkdtempSync(join(tmpdir(), 'provost-proc-'));
  directories.push(directory);
  mkdirSync(join(directory, '42'));
  writeFileSync(join(directory, '42/stat'), `42 (node) S 10 20 30 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 ${memoryBytes} 56 0 ${code}${' 0'.repeat(23)} ${begin} ${end} 0\n`);
  writeFileSync(join(directory, '42/environ'), environment);
  return processTable(directory);
}

test.each<[string, boolean | undefined, number, number, number, string, number]>([
  ['that was given the tag carries it', true, 4096, 7000, 7010, 'A=1\0TAG=a.1\0', 4000],
  ['with another tag does not carry it', false, 4096, 7000, 7010, 'TAG=a.12\0', 4000],
  ['of the kernel does not carry it', false, 0, 0, 0, '', 4000],
  ['with no environment does not carry it', false, 4096, 7000, 7000, '', 4000],
  ['that begins a program may carry it', undefined, 4096, 0, 0, '', 4000],
  ['that is being given its environment may carry it', undefined, 4096, 7000, 7000, '', 0],
  ['that had begun a program by the time this was looked at may carry it', undefined, 4096, 7000, 7010, '', 4000],
])('a process %s', (_, carries, memoryBytes, begin, end, environment, code) => {
  expect(shown(memoryBytes, begin, end, environment, code).carries(42, 'TAG', 'a.1')).toBe(carries);
});

test('a process that has ended carries nothing', () => {
  expect(processTable('/nowhere').carries(42, 'TAG', 'a.1')).toBe(false);
});

test('F-P27 a process that begins one program after the other shows no environment at times, and is never said to have none', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'provost-exec-'));
  directories.push(directory);
  const script = join(directory, 'again');
  writeFileSync(script, `#!/bin/sh\nexec ${script}\n`, { mode: 0o755 });
  const child = spawn(script, { env: { TAG: 'a.1' }, stdio: 'ignore' });
  const told = new Map<boolean | undefined, number>();
  const table = processTable();
  // One look in fifty meets that moment; the first of all may last for many looks.
  for (let look = 0; look < 500_000 && ((told.get(undefined) ?? 0) < 20 || !told.has(true)); look += 1) {
    const carries = table.carries(child.pid!, 'TAG', 'a.1');
    told.set(carries, (told.get(carries) ?? 0) + 1);
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect([...told.keys()].sort()).toEqual([true, undefined]);
});
