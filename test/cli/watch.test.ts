import { expect, test } from '@jest/globals';
import { openHome, openLamps, openWith } from './support.js';
import { RAISER } from '../events/watched.js';

const OF_LAMP = "SELECT * FROM ProviderUnloaded WHERE provider='lamp'";

test('watch goes on as things happen, a line each for a person, until Ctrl-C', async () => {
  await using home = await openLamps();
  const watching = home.start('watch', OF_LAMP);
  await watching.until(/Watching\. Ctrl-C ends it\./);
  await home.run('load', 'lamp');
  await home.run('unload', 'lamp');
  await watching.until(/ProviderUnloaded/);
  watching.child.kill('SIGINT');
  const { code, stdout, stderr } = await watching.ran;
  expect([code, stderr]).toEqual([130, 'Watching. Ctrl-C ends it.\n']);
  expect(stdout).toMatch(/^\d{4}-\d\d-\d\d [\d:.]+ {2}ProviderUnloaded {2}provider=lamp generation=1 pid=\d+ reason=operator cause=released .*code=0\n$/);
});

test('watch begins after a bookmark, ends after a count, and answers in every form', async () => {
  await using home = await openLamps();
  await home.run('load', 'lamp');
  const [first, second] = (await home.json('watch', 'SELECT * FROM HostLifecycleEvent', '--since', '0', '--count', '2')) as { __CLASS: string; __BOOKMARK: string }[];
  expect([first, second]).toMatchObject([{ __CLASS: 'HostStarted', __BOOKMARK: '1' }, { __CLASS: 'ProviderRegistered', __BOOKMARK: '2' }]);
  const after = ['--since', second!.__BOOKMARK, '--count', '2'];
  const csv = await home.run('watch', "SELECT provider, generation FROM ProviderLoaded WHERE provider = 'LAMP'", '--since', '0', '--count', '1', '-o', 'csv');
  expect(csv).toEqual({ code: 0, stdout: expect.stringMatching(/^TIME_CREATED,__CLASS,provider,generation,__BOOKMARK\n[^,]+Z,ProviderLoaded,lamp,1,\d+\n$/), stderr: '' });
  const jsonl = await home.run('watch', 'SELECT * FROM HostLifecycleEvent', ...after, '-o', 'jsonl');
  expect(jsonl.stdout.trim().split('\n').map((line) => (JSON.parse(line) as { __CLASS: string }).__CLASS)).toEqual(['ProviderLoading', 'ProviderLoaded']);
  expect((await home.run('watch', 'SELECT * FROM HostLifecycleEvent', ...after, '-o', 'name')).stdout).toBe('ProviderLoading\nProviderLoaded\n');
  expect((await home.run('watch', 'SELECT * FROM HostLifecycleEvent', ...after, '-o', 'wide')).stdout).toMatch(/bookmark=3\n.*bookmark=4\n$/);
});

test('a JSON document of events has an end, though it is interrupted', async () => {
  await using home = await openLamps();
  const watching = home.start('watch', 'SELECT * FROM HostLifecycleEvent', '--since', '0', '--count', '1000', '-o', 'json');
  await watching.until(/ProviderRegistered/);
  watching.child.kill('SIGINT');
  const { code, stdout } = await watching.ran;
  expect(code).toBe(130);
  expect((JSON.parse(stdout) as { __CLASS: string }[]).map(({ __CLASS }) => __CLASS)).toEqual(['HostStarted', 'ProviderRegistered']);
});

test('the events of a provider are watched from its registration on, and a provider that is lost is told in their place', async () => {
  await using home = await openWith(RAISER);
  expect((await home.run('classes', 'root/test')).stdout).toMatch(/^root\/test:Tick +Happening +raiser +- +- +events +-$/m);
  const watching = home.start('watch', 'SELECT n, word FROM Tick', '-o', 'csv');
  await home.start('wait', 'raiser', '--for', 'busy').ran;
  await home.run('call', 'root/test:Raiser', 'tick', 'from=4', 'word=go');
  await watching.until(/Tick,4,go,/);
  await home.run('unload', 'raiser', '--force');
  await watching.until(/may be missing/);
  watching.child.kill('SIGINT');
  expect(await watching.ran).toMatchObject({ code: 130, stdout: expect.stringMatching(/\n[^,]+,__EventDroppedEvent,,,\n$/), stderr: expect.stringMatching(/^warning: Events may be missing here: Provider "raiser".*unloaded/) });
});

test.each([
  [['watch', 'SELECT * FRM Tick'], 2, /Expected FROM, and found "FRM"\.\n {2}SELECT \* FRM Tick\n {11}\^/],
  [['watch', "SELECT * FROM ProviderUnloaded WHERE provder='a'"], 2, /no property "provder"[^]*\n {39}\^/],
  [['watch', 'SELECT * FROM HostLifecycleEvent', '--since', 'yesterday'], 2, /"yesterday" is no bookmark/],
] as const)('%j is refused where it is wrong', async (words, code, said) => {
  await using home = await openLamps();
  const ran = await home.run(...words);
  expect(ran).toEqual({ code, stdout: '', stderr: expect.stringMatching(said) });
});

test('watch without a count has no end, so -o json is refused before a host is looked for', async () => {
  await using home = await openHome();
  const { code, stdout, stderr } = await home.run('watch', OF_LAMP, '-o', 'json');
  expect([code, stdout]).toEqual([2, '']);
  expect(JSON.parse(stderr)).toMatchObject({ name: 'INVALID_PARAMETER', remedy: expect.stringMatching(/-o jsonl or -o yaml$/) });
});
