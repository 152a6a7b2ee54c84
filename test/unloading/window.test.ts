import { describe, expect, test } from '@jest/globals';
import { Modify, SetCache, SetSetting, WaitFor } from '@provost/protocol';
import { startCells } from '../support/cells.js';
import { expectGone } from '../support/pid-is-gone.js';

describe('a provider that is idle', () => {
  test('P3 W-U1 W-U3 W-U4 W-U6 is unloaded between ClearAfter and twice that, once, with the reason idle; its process is gone', async () => {
    await using host = await startCells();
    await host.tell('count');
    const { pid } = await host.provider('cell');
    const end = await host.idleOut();
    expect(end).toMatchObject({ reason: 'idle', cause: 'released', code: 0 });
    expect(end['idleMs']).toBeGreaterThanOrEqual(30_000);
    expect(end['idleMs']).toBeLessThanOrEqual(60_000);
    await expectGone(pid as number);
    expect(await host.trace()).toEqual(['load', 'release idle', 'deferred second', 'deferred first', 'exit']);
    expect(await host.tell('count')).toBe(1);
  });

  test('W-R11 takes its process with it, and no other: the one beside it serves on, and so does the host', async () => {
    await using host = await startCells();
    await host.addCell({ name: 'other' });
    await host.tell('count');
    await host.tell('refuse', { as: 'one' }, 'other');
    const [{ pid }, other] = [await host.provider('cell'), await host.provider('other')];
    expect(other.pid).not.toBe(pid);
    await host.idleOut();
    await expectGone(pid as number);
    expect(await host.tell('count', {}, 'other')).toBe(1);
    expect(await host.provider('other')).toMatchObject({ state: 'held', pid: other.pid, loads: 1 });
    await host.tell('request', { as: 'one' }, 'other');
    await host.idleOut('other');
    await expectGone(other.pid as number);
    expect(await host.tell('count')).toBe(1);
  });

  test('P3 W-U9 is not unloaded a moment before ClearAfter, however short its last use was before the sweep', async () => {
    await using host = await startCells();
    await host.tell('count');
    await host.clock.advance('29999ms');
    await host.tell('count');
    await host.clock.advance('29999ms');
    expect(await host.provider('cell')).toMatchObject({ state: 'idle', idleMs: 29_999, dueInMs: { min: 1, max: 30_001 } });
    expect((await host.idleOut())['idleMs']).toBeGreaterThanOrEqual(30_000);
  });

  test('P6 F-R2 a request that is there when the sweep comes wins', async () => {
    await using host = await startCells();
    await host.tell('count');
    const { pid } = await host.provider('cell');
    await host.clock.advance('29999ms');
    const [value] = await Promise.all([host.tell('count'), host.clock.advance('1ms')]);
    expect(value).toBe(2);
    expect(await host.provider('cell')).toMatchObject({ state: 'idle', pid, loads: 1 });
  });

  test('P3 with nothing idle and nothing at work the host arms no timer, and sets none for each request', async () => {
    await using host = await startCells();
    expect(host.clock.pending).toBe(0);
    await host.tell('count');
    const waiting = host.tell('wait');
    await host.clock.advance('61s');
    expect(host.clock.pending).toBe(1); // Of the pings.
    await host.tell('go');
    await waiting;
    expect(host.clock.pending).toBe(2); // And of the sweep.
    await host.idleOut();
    await host.clock.advance('61s');
    expect(host.clock.pending).toBe(0);
  });

  test('P4 F-R8 a ClearAfter that is lowered holds for what is idle already, and unloads nothing early', async () => {
    await using host = await startCells();
    await host.tell('count');
    await host.clock.advance('25s');
    await host.door.request(Modify, { path: 'root:__ObjectProviderCacheControl=@', patch: { ClearAfter: '00000000000010.000000:000' } });
    expect((await host.provider('cell')).dueInMs).toEqual({ min: 10_000, max: 20_000 });
    await host.clock.advance('9999ms');
    expect((await host.provider('cell')).state).toBe('idle');
    expect(await host.idleOut()).toMatchObject({ reason: 'idle', idleMs: 35_000 });
  });

  test('OMI: an edit of ClearAfter reaches what was loaded before it, at work or not', async () => {
    await using host = await startCells();
    await host.addCell({ name: 'other' });
    await host.tell('count', {}, 'other');
    const waiting = host.tell('wait');
    await host.door.request(WaitFor, { name: 'cell', state: 'busy' });
    await host.door.request(SetCache, { kind: 'object', clearAfter: '5s' });
    await host.tell('go');
    await waiting;
    for (const cell of ['cell', 'other']) {
      expect(await host.provider(cell)).toMatchObject({ state: 'idle', generation: 1, dueInMs: { min: 5_000, max: 10_000 } });
    }
    expect((await host.idleOut())['idleMs']).toBeLessThanOrEqual(10_000);
    expect((await host.event('unloaded', 'other'))['idleMs']).toBeLessThanOrEqual(10_000);
  });

  test('P4 F-R8 a lowered one holds for all that are idle, however many they are', async () => {
    await using host = await startCells();
    await host.addCell({ name: 'other' });
    for (const cell of ['cell', 'other']) await host.tell('count', {}, cell);
    await host.door.request(SetCache, { kind: 'object', clearAfter: '5s' });
    await host.clock.advance('10s');
    for (const cell of ['cell', 'other']) expect((await host.event('releasing', cell))['idleMs']).toBeLessThanOrEqual(10_000);
  });

  test('P4 F-R8 one that is raised lets it stay, and `never` for good', async () => {
    await using host = await startCells();
    await host.tell('count');
    await host.clock.advance('29s');
    await host.door.request(SetCache, { kind: 'object', clearAfter: '5m' });
    await host.clock.advance('299s');
    expect((await host.provider('cell')).state).toBe('idle');
    await host.door.request(SetSetting, { key: 'clear-after.object', value: 'never' });
    await host.clock.advance('365d');
    expect(await host.provider('cell')).toMatchObject({ state: 'idle', dueInMs: null });
    expect(host.clock.pending).toBe(0);
  });

  test('P4 W-U11 the ClearAfter of another kind is no affair of it', async () => {
    await using host = await startCells();
    await host.tell('count');
    await host.clock.advance('29s');
    await host.door.request(SetCache, { kind: 'event', clearAfter: '1s' });
    await host.clock.advance('999ms');
    expect(await host.provider('cell')).toMatchObject({ state: 'idle', dueInMs: { min: 1, max: 30_001 } });
  });

  test('P4 0 unloads at the end of the last use', async () => {
    await using host = await startCells({}, { 'clear-after.object': '0' });
    const waiting = host.tell('wait');
    await host.event('loaded', 'cell');
    await host.tell('go');
    await waiting;
    await host.clock.advance('1ms');
    expect(await host.event('unloaded', 'cell')).toMatchObject({ reason: 'idle', idleMs: expect.any(Number) });
  });

  test('P4 a ClearAfter of its own wins over its kind\'s: by its registration, and over that by an operator', async () => {
    await using host = await startCells({ limits: { clearAfterMs: 5_000 } });
    await host.tell('count');
    expect((await host.provider('cell')).dueInMs).toEqual({ min: 5_000, max: 10_000 });
    await host.door.request(SetCache, { provider: 'cell', clearAfter: '7s' });
    expect((await host.provider('cell')).dueInMs).toEqual({ min: 7_000, max: 14_000 });
    await host.door.request(SetCache, { provider: 'cell', clearAfter: 'default' });
    expect((await host.provider('cell')).dueInMs).toEqual({ min: 5_000, max: 10_000 });
  });

  test('W-R10 kept warm for two minutes after its last request, it is then unloaded as any other', async () => {
    await using host = await startCells();
    await host.tell('keepWarm', { duration: '40ms' });
    expect(await host.event('requested', 'cell')).toMatchObject({ context: 'keep-warm' });
    expect(await host.provider('cell')).toMatchObject({ state: 'idle', dueInMs: { min: 30_000, max: 60_000 } });
    expect(await host.idleOut()).toMatchObject({ reason: 'idle' });
  });
});
