import { expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { openHome, openLamps } from './support.js';

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

test('events -f -o yaml is a stream of documents, each whole as soon as it comes', async () => {
  await using home = await openLamps();
  const following = home.start('events', '-f', '-o', 'yaml');
  await following.until(/^type: registered\n(?:.+\n)*?\.\.\.\n/m);
  await home.run('load', 'lamp');
  await following.until(/^type: loaded\n(?:.+\n)*?\.\.\.\n/m);
  following.child.kill('SIGINT');
  const { code, stdout, stderr } = await following.ran;
  const [first, ...documents] = parseAllDocuments(stdout).map((document) => document.toJS() as { seq: number; at: string });
  expect([code, stderr]).toEqual([130, '']);
  expect(first).toMatchObject({ type: 'host-started', at: expect.stringMatching(/^\d{4}-/) });
  documents.forEach(({ seq }, index) => expect(seq).toBe((first?.seq ?? 0) + index + 1));
});

test.each([[['events', '-f']], [['logs', 'lamp', '-f']], [['ls', '-w']]])('%j has no end, so -o json is refused with the form that can have one', async (words) => {
  await using home = await openHome();
  const { code, stdout, stderr } = await home.run(...words, '-o', 'json', '--state', '/nonexistent');
  expect([code, stdout]).toEqual([2, '']);
  expect(JSON.parse(stderr)).toMatchObject({ name: 'INVALID_PARAMETER', remedy: expect.stringMatching(/-o jsonl or -o yaml$/) });
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

test.each([['jsonl', /"unloaded"/, /"idle"/], ['yaml', /^---\nname: lamp\n[^]*unloaded[^]*\n\.\.\.\n/, /state: idle/]])('ls -w -o %s has a document for each provider that changed', async (format, before, after) => {
  await using home = await openLamps();
  const watching = home.start('ls', '-w', '-o', format);
  await watching.until(before);
  await home.run('load', 'lamp');
  await watching.until(after);
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
