import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { currentBootId, identify, isAlive, parseStat } from '#src/process/identity.js';

const fields = (state: string) => `${state} 10 20 30 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 11 0 98765 1234 56`;

test.each([
  ['a plain name', '42 (node)'],
  ['a name with spaces', '42 (my long name)'],
  ['a name with parentheses', '42 (a) R 1 (b))'],
  ['an empty name', '42 ()'],
])('the start time is found after %s', (_, head) => {
  expect(parseStat(`${head} ${fields('S')}\n`)).toEqual({ pid: 42, state: 'S', parent: 10, group: 20, startTime: 98765 });
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
