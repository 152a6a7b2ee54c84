/** What a provider has under way when its host is killed, beside the operations of its callers: jobs, keepWarm, calls of its own, and other lives of it. */
import { describe, expect, test } from '@jest/globals';
import { CancelRequest, Holds, Requests, SetSetting, WaitFor } from '@provost/protocol';
import { execFile } from 'node:child_process';
import { watch } from 'node:fs';
import { promisify } from 'node:util';
import { BIN } from '../cli/support.js';
import { CELL } from '../support/cells.js';
import { startOwnHost, type OwnHost } from '../support/own-host.js';
import { untilGone } from '../support/pid-is-gone.js';
import { failureOf } from '../support/providers.js';

const run = promisify(execFile);

/** Settles once the cell has written that. */
async function traced(host: OwnHost, line: string): Promise<void> {
  const changes = watch(`${host.state}/../trace`);
  try {
    for (;;) {
      const changed = new Promise((resolve) => changes.once('change', resolve));
      if ((await host.trace()).includes(line)) return;
      await changed;
    }
  } finally {
    changes.close();
  }
}

describe('P9 a provider that is adopted', () => {
  test('W-R6 keeps its job in the background: the job holds it as before, and when it ends, so does its refusal', async () => {
    await using host = await startOwnHost();
    const pid = await host.tell('keepAlive');
    expect(await host.tell('background', { name: 'sync' })).toBe('begun');
    await host.client.request(WaitFor, { name: 'cell', state: 'held' });
    await host.kill();
    await host.startAgain();
    await host.client.request(WaitFor, { name: 'cell', state: 'held' });
    expect((await host.client.request(Holds, {})).holds).toMatchObject([{ provider: 'cell', pid, operation: 'background sync' }]);
    expect(await failureOf(host.client.unload('cell'))).toMatchObject({ code: 'PROVIDER_BUSY' });
    expect(await host.tell('go')).toBe('gone');
    await host.client.request(WaitFor, { name: 'cell', state: 'idle' });
    expect((await host.client.request(Holds, {})).holds).toEqual([]);
    expect(await host.trace()).toEqual(['load', 'job done']);
  });

  test('W-R10 is kept warm by what it has asked an earlier host for, and lets that end in its time', async () => {
    await using host = await startOwnHost();
    const pid = await host.tell('keepAlive');
    expect(await host.tell('keepWarm', { duration: '10m' })).toBe('kept');
    await host.kill();
    await host.startAgain();
    await host.client.request(WaitFor, { name: 'cell', state: 'held' });
    expect(await host.cell()).toMatchObject({ pid, holds: 1 });
    expect(await host.tell('keepWarm', { duration: '0s' })).toBe('kept');
    await host.client.request(WaitFor, { name: 'cell', state: 'idle' });
    expect(await host.cell()).toMatchObject({ pid, holds: 0 });
  });

  test('P11 asks its host for nothing while there is none: HOST_LOST at once; and the next one answers it', async () => {
    await using host = await startOwnHost();
    const ask = { path: 'root/cells:Cell', method: 'count' };
    const pid = (await host.tell('keepAlive')) as number;
    await host.tell('askOnSignal', ask);
    await host.kill();
    process.kill(pid, 'SIGUSR2');
    await traced(host, 'answered HOST_LOST');
    await host.startAgain();
    expect(await host.tell('ask', ask)).toBe(1);
    expect((await host.events()).map(({ type, pid: of }) => [type, of]).filter(([type]) => !['host-started', 'registered'].includes(type as string))).toEqual([['loading', undefined], ['loaded', pid], ['adopted', pid]]);
    await host.tell('askOnSignal', ask);
    process.kill(pid, 'SIGUSR2');
    await traced(host, 'answered 2');
    expect(await host.cell()).toMatchObject({ pid });
  });

  test('P2 with overlap is the latest of two that live: the other one lets go, and is told of', async () => {
    await using host = await startOwnHost({ environment: { CELL_OVERLAP: 'true' }, settings: { 'release-timeout': '600ms', 'term-grace': '0s' } });
    const first = (await host.tell('keepAlive')) as number;
    const waiting = failureOf(host.tell('waitStubbornly'));
    await host.client.request(WaitFor, { name: 'cell', state: 'busy' });
    await host.client.register({ path: CELL, config: { trace: `${host.state}/../trace` }, environment: { CELL_OVERLAP: 'true' } });
    const second = await host.tell('keepAlive');
    expect(second).not.toBe(first);
    await host.kill();
    expect(await waiting).toMatchObject({ code: 'HOST_LOST', facts: { mayHaveRun: true } });
    await host.startAgain();
    expect(await host.tell('count')).toBe(1);
    expect(await host.event('adopted')).toMatchObject({ pid: second, was: 'serving' });
    await untilGone(first);
    expect(await host.event('lost')).toMatchObject({ pid: first, reason: 'host-lost' });
    expect(await host.cell()).toMatchObject({ pid: second, state: 'idle' });
  });

  test('P11 shows what an earlier host had asked of it, for whom nobody knows any more: requests, unload and cancel name it and what can be done', async () => {
    await using host = await startOwnHost();
    const pid = (await host.tell('keepAlive')) as number;
    const waiting = failureOf(host.tell('waitStubbornly'));
    await host.client.request(WaitFor, { name: 'cell', state: 'busy' });
    const [{ id }] = (await host.client.requests('cell')) as unknown as [{ id: string }];
    await host.kill();
    expect(await waiting).toMatchObject({ code: 'HOST_LOST', facts: { mayHaveRun: true } });
    await host.startAgain();
    expect(await host.event('adopted')).toMatchObject({ pid, running: 1 });

    const { requests } = await host.client.request(Requests, { name: 'cell' });
    expect(requests).toEqual([{
      id, provider: 'cell', operation: 'of an earlier host', target: '', caller: null, state: 'running', ageMs: expect.any(Number), deadlineInMs: expect.any(Number), lastProgress: null,
    }]);
    expect(requests[0]!.ageMs + (requests[0]!.deadlineInMs ?? NaN)).toBe(60_000);
    expect((await run(process.execPath, [BIN, 'requests', '--state', host.state])).stdout).toMatch(new RegExp(`^ID .+\n${id}  +cell  +of an earlier host  +running  +unknown  +>[0-9.]+m?s  +\\S+s  +-\n$`));

    expect(await failureOf(host.client.unload('cell'))).toMatchObject({
      code: 'PROVIDER_BUSY', facts: { requests: [id], ofEarlierHost: [id] },
      sentence: `Provider "cell" (pid ${pid}) is at work on a request: ${id} (of an earlier host: nobody waits for its answer).`,
    });
    expect(await failureOf(host.client.request(CancelRequest, { id }))).toMatchObject({
      code: 'NOT_SUPPORTED', facts: { id, provider: 'cell', pid },
      sentence: `Request "${id}" was asked through an earlier host: nobody waits for it, and this host cannot tell provider "cell" (pid ${pid}) to stop it.`,
      remedy: 'Wait until it has returned, or end it with its provider: provost unload cell --force.',
    });
    const own = host.tell('waitStubbornly');
    expect(await host.tell('count')).toBe(1); // What was asked before it is there by now.
    const [, { id: ownId }] = (await host.client.requests('cell')) as unknown as [unknown, { id: string }];
    expect(await failureOf(host.client.unload('cell'))).toMatchObject({
      sentence: expect.stringContaining(`is at work on 2 requests: ${ownId}, ${id} (of an earlier host, so that nobody waits for its answer: ${id})`),
    });

    expect(await host.tell('go')).toBe('gone');
    await own;
    await host.client.request(WaitFor, { name: 'cell', state: 'idle' });
    expect(await host.client.requests()).toEqual([]);
    expect(await failureOf(host.client.request(CancelRequest, { id }))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await host.tell('count')).toBe(2);
    expect(await host.cell()).toMatchObject({ pid });
  });

  test('P8 and blocks in what an earlier host had asked for is found out by pings, is ended, and the next request is served', async () => {
    await using host = await startOwnHost({ settings: { 'ping-interval': '200ms', 'ping-misses': '2', 'hang-grace': '0s', 'term-grace': '0s' } });
    const pid = (await host.tell('keepAlive')) as number;
    const waiting = failureOf(host.tell('waitStubbornly'));
    await host.client.request(WaitFor, { name: 'cell', state: 'busy' });
    await host.client.request(SetSetting, { key: 'operation-timeout', value: '300ms' });
    await host.kill();
    expect(await waiting).toMatchObject({ code: 'HOST_LOST' });
    await host.startAgain();
    expect(await host.event('adopted')).toMatchObject({ pid, running: 1 });
    process.kill(pid, 'SIGSTOP');
    expect(await host.event('hung')).toMatchObject({ pid, how: 'silent' });
    await untilGone(pid);
    await host.client.request(SetSetting, { key: 'operation-timeout', value: '60s' });
    expect(await host.tell('count')).toBe(1);
  });
});
