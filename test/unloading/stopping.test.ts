import { describe, expect, test } from '@jest/globals';
import { ProviderHost } from '@provost/host';
import { Events, Invoke, Load, Unregister, WaitFor, type HostEvent } from '@provost/protocol';
import { startCells } from '../support/cells.js';
import { failureOf } from '../support/providers.js';
import { expectGone, isGone, untilGone } from '../support/pid-is-gone.js';

describe('a host that stops', () => {
  test('P7 W-U4 W-U5 releases all of its providers side by side, each with the reason shutdown', async () => {
    await using host = await startCells({ config: { releaseMs: 200 } }, {}, 'passes');
    for (const name of ['second', 'third']) await host.addCell({ name, config: { releaseMs: 200 } });
    await Promise.all(['cell', 'second', 'third'].map((cell) => host.tell('count', {}, cell)));
    const types: string[] = [];
    const reading = (async () => {
      for await (const rows of host.door.stream(Events, { follow: true })) types.push(...rows.map((row) => String(row['type'])));
    })();
    await host.host.stop();
    await reading;
    expect(types.filter((type) => type === 'releasing' || type === 'unloaded')).toEqual(['releasing', 'releasing', 'releasing', 'unloaded', 'unloaded', 'unloaded']);
    for (const cell of ['cell', 'second', 'third']) expect(await host.trace(cell)).toEqual(['load', 'release shutdown', 'deferred second', 'deferred first', 'exit']);
  });

  test('OMI: it lets what is at work finish before it releases', async () => {
    await using host = await startCells({}, {}, 'passes');
    const waiting = host.tell('waitMs', { ms: 300 });
    await host.door.request(WaitFor, { name: 'cell', state: 'busy' });
    const stopped = host.host.stop();
    expect(await waiting).toBe('waited');
    await stopped;
    expect(await host.trace()).toContain('release shutdown');
  });

  test('P7 F-R23 it gives what is at work half of its time, tells the callers, and ends it', async () => {
    await using host = await startCells({}, {}, 'passes');
    const failure = failureOf(host.tell('waitStubbornly'));
    const { pid } = await host.door.request(WaitFor, { name: 'cell', state: 'busy' });
    await host.host.stop({ timeoutMs: 400 });
    expect(await failure).toMatchObject({ code: 'SERVER_IS_SHUTTING_DOWN', facts: { provider: 'cell', mayHaveRun: true } });
    await expectGone(pid as number);
  });

  test('P7 however short its time is, half of it is for letting go', async () => {
    await using host = await startCells({}, {}, 'passes');
    await host.tell('count');
    const told = host.event('unloaded', 'cell');
    await host.host.stop({ timeoutMs: 1_500 });
    expect(await told).toMatchObject({ reason: 'shutdown', cause: 'released' });
    expect(await host.trace()).toEqual(['load', 'release shutdown', 'deferred second', 'deferred first', 'exit']);
  });

  test('by force it waits for nothing that is at work, and still lets its providers let go', async () => {
    await using host = await startCells({}, {}, 'passes');
    const failure = failureOf(host.tell('wait'));
    await host.door.request(WaitFor, { name: 'cell', state: 'busy' });
    await host.host.stop({ timeoutMs: 3_600_000, force: true });
    expect((await failure).code).toBe('SERVER_IS_SHUTTING_DOWN');
    expect(await host.trace()).toEqual(['load', 'release shutdown', 'deferred second', 'deferred first', 'exit']);
  });

  test('OMI: a release that hangs does not outlive it', async () => {
    await using host = await startCells({ config: { releaseMs: 3_600_000 } }, { 'term-grace': '50ms' }, 'passes');
    const pid = await host.tell('keepAlive');
    await host.host.stop({ timeoutMs: 400 });
    await expectGone(pid as number);
  });

  test('P7 a provider that lets go because its registration is gone does not outlive it either', async () => {
    await using host = await startCells({ config: { releaseMs: 3_600_000 } }, { 'term-grace': '50ms' }, 'passes');
    const pid = await host.tell('keepAlive');
    const releasing = host.event('releasing', 'cell');
    const unregistered = host.door.request(Unregister, { name: 'cell' });
    expect(await releasing).toMatchObject({ reason: 'unregistered' });
    await host.host.stop({ timeoutMs: 400 });
    await expectGone(pid as number);
    await unregistered;
  });

  test('a second stop leaves it no more time', async () => {
    await using host = await startCells({ config: { releaseMs: 3_600_000 } }, {}, 'passes');
    const pid = await host.tell('keepAlive');
    const releasing = host.event('releasing', 'cell');
    const stopped = host.host.stop({ timeoutMs: 3_600_000 });
    await releasing;
    void host.host.stop({ timeoutMs: 0 });
    await stopped;
    await expectGone(pid as number);
  });

  test('F-R20 F-R23 a stop while a provider loads begins nothing new, and leaves nothing', async () => {
    await using host = await startCells({}, {}, 'passes');
    const loading = failureOf(host.tell('count'));
    await host.event('loading', 'cell');
    await host.host.stop();
    expect((await loading).code).toBe('SERVER_IS_SHUTTING_DOWN');
  });

  test('W-U21 W-U22 with leave its providers stay, and let go by themselves when no other host comes', async () => {
    const host = await startCells({}, {}, 'passes');
    const pid = (await host.tell('keepAlive')) as number;
    await host.host.stop({ leave: true });
    await untilGone(pid);
    expect(await host.trace()).toEqual(['load', 'release orphaned', 'deferred second', 'deferred first', 'exit']);
    await host[Symbol.asyncDispose]();
  });
});

describe('a provider that was left behind', () => {
  test('P2 P9 OMI: and that is blocked is ended by the next host, which loads no other of it before, and tells so', async () => {
    const left = await startCells({ limits: { releaseTimeoutMs: 300 } }, { 'term-grace': '50ms' }, 'passes');
    const { pid } = await left.door.request(Load, { name: 'cell' });
    const blocked = failureOf(left.tell('block'));
    await left.door.request(WaitFor, { name: 'cell', state: 'busy' });
    await left.host.stop({ leave: true });
    await blocked;
    expect(await isGone(pid as number)).toBe(false);
    const next = new ProviderHost({ state: left.state, settings: { 'term-grace': '50ms' } });
    await next.start();
    try {
      const door = next.door();
      expect((await door.request(Invoke, { path: 'root/cell:Cell', method: 'count', arguments: {} })).value).toBe(1);
      await expectGone(pid as number);
      const events: HostEvent[] = [];
      for await (const rows of door.stream(Events, {})) events.push(...(rows as unknown as HostEvent[]));
      const lost = events.find(({ type }) => type === 'lost');
      expect(lost).toMatchObject({ provider: 'cell', generation: 1, pid, reason: 'host-lost', cause: 'killed', survivors: [] });
    } finally {
      await next.stop();
    }
    await left[Symbol.asyncDispose]();
  });
});

describe('a provider that the system tells to end', () => {
  test('W-U24 releases itself, which is no crash; the next request is served by a new process', async () => {
    await using host = await startCells();
    await host.tell('count');
    const { pid } = await host.provider('cell');
    process.kill(pid as number, 'SIGTERM');
    expect(await host.event('unloaded', 'cell')).toMatchObject({ pid, reason: 'shutdown', cause: 'released', code: 0 });
    expect(await host.trace()).toEqual(['load', 'release shutdown', 'deferred second', 'deferred first', 'exit']);
    expect(await host.tell('count')).toBe(1);
    expect(await host.provider('cell')).toMatchObject({ generation: 2, crashes: 0 });
  });

  test('P6 S8 costs none of those who ask meanwhile anything', async () => {
    await using host = await startCells({}, {}, 'passes');
    await host.tell('count');
    let isOver = false;
    let asked = 0;
    const callers = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        await host.tell('count');
        asked += 1;
      }
    });
    for (let generation = 1; generation <= 3; generation++) {
      const before = asked;
      while (asked < before + 50) await host.tell('count');
      process.kill((await host.event('loaded', 'cell', (event) => event.generation === generation)).pid as number, 'SIGTERM');
      expect(await host.event('unloaded', 'cell', (event) => event.generation === generation)).toMatchObject({ reason: 'shutdown', cause: 'released' });
    }
    isOver = true;
    await Promise.all(callers);
    expect(await host.provider('cell')).toMatchObject({ crashes: 0 });
  });
});
