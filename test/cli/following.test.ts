import { expect, test } from '@jest/globals';
import { openLamps } from './support.js';

test('events -f goes on as things happen, a document on each line, until Ctrl-C', async () => {
  await using home = await openLamps();
  const following = home.start('events', '-f', '-o', 'jsonl');
  await following.until(/"registered"/);
  await home.run('load', 'lamp');
  await following.until(/"loaded"/);
  following.child.kill('SIGINT');
  const { code, stdout, stderr } = await following.ran;
  const events = stdout.trim().split('\n').map((line) => JSON.parse(line) as { seq: number; at: string; type: string });
  expect([code, stderr]).toEqual([130, '']);
  expect(events.every(({ seq }, index) => index === 0 || seq === (events[index - 1]?.seq ?? 0) + 1)).toBe(true);
});

test('events are a line each for a person, and --since begins where it says', async () => {
  await using home = await openLamps();
  const { stdout } = await home.run('events');
  expect(stdout).toMatch(/^ +1 {2}\d{4}-\d\d-\d\d [\d:.]+ {2}host-started /);
  expect(stdout).toMatch(/ {2}lamp {2}registered {2}path=/);
  const all = (await home.json('events')) as { seq: number }[];
  const last = all.at(-1)?.seq ?? 0;
  expect((await home.json('events', '--tail', '1'))).toEqual([all.at(-1)]);
  expect(((await home.json('events', '--since', String(last))) as { seq: number }[]).every(({ seq }) => seq >= last)).toBe(true);
});

test('a reader that leaves ends events -f quietly, and the host goes on', async () => {
  await using home = await openLamps();
  const following = home.start('events', '-f', '-o', 'jsonl');
  await following.until(/"registered"/);
  following.child.stdout?.destroy();
  await home.run('load', 'lamp');
  const { code, stderr } = await following.ran;
  expect([code, stderr]).toEqual([0, '']);
  expect(await home.run('status')).toMatchObject({ code: 0 });
});

test('a follower is told when the host is killed, with exit code 3', async () => {
  await using home = await openLamps();
  const following = home.start('events', '-f');
  await following.until(/registered/);
  const { pid } = (await home.json('status')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  const { code, stderr } = await following.ran;
  expect(code).toBe(3);
  expect(stderr).toBe(`error: HOST_LOST: The host on ${home.state} (pid ${pid}) ended.\nStart it again: provost up.\n`);
});

test('ls -w off a terminal has a line for each provider that changed', async () => {
  await using home = await openLamps();
  const watching = home.start('ls', '-w', '-o', 'jsonl');
  await watching.until(/"unloaded"/);
  await home.run('load', 'lamp');
  await watching.until(/"idle"/);
  watching.child.kill('SIGINT');
  expect(await watching.ran).toMatchObject({ code: 130, stderr: '' });
});

test('logs hold what a provider wrote, of this life and of the one before', async () => {
  await using home = await openLamps();
  await home.run('call', 'root/test:Lamp', 'explode');
  expect((await home.run('logs', 'lamp')).stdout).toMatch(/ #1 err {2}fuse blown\n/);
  await home.run('load', 'lamp');
  expect((await home.run('logs', 'lamp', '--previous')).stdout).toContain('fuse blown');
  const lines = (await home.json('logs', 'lamp', '--tail', '1')) as unknown[];
  expect(lines).toHaveLength(1);
});
