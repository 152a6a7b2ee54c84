import { expect, test } from '@jest/globals';
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
