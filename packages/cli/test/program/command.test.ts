import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BIN, provost, run } from '../support/run-provost.js';

test('help goes to stdout, without colour where there is no terminal, with exit code 0', async () => {
  const { code, stdout, stderr } = await provost('--help');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Provost runs providers/);
  expect(stdout).not.toContain('\u001b');
});

test('a usage mistake is one line on stderr, nothing on stdout, and exit code 2', async () => {
  expect(await provost('lst')).toEqual({ code: 2, stdout: '', stderr: 'error: "lst" is no verb of provost. Did you mean: provost ls\n' });
});

test('a usage mistake is JSON for a program', async () => {
  const { code, stderr } = await provost('lst', '-o', 'json');
  expect(code).toBe(2);
  expect(JSON.parse(stderr)).toMatchObject({ name: 'INVALID_PARAMETER', remedy: 'Did you mean: provost ls' });
});

test('-o with a form that is none names the nearest', async () => {
  const { code, stderr } = await provost('ls', '-o', 'jsn');
  expect([code, stderr]).toEqual([2, 'error: -o expects one of table, wide, json, jsonl, yaml, csv, name, and got "jsn". Such as: -o json\n']);
});

test.each([['ls'], ['status'], ['describe', 'x'], ['list', 'root/app:Note'], ['events', '-f'], ['ls', '-w'], ['settings'], ['register', '.']])(
  'without a host, provost %s says so, names provost up, and ends with exit code 3', async (...words) => {
    const { code, stdout, stderr } = await provost(...words.filter((word) => typeof word === 'string'));
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/error: HOST_NOT_RUNNING: .+\n.*provost up/);
  },
);

test('an empty PROVOST_STATE is a usage error where a host is meant, not the current folder', async () => {
  const environment = { PROVOST_STATE: '' };
  const refusal = 'error: PROVOST_STATE is empty. Set it to the host\'s state directory, or take it away: unset PROVOST_STATE\n';
  for (const verb of ['status', 'up', 'down', 'doctor']) expect(await run(BIN, [verb], environment)).toEqual({ code: 2, stdout: '', stderr: refusal });
  expect(await run(BIN, ['version'], environment)).toMatchObject({ code: 0 });
  expect(await run(BIN, ['status', '--state', '/nonexistent/state'], environment)).toMatchObject({ code: 3 });
});

test('down without a host is done already', async () => {
  const { code, stderr } = await provost('down', '--state', '/nonexistent/state');
  expect([code, stderr]).toEqual([0, 'No host is up on /nonexistent/state; that is done already.\n']);
});

test('doctor tells what it can see without a host', async () => {
  const { code, stdout } = await provost('doctor', '-o', 'json');
  const findings = JSON.parse(stdout) as { check: string; verdict: string }[];
  expect(code).toBe(0);
  expect(findings.find(({ check }) => check === 'host')?.verdict).toBe('warning');
  expect(findings.find(({ check }) => check === 'node')?.verdict).toBe('ok');
});

test('a reader that leaves early ends the command quietly', async () => {
  const child = spawn(process.execPath, [BIN, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
  const [code] = (await once(child, 'close')) as [number];
  expect([code, stderr]).toEqual([0, '']);
});

test.each([[['version']], [['--help']], [['doctor', '-o', 'json']]])('provost %j whose output finds no room fails and says so', async (words) => {
  const { code, stderr } = await run('sh', ['-c', '"$0" "$@" > /dev/full', process.execPath, BIN, ...words]);
  expect(code).toBe(1);
  expect(stderr).toContain('The output could not be written: ENOSPC: no space left on device, write.');
});

test('an argument that is no UTF-8 is refused, not taken for another', async () => {
  const typed = (bytes: string): ReturnType<typeof run> => run('sh', ['-c', `"$0" "$1" describe "$(printf '${bytes}')"`, process.execPath, BIN], { HOME: '/nonexistent' });
  expect(await typed('\\377')).toEqual({ code: 2, stdout: '', stderr: 'error: "\ufffd" was not typed in UTF-8. Give it in UTF-8; a file under such a name can be reached by a link with another.\n' });
  expect(await typed('\\357\\277\\275')).toMatchObject({ code: 3 });
});

test('--env-file is ours, not Node\'s: a file that is not there is told as our error', async () => {
  const { code, stderr } = await run(BIN, ['register', '.', '--env-file', '/nonexistent/env']);
  expect(code).toBe(4);
  expect(stderr).toBe('error: NOT_FOUND: The file /nonexistent/env of --env-file cannot be read (ENOENT).\nName a file of KEY=VALUE lines: --env-file FILE\n');
});
