import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { SLOTH, openHome, type Home } from './support.js';

async function openSloth(...config: string[]): Promise<Home> {
  const home = await openHome();
  await home.run('up', '-d');
  await home.run('settings', 'release-timeout', '500ms');
  await home.run('register', SLOTH, ...config);
  return home;
}

/** The error that a command which was given too little time ends with. */
async function tooLate(home: Home, words: string[]): Promise<string> {
  const { code, stdout, stderr } = await home.run(...words, '--timeout', '200ms');
  expect([code, stdout]).toEqual([6, '']);
  expect(stderr).not.toContain('operation timeout');
  return stderr.split('\n')[0] ?? '';
}

test('an operation that --timeout ended names --timeout and what it was', async () => {
  await using home = await openSloth();
  await home.run('load', 'sloth');
  for (const [words, asked] of [[['get', 'Leaf.id=1'], 'provider/get'], [['list', 'Leaf'], 'provider/list'], [['call', 'Leaf', 'eat'], 'provider/invoke']] as const) {
    expect(await tooLate(home, [...words])).toMatch(new RegExp(`^error: OPERATION_TIMED_OUT: Provider "sloth" \\(pid \\d+\\) did not answer ${asked} within 200 ms \\(--timeout 200ms\\), nor report progress`));
  }
  expect(await tooLate(home, ['wait', 'sloth', '--for', 'quarantined'])).toBe('error: OPERATION_TIMED_OUT: Provider "sloth" was not quarantined within 200 ms (--timeout 200ms).');
  expect(await tooLate(home, ['unload', 'sloth', '--force'])).toMatch(/^error: OPERATION_TIMED_OUT: Provider "sloth" \(pid \d+\) was told to release and is not gone after 200 ms \(--timeout 200ms\);/);
});

test('a load that --timeout ended names --timeout', async () => {
  await using home = await openSloth('--config', 'sleepsAtOnce:=true');
  expect(await tooLate(home, ['load', 'sloth'])).toBe('error: OPERATION_TIMED_OUT: Provider "sloth" did not get to the request within 200 ms (--timeout 200ms); it has not run.');
});

test('an operation that ran into the host\'s own setting names that', async () => {
  await using home = await openSloth();
  await home.run('settings', 'operation-timeout', '200ms');
  const { code, stderr } = await home.run('get', 'Leaf.id=1');
  expect([code, stderr]).toEqual([6, expect.stringContaining('within 200 ms (operation timeout)')]);
});

test('of a host that is stopped, up -d and all others end at --timeout, name its pid and say what to do; continued, it serves', async () => {
  await using home = await openHome();
  const { pid } = (await home.json('up', '-d')) as { pid: number };
  process.kill(pid, 'SIGSTOP');
  try {
    // The first ends in its first look, the second while it waits for who holds the directory.
    const given: (readonly string[])[] = [['up', '-d', '--timeout', '1s'], ['up', '-d', '--timeout', '5500ms'], ['status', '--timeout', '300ms'], ['down', '--timeout', '300ms']];
    const ended = await Promise.all(given.map((words) => home.run(...words)));
    for (const [index, { code, stdout, stderr }] of ended.entries()) {
      const [option = ''] = given[index]?.slice(-1) ?? [];
      expect([code, stdout]).toEqual([6, '']);
      expect(stderr).toMatch(new RegExp(`^error: OPERATION_TIMED_OUT: The host \\(pid ${pid}\\) that holds ${home.state} is stopped \\(SIGSTOP\\), and did not answer within \\d+ ms \\(--timeout ${option === '5500ms' ? '5s500ms' : option}\\)\\.\n`));
      expect(stderr).toContain(`Let it go on: kill -CONT ${pid}. Or end it: kill -9 ${pid}; the next host adopts its providers: provost up -d.`);
    }
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  expect(await home.json('up', '-d')).toMatchObject({ started: false, pid });
});

test('a stop that is given no time is one at once', async () => {
  await using home = await openHome();
  await home.run('up', '-d');
  expect(await home.run('down', '--timeout', '0s')).toMatchObject({ code: 0, stderr: expect.stringMatching(/ has stopped\.\n$/) });
  expect((await home.run('status')).code).toBe(3);
});

test('where somebody accepts on the socket who answers nobody and holds no lock, up -d ends at --timeout and names the socket', async () => {
  await using home = await openHome();
  await mkdir(home.state, { recursive: true, mode: 0o700 });
  const socket = join(home.state, 'host.sock');
  const mute = createServer((caller) => caller.resume()).listen(socket);
  await once(mute, 'listening');
  expect(await home.run('up', '-d', '--timeout', '500ms')).toMatchObject({
    code: 6, stderr: expect.stringMatching(new RegExp(`^error: OPERATION_TIMED_OUT: Whatever listens at ${socket} did not answer within 500 ms \\(--timeout 500ms\\), and no process is seen to hold ${home.state}\\.\nSee who it is, and end it: lsof ${socket}\\.`)),
  });
  mute.close();
  await once(mute, 'close');
  expect(await home.run('up', '-d')).toMatchObject({ code: 0 });
});
