/** The operation that causes a load is sent behind initialize. Here this process, and the host in it, stands still while the provider goes on, so that what it does then it does by itself. */
import { describe, expect, test } from '@jest/globals';
import { Create, Delete, Get, Modify, Requests, Status, Unload, WaitFor } from '@provost/protocol';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureOf } from '../support/providers.js';
import { startOwnHost, type OwnHost } from '../support/own-host.js';
import { startHost, type TestHost } from '../support/start-host.js';
import { standbysOf } from '../standby/support.js';

const EARLY = fileURLToPath(new URL('../../lifecycle/providers/early.js', import.meta.url));
const CLASS = 'root/early:Early';
const PATIENCE_MS = 20_000;

interface Early extends TestHost {
  readonly trace: string;
  run(words: string, more?: { timeoutMs?: number }): Promise<unknown>;
  lines(): string[];
  /** Settles once the provider has written that. */
  traced(line: string): Promise<void>;
}

async function startEarly(settings: Record<string, string> = {}, environment: Record<string, string> = {}): Promise<Early> {
  const host = await startHost(settings);
  const trace = join(host.state, 'early.trace');
  await host.register(EARLY, { config: { trace }, environment });
  const lines = (): string[] => (existsSync(trace) ? readFileSync(trace, 'utf8').split('\n').slice(0, -1) : []);
  return {
    ...host,
    trace,
    lines,
    run: (words, { timeoutMs } = {}) => host.call(CLASS, 'run', { words }, timeoutMs),
    traced: async (line) => {
      while (!lines().includes(line)) await new Promise((resolve) => setImmediate(resolve));
    },
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}

/** The next load waits until it is opened; those after it do not. */
function shutGate({ trace }: Pick<Early, 'trace'>): { open(): void } {
  writeFileSync(`${trace}.gate`, '');
  return { open: () => rmSync(`${trace}.taken`) };
}

/** This process does nothing else until the provider has written that. */
function standStillUntil({ lines }: Pick<Early, 'lines'>, line: string): void {
  const untilMs = performance.now() + PATIENCE_MS;
  while (!lines().includes(line)) if (performance.now() > untilMs) throw new Error(`the provider has not written "${line}", but ${JSON.stringify(lines())}`);
}

/** Asks, and lets the provider load and begin while the host stands still. */
async function askedEarly<R>(host: Early, ask: () => Promise<R>, line: string): Promise<{ readonly answer: Promise<R> }> {
  const gate = shutGate(host);
  const loads = countOf(host, 'load');
  const answer = ask();
  answer.catch(() => undefined);
  while (countOf(host, 'load') === loads) await new Promise((resolve) => setImmediate(resolve));
  gate.open();
  standStillUntil(host, line);
  return { answer };
}

const countOf = (host: Early, line: string): number => host.lines().filter((one) => one === line).length;

describe.each([['by a standby', {}], ['by a process of its own', { standby: '0' }]] as const)('P1 what causes a load, %s,', (how, settings) => {
  const start = async (): Promise<Early> => {
    const host = await startEarly(settings);
    if (how === 'by a standby') await standbysOf(host);
    return host;
  };

  test('is begun as soon as the provider has loaded, while the host has not read so, and is run once', async () => {
    await using host = await start();
    const { answer } = await askedEarly(host, () => host.run('first'), 'ran first');
    expect(await answer).toEqual((await host.provider('early')).pid);
    expect(await host.run('second')).toEqual(await answer);
    expect(host.lines()).toEqual(['load', 'ran first', 'ran second']);
  });

  test('is run once, and so are all that come after it, where more may not be at work at the same time', async () => {
    await using host = await start();
    const { answer } = await askedEarly(host, () => Promise.all(['a', 'b', 'c'].map((words) => host.run(words))), 'ran a');
    expect(new Set(await answer).size).toBe(1);
    expect(host.lines()).toEqual(['load', 'ran a', 'ran b', 'ran c']);
  });

  test('P8 is told why the load failed, and has not run; the next request is served', async () => {
    await using host = await start();
    writeFileSync(`${host.trace}.fails`, '');
    const error = await failureOf(host.run('a'));
    expect(error).toMatchObject({ code: 'PROVIDER_LOAD_FAILED', message: expect.stringMatching(/it was told to fail/) as unknown as string });
    expect(error.facts).not.toHaveProperty('mayHaveRun');
    await host.run('b');
    expect(host.lines()).toEqual(['load', 'load', 'ran b']);
  });

  test('P8 is told how the process ended that was loading, and has not run; the next request is served', async () => {
    await using host = await start();
    writeFileSync(`${host.trace}.exits`, '');
    const error = await failureOf(host.run('a'));
    expect(error).toMatchObject({ code: 'PROVIDER_LOAD_FAILED', facts: { exitCode: 7 } });
    expect(error.facts).not.toHaveProperty('mayHaveRun');
    await host.run('b');
    expect(host.lines()).toEqual(['load', 'load', 'ran b']);
  });

  test('P8 is told that it may have run where the provider ends in it, although the host has read nothing of its load before; the next request is served', async () => {
    await using host = await start();
    const { answer } = await askedEarly(host, () => host.call(CLASS, 'crash'), 'crashes');
    expect(await failureOf(answer)).toMatchObject({ code: 'PROVIDER_CRASHED', facts: { exitCode: 9, mayHaveRun: true } });
    await host.run('b');
    expect(host.lines()).toEqual(['load', 'crashes', 'load', 'ran b']);
  });
});

describe('P1 what is sent behind initialize', () => {
  test.each([
    ['get', (host: Early) => host.door.request(Get, { path: `${CLASS}="x"` })],
    ['create', (host: Early) => host.door.request(Create, { class: CLASS, properties: { id: 'x' } })],
    ['modify', (host: Early) => host.door.request(Modify, { path: `${CLASS}="x"`, patch: {} })],
    ['delete', (host: Early) => host.door.request(Delete, { path: `${CLASS}="x"` })],
  ] as const)('may be a %s', async (what, ask) => {
    await using host = await startEarly({ standby: '0' });
    const { answer } = await askedEarly<unknown>(host, () => ask(host), `ran ${what} x`);
    await answer;
    expect(countOf(host, `ran ${what} x`)).toBe(1);
  });

  test('F-R25 goes to a client too that is wanted again, in the same process', async () => {
    await using host = await startEarly({}, { EARLY_PURE: 'false' });
    const pid = await host.call(CLASS, 'keepAlive');
    await host.door.request(Unload, { name: 'early' });
    const { answer } = await askedEarly(host, () => host.run('again'), 'ran again');
    expect(await answer).toBe(pid);
    expect(host.lines()).toEqual(['load', 'load', 'ran again']);
    await host.door.request(Unload, { name: 'early', force: true });
  });

  test('may ask its own provider, which serves it then', async () => {
    await using host = await startEarly();
    const { answer } = await askedEarly(host, () => host.call(CLASS, 'ask'), 'asks');
    expect(await answer).toBe((await host.provider('early')).pid);
    expect(host.lines()).toEqual(['load', 'asks', 'ran inner']);
  });

  test('F-R18 is not run where its caller gives up while the provider loads, and the caller is told so', async () => {
    await using host = await startEarly();
    const gate = shutGate(host);
    const cancel = new AbortController();
    const error = failureOf(host.door.request(Get, { path: `${CLASS}="x"` }, { signal: cancel.signal }));
    await host.traced('load');
    cancel.abort();
    expect((await error).code).toBe('OPERATION_CANCELLED');
    expect((await error).facts).not.toHaveProperty('mayHaveRun');
    gate.open();
    await host.door.request(WaitFor, { name: 'early', state: 'idle' });
    await host.run('b');
    expect(host.lines()).toEqual(['load', 'ran b']);
  });

  test('F-R19 is not run where its deadline passes while the provider loads, and the caller is told so', async () => {
    await using host = await startEarly();
    const gate = shutGate(host);
    const error = await failureOf(host.run('a', { timeoutMs: 400 }));
    expect(error).toMatchObject({ code: 'OPERATION_TIMED_OUT', message: expect.stringMatching(/did not get to the request within 400 ms.*it has not run/) as unknown as string });
    expect(error.facts).not.toHaveProperty('mayHaveRun');
    gate.open();
    await host.door.request(WaitFor, { name: 'early', state: 'idle' });
    await host.run('b');
    expect(host.lines()).toEqual(['load', 'ran b']);
  });

  test('F-R19 may have run, which its caller is told, where its deadline passes and the provider is too busy to say so; it counts as at work until the provider is through with it', async () => {
    await using host = await startEarly();
    const gate = shutGate(host);
    writeFileSync(`${host.trace}.blocks`, '');
    expect(await failureOf(host.run('a', { timeoutMs: 400 }))).toMatchObject({ code: 'OPERATION_TIMED_OUT', facts: { timeoutMs: 400, mayHaveRun: true } });
    expect((await host.door.request(Requests, {})).requests).toMatchObject([{ state: 'abandoned' }]);
    gate.open();
    await host.door.request(WaitFor, { name: 'early', state: 'idle' });
    expect((await host.door.request(Requests, {})).requests).toEqual([]);
    await host.run('b');
    expect(countOf(host, 'ran a')).toBeLessThan(2);
    expect(countOf(host, 'ran b')).toBe(1);
  });

  test('P8 has not run where the load takes too long, and its caller is told of the load; the next request is served', async () => {
    await using host = await startEarly({ 'load-timeout': '600ms', 'term-grace': '0s' });
    shutGate(host);
    const error = await failureOf(host.run('a'));
    expect(error.code).toBe('PROVIDER_LOAD_TIMED_OUT');
    expect(error.facts).not.toHaveProperty('mayHaveRun');
    await host.run('b');
    expect(host.lines()).toEqual(['load', 'load', 'ran b']);
  });
});

describe('F-R22 an operator who acts while a provider loads', () => {
  test.each([
    ['unloads it', (host: Early) => host.door.request(Unload, { name: 'early' })],
    ['forces it', (host: Early) => host.door.request(Unload, { name: 'early', force: true })],
    ['changes its registration', (host: Early) => host.register(EARLY, { config: { trace: host.trace }, environment: { CHANGED: 'yes' } })],
  ] as const)('and %s leaves what has not begun to the next process, which runs it once', async (_what, act) => {
    await using host = await startEarly();
    shutGate(host);
    const answer = host.run('a');
    await host.traced('load');
    await act(host);
    expect(await answer).toBe((await host.provider('early')).pid);
    expect(host.lines()).toEqual(['load', 'load', 'ran a']);
  });

  test('has what has begun ended with it, which is told so, although the host had not read that it had; the next request is served', async () => {
    await using host = await startEarly();
    const { answer } = await askedEarly(host, () => host.call(CLASS, 'wait'), 'waits');
    await host.door.request(Unload, { name: 'early' });
    expect(await failureOf(answer)).toMatchObject({ code: 'OPERATION_CANCELLED', facts: { mayHaveRun: true, reason: 'operator' } });
    await host.run('b');
    expect(host.lines()).toEqual(['load', 'waits', 'load', 'ran b']);
  });

  test('takes no answer away that has been given already', async () => {
    await using host = await startEarly();
    const { answer } = await askedEarly(host, () => host.run('a'), 'ran a');
    await host.door.request(Unload, { name: 'early' });
    expect(await answer).toEqual(expect.any(Number));
    expect(host.lines()).toEqual(['load', 'ran a']);
  });

  test('F-R23 and stops the host is told to who waits, whose request has not run', async () => {
    const host = await startEarly();
    shutGate(host);
    const answer = failureOf(host.run('a'));
    await host.traced('load');
    const disposed = host[Symbol.asyncDispose]();
    const error = await answer;
    expect(error.code).toBe('SERVER_IS_SHUTTING_DOWN');
    expect(error.facts).not.toHaveProperty('mayHaveRun');
    await disposed;
  });
});

describe('P9 a host that is killed while a provider loads', () => {
  const startGated = async (): Promise<OwnHost & { open(): void }> => {
    const host = await startOwnHost();
    const gate = join(host.state, '..', 'gate');
    execFileSync('mkfifo', [gate]);
    const trace = join(host.state, '..', 'trace');
    await host.client.register({ path: fileURLToPath(new URL('../../unloading/providers/cell.js', import.meta.url)), name: 'cell', config: { trace, loadGate: gate } });
    return Object.assign(host, { open: () => writeFileSync(gate, '') });
  };
  const traced = async (host: OwnHost, line: string): Promise<void> => {
    while (!(await readFile(join(host.state, '..', 'trace'), 'utf8').catch(() => '')).split('\n').includes(line)) await new Promise((resolve) => setImmediate(resolve));
  };

  test('is followed by one that knows what has begun meanwhile: the provider is not released under it', async () => {
    await using host = await startGated();
    const lost = failureOf(host.tell('waitTold'));
    await traced(host, 'load');
    await host.client.request(Status, {}); // By then it has written down what it has started.
    process.kill(host.pid, 'SIGSTOP');
    host.open();
    await traced(host, 'waits');
    await host.kill();
    expect(await lost).toMatchObject({ code: 'HOST_LOST', facts: { mayHaveRun: true } });
    await host.startAgain();
    await host.client.request(WaitFor, { name: 'cell', state: 'busy' });
    expect(await failureOf(host.client.unload('cell'))).toMatchObject({ code: 'PROVIDER_BUSY' });
    expect(await host.tell('go')).toBe('gone');
    await host.client.request(WaitFor, { name: 'cell', state: 'idle' });
    expect(await host.trace()).toEqual(['load', 'waits']);
  });

  test('has nothing begun that nobody waits for any more: the next one adopts a provider that loads, and serves by it', async () => {
    await using host = await startGated();
    const lost = failureOf(host.tell('waitTold'));
    await traced(host, 'load');
    await host.client.request(Status, {}); // By then it has written down what it has started.
    await host.kill();
    expect(await lost).toMatchObject({ code: 'HOST_LOST' });
    await host.startAgain();
    const counted = host.tell('count');
    host.open();
    expect(await counted).toBe(1);
    expect(await host.trace()).toEqual(['load']);
  });
});
