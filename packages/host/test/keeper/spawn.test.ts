import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readLog } from '#src/log/read-log.js';
import { gone, isRunningNow } from './gone.js';
import { HostStandIn, State } from './host-stand-in.js';

let state: State;
let host: HostStandIn;
beforeEach(async () => {
  state = new State();
  host = await HostStandIn.start(state);
});
afterEach(async () => {
  await host.stop();
  await state.clear();
});

/** The promise every fault ends with: the next request is served. */
async function expectServes(): Promise<void> {
  expect(await (await host.spawn('exits-with-3')).exit).toEqual({ code: 3, signal: null, lastLines: ['one', 'two'] });
}

const logOf = (provider: string) => join(state.directory, 'logs', provider);

test('an exit is told with its code and its last lines', () => expectServes());

test.each(['SIGKILL', 'SIGSEGV', 'SIGTERM'] as const)('F-P13 an end by %s is told with its signal and the lines before it', async (signal) => {
  const lives = await host.spawn('lives');
  await state.line('lives', /alive/);
  process.kill(lives.pid, signal);
  expect(await lives.exit).toEqual({ code: null, signal, lastLines: ['alive'] });
  await expectServes();
});

test('P1 one keeper is started however many ask at the same time', async () => {
  const processes = await Promise.all([host.spawn('lives'), host.spawn('lives'), host.spawn('lives')]);
  expect(host.connections.length).toBe(1);
  expect(new Set(processes.map(({ pid }) => pid)).size).toBe(3);
  await Promise.all(processes.map((one) => one.end(0)));
});

test('the log tells when a process was started, what it wrote, and how it ended', async () => {
  const { pid, exit } = await host.spawn('exits-with-3');
  await exit;
  await state.line('exits-with-3', /exited/);
  const lines = [];
  for await (const { generation, stream, text } of readLog(logOf('exits-with-3'))) lines.push(`${generation} ${stream} ${text}`);
  expect(lines).toEqual([`1 note Process ${pid} was started.`, '1 out one', '1 err two', `1 note Process ${pid} exited with code 3.`]);
});

test('F-P59 a provider sees the environment it was given, its tag, its bootstrap descriptor, and nothing of the host', async () => {
  const shown = await host.spawn('says-environment', { activation: 'shown-1.1' });
  const { lastLines } = await shown.exit;
  expect(lastLines.map((line) => line.split('=')[0])).toEqual(['PATH', 'PROVOST_ACTIVATION', 'PROVOST_BOOTSTRAP_FD']);
  expect(lastLines[1]).toMatch(/^PROVOST_ACTIVATION=shown-1\.1\.[0-9a-f]{16}$/);
});

test('the bootstrap line is read from the descriptor, which stays open as the birth pipe until the keeper ends', async () => {
  const born = await host.spawn('ends-with-its-birth-pipe');
  expect(await state.line('ends-with-its-birth-pipe', /secret/)).toBe('secret');
  expect(isRunningNow(born.pid)).toBe(true);
  process.kill(host.keeperPid, 'SIGKILL');
  expect(await born.exit).toMatchObject({ unseen: true });
  await expectServes();
});

test.each([
  ['a command that is not there', { command: '/nowhere/provider' }, 'ENOENT', 'there is no command /nowhere/provider, or the interpreter that its first line names is missing.'],
  ['a directory that is gone', { directory: '/nowhere' }, 'ENOENT', 'its directory /nowhere is not there.'],
  ['a file that may not be executed', { command: '/etc/passwd' }, 'EACCES', '/etc/passwd may not be executed.'],
])('F-P1 %s fails the load with what is wrong and what to do', async (_, params, reason, sentence) => {
  await expect(host.spawn('never', params)).rejects.toMatchObject({
    code: 'PROVIDER_LOAD_FAILED',
    message: `PROVIDER_LOAD_FAILED: Provider "never" cannot be started: ${sentence}`,
    facts: { provider: 'never', reason },
  });
  await expectServes();
});

test('F-P1 an argument that is too long for the system fails the load with its size', async () => {
  const arguments_ = ['-e', '0', 'x'.repeat(200_000)];
  await expect(host.spawn('never', { arguments: arguments_ })).rejects.toMatchObject({
    code: 'PROVIDER_LOAD_FAILED',
    message: expect.stringMatching(/^PROVIDER_LOAD_FAILED: Provider "never" cannot be started: \S+ was given 200,\d{3} bytes of arguments and environment, and the system refuses that much/),
    remedy: 'Give it less: put what is long into a file, or into its config.',
  });
  await expectServes();
});

test('F-P1 a script whose interpreter is missing fails the load', async () => {
  const script = join(state.directory, 'lost');
  writeFileSync(script, '#!/nowhere/node\n', { mode: 0o755 });
  await expect(host.spawn('never', { command: script })).rejects.toMatchObject({ code: 'PROVIDER_LOAD_FAILED', facts: { reason: 'ENOENT' } });
  await expectServes();
});

test('F-P1 an entry that is missing is told by the words of Node', async () => {
  const { exit } = await host.spawn('never', { arguments: ['/nowhere/provider.js'] });
  const { code, lastLines } = await exit;
  expect(code).toBe(1);
  expect(lastLines.join('\n')).toContain("Cannot find module '/nowhere/provider.js'");
  await expectServes();
});

test('F-P23 F-P24 a flood neither blocks the provider nor fills the disk, and what was not kept is counted', async () => {
  const flood = await host.spawn('floods', { log: { directory: logOf('floods'), fileBytes: 100_000, files: 3, bytesPerSecond: 200_000 } });
  const { code, lastLines } = await flood.exit;
  expect(code).toBe(0);
  expect(lastLines).toEqual(Array.from({ length: 20 }, () => 'x'.repeat(63)));
  await state.line('floods', /exited with code 0/);
  const sizes = readdirSync(logOf('floods')).map((name) => statSync(join(logOf('floods'), name)).size);
  expect(sizes.length).toBeLessThanOrEqual(3);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(100_000);
  expect(await state.line('floods', /not kept/)).toMatch(/^\.\.\. [\d,]+ lines \(\d+ MiB\) were not kept: more than 195 KiB a second$/);
  await expectServes();
});

test('the exit is told with the last words at once, though a child of the provider holds its output open', async () => {
  const { exit } = await host.spawn('leaves-a-heir');
  expect(await exit).toEqual({ code: 7, signal: null, lastLines: [expect.stringMatching(/^heir \d+$/), 'last words'] });
});

test('F-H43 a log that cannot be written costs the lines and nothing else', async () => {
  mkdirSync(join(state.directory, 'logs'), { recursive: true });
  writeFileSync(logOf('exits-with-3'), 'a file stands where the directory should be');
  await expectServes();
});

test('P7 a keeper that is told to retire stays until what it keeps has ended, and then leaves', async () => {
  const lives = await host.spawn('lives');
  const { keeperPid } = host;
  await host.link.stop();
  expect(isRunningNow(keeperPid)).toBe(true);
  await lives.end(0);
  await gone(keeperPid);
  await expect(host.spawn('lives')).rejects.toMatchObject({ code: 'SERVER_IS_SHUTTING_DOWN' });
});
