import { describe, expect, test } from '@jest/globals';
import { DescribeProvider, Requests, Unload, WaitFor } from '@provost/protocol';
import { startCells } from '../support/cells.js';
import { expectGone } from '../support/pid-is-gone.js';

describe('a provider that is not pure', () => {
  test('P6 W-U8 W-U12 F-R25 goes on as a client when it is released, costs what is shown, and serves again in the same process', async () => {
    await using host = await startCells({ pure: false });
    const pid = await host.tell('keepAlive');
    const end = await host.idleOut();
    expect(end).toMatchObject({ reason: 'idle', staysAs: 'client', pid });
    const client = await host.provider('cell');
    expect(client).toMatchObject({ state: 'client', pid, generation: 1, holds: 0, inFlight: 0, dueInMs: null });
    expect(client.rssBytes).toBeGreaterThan(1_000_000);
    expect(await host.trace()).toEqual(['load', 'release idle', 'deferred second', 'deferred first']);
    expect(await host.tell('count')).toBe(1);
    expect(await host.provider('cell')).toMatchObject({ state: 'idle', pid, generation: 1, loads: 2 });
    expect(await host.trace()).toEqual(['load', 'release idle', 'deferred second', 'deferred first', 'load']);
  });

  test('W-U8 ends by itself when nothing of its own is left, and is then loaded anew', async () => {
    await using host = await startCells({ pure: false });
    const pid = await host.tell('keepAlive');
    await host.tell('letDie');
    expect(await host.idleOut()).toMatchObject({ staysAs: 'client' });
    expect(await host.event('client-ended', 'cell')).toMatchObject({ pid, cause: 'released', code: 0 });
    expect(await host.tell('count')).toBe(1);
    expect(await host.provider('cell')).toMatchObject({ generation: 2, crashes: 0 });
  });

  test('is unloaded by an operator first as a provider, then as a client', async () => {
    await using host = await startCells({ pure: false });
    const pid = await host.tell('keepAlive');
    expect(await host.door.request(Unload, { name: 'cell' })).toEqual({ exit: null, staysAs: 'client' });
    const { exit } = await host.door.request(Unload, { name: 'cell' });
    expect(exit).toMatchObject({ pid, cause: 'released', reason: 'operator' });
    await expectGone(pid as number);
    expect(await host.event('client-ended', 'cell')).toMatchObject({ reason: 'operator' });
  });

  test('F-H37 an update and the host\'s stop end the client too', async () => {
    await using host = await startCells({ pure: false });
    const first = await host.tell('keepAlive');
    await host.idleOut();
    await host.addCell({ pure: false, config: { releaseMs: 0 } });
    expect(await host.event('client-ended', 'cell')).toMatchObject({ pid: first, reason: 'update' });
    await expectGone(first as number);
    const second = await host.tell('keepAlive');
    expect(second).not.toBe(first);
    await host.idleOut();
    expect((await host.door.request(WaitFor, { name: 'cell', state: 'client' })).pid).toBe(second);
  });

  test('P8 a client that crashes is told of, and costs no request', async () => {
    await using host = await startCells({ pure: false });
    const pid = await host.tell('keepAlive');
    await host.idleOut();
    process.kill(pid as number, 'SIGKILL');
    expect(await host.event('client-ended', 'cell')).toMatchObject({ cause: 'crashed', signal: 'SIGKILL' });
    expect(await host.tell('count')).toBe(1);
  });
});

describe('a provider that has let go', () => {
  test('W-U13 asks its host nothing more where it is pure: what is under way is refused, and so is what comes later', async () => {
    await using host = await startCells({ config: { lastAsks: 'root/other:Cell' } });
    await host.addCell({ name: 'other' });
    await host.tell('count', {}, 'other');
    await host.tell('count');
    const { pid } = await host.provider('cell');
    expect(await host.door.request(Unload, { name: 'cell' })).toMatchObject({ exit: { pid, cause: 'released', code: 0 } });
    expect(await host.trace()).toEqual([
      'load', 'release operator', 'deferred second', 'deferred first', 'late SERVER_IS_SHUTTING_DOWN, later SERVER_IS_SHUTTING_DOWN', 'exit',
    ]);
    await expectGone(pid as number);
    await host.door.request(WaitFor, { name: 'other', state: 'idle' });
    expect((await host.door.request(DescribeProvider, { name: 'other' })).requestsServed).toBe(1);
  });

  test('W-U13 goes on asking its host where it is not pure, and is shown with what it costs', async () => {
    await using host = await startCells({ pure: false });
    await host.addCell({ name: 'other' });
    await host.tell('keepAlive');
    const pid = (await host.tell('askOnSignal', { path: 'root/other:Cell', method: 'wait' })) as number;
    await host.door.request(Unload, { name: 'cell' });
    process.kill(pid, 'SIGUSR2');
    await host.door.request(WaitFor, { name: 'other', state: 'busy' });
    const [asked] = (await host.door.request(Requests, { name: 'other' })).requests;
    expect(asked).toMatchObject({ operation: 'invoke', caller: { kind: 'provider', name: 'cell', pid } });
    const client = await host.provider('cell');
    expect(client).toMatchObject({ state: 'client', pid, inFlight: 0 });
    expect(client.rssBytes).toBeGreaterThan(1_000_000);
    await host.tell('go', {}, 'other');
    expect(await host.idleOut('other')).toMatchObject({ reason: 'idle' });
    expect(await host.trace()).toContain('answered waited');
    expect((await host.provider('cell')).state).toBe('client');
  });
});
