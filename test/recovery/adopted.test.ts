import { describe, expect, test } from '@jest/globals';
import { ProviderHost } from '@provost/host';
import { Holds, Invoke, Logs, Stop, WaitFor } from '@provost/protocol';
import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CELL } from '../support/cells.js';
import { startOwnHost } from '../support/own-host.js';
import { failureOf } from '../support/providers.js';
import { isGone, untilGone } from '../support/pid-is-gone.js';

const run = promisify(execFile);

describe('a host that is killed', () => {
  test('P9 P2 F-R10 F-H12 leaves its provider to the next one: the same process, generation and memory, with its refusals, and only who refused takes them back', async () => {
    await using host = await startOwnHost();
    const pid = await host.tell('keepAlive');
    expect(await host.tell('count')).toBe(1);
    expect(await host.tell('refuse', { as: 'one', why: 'a cache' })).toBe('OK');
    const { generation } = await host.cell();
    await host.kill();
    await host.startAgain();
    expect(await host.tell('count')).toBe(2);
    expect(await host.event('adopted')).toMatchObject({ provider: 'cell', pid, generation, was: 'serving', refusals: 1, running: 0 });
    expect(await host.cell()).toMatchObject({ pid, generation, state: 'held', holds: 1 });
    expect((await host.client.request(Holds, {})).holds).toMatchObject([{ provider: 'cell', pid, why: 'a cache' }]);
    expect(await host.tell('request', { as: 'load' })).toBe('INVALID_PARAMETER');
    expect(await host.tell('request', { as: 'one' })).toBe('OK');
    await host.client.request(WaitFor, { name: 'cell', state: 'idle' });
    expect((await host.events()).filter(({ type }) => type === 'loading')).toHaveLength(1);
    expect(await host.trace()).toEqual(['load']);
  });

  test('P9 F-R12 F-H10 lets the operation in hand go on: who asked is told that it may have run, the next host waits for its end, and nobody gets its answer by mistake', async () => {
    await using host = await startOwnHost();
    const pid = await host.tell('keepAlive');
    const waiting = failureOf(host.tell('waitStubbornly'));
    await host.client.request(WaitFor, { name: 'cell', state: 'busy' });
    await host.kill();
    expect(await waiting).toMatchObject({ code: 'HOST_LOST', facts: { mayHaveRun: true } });
    await host.startAgain();
    expect(await host.event('adopted')).toMatchObject({ pid, was: 'serving', running: 1 });
    expect(await host.cell()).toMatchObject({ pid, state: 'busy', inFlight: 1 });
    expect(await host.tell('go')).toBe('gone');
    await host.client.request(WaitFor, { name: 'cell', state: 'idle' });
    expect(await host.tell('count')).toBe(1);
  });

  test('P9 P1 F-H8 lets a load go on: the next host waits for it, and so do those who ask', async () => {
    await using host = await startOwnHost();
    const gate = join(host.state, 'gate');
    await run('mkfifo', [gate]);
    await host.client.register({ path: CELL, config: { trace: join(host.state, 'trace'), loadGate: gate } });
    const asked = failureOf(host.tell('count'));
    await host.event('loading');
    // It reads the gate once it loads: a writer waits for it.
    const writer = await open(gate, 'w');
    await host.kill();
    expect(await asked).toMatchObject({ code: 'HOST_LOST', facts: { mayHaveRun: true } });
    await host.startAgain();
    const answer = host.tell('count');
    expect(await host.event('adopted')).toMatchObject({ was: 'loading' });
    await writer.close();
    expect(await answer).toBe(1);
    expect((await host.events()).filter(({ type }) => type === 'loading')).toHaveLength(1);
  });

  test('P9 F-R25 W-U12 leaves a client a client: the next request makes the same process serve again', async () => {
    await using host = await startOwnHost({ environment: { CELL_PURE: 'false' } });
    const pid = await host.tell('keepAlive');
    await host.client.unload('cell');
    expect(await host.cell()).toMatchObject({ state: 'client', pid });
    await host.kill();
    await host.startAgain();
    expect(await host.event('adopted')).toMatchObject({ pid, was: 'client' });
    expect(await host.cell()).toMatchObject({ state: 'client', pid });
    expect(await host.tell('count')).toBe(1);
    expect(await host.cell()).toMatchObject({ state: 'idle', pid });
  });

  test('P9 F-R14 may leave one that does not answer: it is ended with all it started, and whoever waits is served by the next', async () => {
    await using host = await startOwnHost({ settings: { 'adopt-timeout': '300ms' } });
    const pid = (await host.tell('keepAlive')) as number;
    process.kill(pid, 'SIGSTOP');
    await host.kill();
    await host.startAgain();
    expect(await host.tell('count')).toBe(1);
    expect(await host.event('lost')).toMatchObject({ pid, reason: 'host-lost', cause: 'killed', survivors: [] });
    expect(await isGone(pid)).toBe(true);
    expect(await host.cell()).toMatchObject({ generation: 2, state: 'idle' });
  });

  test('P9 W-U22 F-R24 leaves a provider that lets go by itself when no host has come in time, refusals notwithstanding', async () => {
    await using host = await startOwnHost({ settings: { 'orphan-timeout': '250ms' } });
    const pid = (await host.tell('keepAlive')) as number;
    expect(await host.tell('refuse', { as: 'one' })).toBe('OK');
    await host.kill();
    await untilGone(pid);
    expect(await host.trace()).toEqual(['load', 'release orphaned', 'deferred second', 'deferred first', 'exit']);
    await host.startAgain();
    expect(await host.event('lost')).toMatchObject({ pid, reason: 'host-lost' });
    expect(await host.tell('count')).toBe(1);
  });

  test('P9 and its keeper with it: the provider is adopted all the same, and its end is seen', async () => {
    await using host = await startOwnHost();
    const pid = (await host.tell('keepAlive')) as number;
    const keeper = await host.keeper();
    process.kill(keeper, 'SIGKILL');
    await untilGone(keeper);
    await host.kill();
    await host.startAgain();
    expect(await host.tell('count')).toBe(1);
    expect(await host.cell()).toMatchObject({ pid });
    process.kill(pid, 'SIGKILL');
    expect(await host.event('crashed')).toMatchObject({ pid });
    expect(await host.tell('count')).toBe(1);
    expect(await host.cell()).toMatchObject({ generation: 2 });
  });

  test('P9 many times over keeps one and the same provider', async () => {
    await using host = await startOwnHost();
    const pid = await host.tell('keepAlive');
    for (let round = 1; round <= 5; round++) {
      await host.kill();
      await host.startAgain();
      expect(await host.tell('count')).toBe(round);
    }
    expect(await host.cell()).toMatchObject({ pid, generation: 1 });
    expect((await host.events()).filter(({ type }) => type === 'adopted')).toHaveLength(5);
  });
});

describe('a host that leaves', () => {
  test('W-U22 its providers to the next one: they go on, are adopted, and their output has no gap', async () => {
    await using host = await startOwnHost();
    const pid = await host.tell('keepAlive');
    expect(await host.tell('say', { words: 'before' })).toBe('said');
    await host.client.request(Stop, { leave: true });
    await host.gone();
    await host.startAgain();
    expect(await host.tell('count')).toBe(1);
    expect(await host.tell('say', { words: 'after' })).toBe('said');
    expect(await host.cell()).toMatchObject({ pid, generation: 1 });
    expect((await host.events()).map(({ type }) => type).filter((type) => ['orphaned', 'adopted'].includes(type))).toEqual(['orphaned', 'adopted']);
    const said: string[] = [];
    for await (const rows of host.client.stream(Logs, { name: 'cell', follow: true })) { // The keeper may not have read all of it yet.
      said.push(...(rows as { text: string }[]).map(({ text }) => text).filter((text) => text === 'before' || text === 'after'));
      if (said.includes('after')) break;
    }
    expect(said).toEqual(['before', 'after']);
  });
});

test('P9 an application that embeds a host and is killed leaves nobody waiting, unless it has asked for adoption', async () => {
  await using own = await startOwnHost();
  await own.client.request(Stop, {});
  await own.gone();
  const host = new ProviderHost({ state: own.state });
  await host.start();
  const { value: pid } = await host.door().request(Invoke, { path: 'root/cells:Cell', method: 'keepAlive', arguments: {} });
  await host.stop({ leave: true });
  await untilGone(pid as number);
  expect((await own.trace()).slice(0, 2)).toEqual(['load', 'release orphaned']);
});
