import { describe, expect, test } from '@jest/globals';
import { Load, Restart, Unload, WaitFor } from '@provost/protocol';
import { startCells, type Cells } from '../support/cells.js';
import { failureOf } from '../support/providers.js';
import { expectGone } from '../support/pid-is-gone.js';

/** Lets it fall due and waits until it has been told to release. */
async function untilReleasing(host: Cells): Promise<void> {
  await host.clock.advance('30s');
  await host.event('releasing', 'cell');
}

describe('a provider that is being released', () => {
  test('P2 P6 F-R1 a request that comes meanwhile waits for the exit and is served by a new process', async () => {
    await using host = await startCells({ config: { releaseMs: 150 } });
    await host.tell('count');
    const { pid } = await host.provider('cell');
    await untilReleasing(host);
    expect(await host.tell('count')).toBe(1);
    expect(await host.provider('cell')).toMatchObject({ generation: 2, loads: 2 });
    const [gone, begun] = [await host.event('unloaded', 'cell'), await host.event('loading', 'cell', ({ generation }) => generation === 2)];
    expect(gone).toMatchObject({ pid, cause: 'released' });
    expect(begun.seq).toBeGreaterThan(gone.seq);
  });

  test('P2 where overlap is allowed, the request does not wait: the next one serves beside the last that leaves', async () => {
    await using host = await startCells({ overlap: true, config: { releaseMs: 2_000 } });
    await host.tell('count');
    await untilReleasing(host);
    expect(await host.tell('count')).toBe(1);
    const served = await host.event('loaded', 'cell', ({ generation }) => generation === 2);
    expect((await host.event('unloaded', 'cell', ({ generation }) => generation === 1)).seq).toBeGreaterThan(served.seq);
  });

  test('P7 W-U2 F-R16 one that does not let go in time is ended rung by rung and seen dead; a request that waits meanwhile is served', async () => {
    await using host = await startCells({ limits: { releaseTimeoutMs: 700 }, config: { releaseMs: 3_600_000 } }, { 'term-grace': '50ms' });
    const pid = await host.tell('keepAlive');
    await untilReleasing(host);
    const waiting = host.tell('count');
    await host.clock.advance('699ms');
    expect((await host.provider('cell')).state).toBe('releasing');
    await host.clock.advance('1ms');
    const end = await host.event('unloaded', 'cell');
    expect(end).toMatchObject({ reason: 'idle', cause: 'killed', survivors: [] });
    expect((end['rungs'] as { rung: string }[]).map(({ rung }) => rung)).toEqual(expect.arrayContaining(['sigterm']));
    await expectGone(pid as number);
    expect(await waiting).toBe(1);
  });

  test('W-U7 W-U18 a pure one is gone when it has let go, whatever timers and sockets it has open', async () => {
    await using host = await startCells();
    const pid = await host.tell('keepAlive');
    expect(await host.idleOut()).toMatchObject({ cause: 'released', code: 0 });
    await expectGone(pid as number);
  });

  test('W-U2 what its author does to let go is awaited, in its order, before the process ends', async () => {
    await using host = await startCells({ config: { releaseMs: 50, releaseAsks: 'root/other:Cell' } });
    await host.addCell({ name: 'other' });
    await host.tell('count');
    expect(await host.idleOut()).toMatchObject({ reason: 'idle', cause: 'released', code: 0 });
    expect(await host.trace()).toEqual(['load', 'release idle', 'asked 1', 'deferred second', 'deferred first', 'exit']);
  });

  test.each<[string, string, (host: Cells) => Promise<unknown>]>([
    ['an unload', 'operator', (host) => host.door.request(Unload, { name: 'cell' })],
    ['a stop of the host', 'shutdown', (host) => host.host.stop()],
  ])('W-U20 on %s what it deferred is done in reverse order, each within its time: one that hangs costs no other its turn', async (_how, reason, act) => {
    await using host = await startCells({ limits: { releaseTimeoutMs: 600 }, config: { deferredHangs: true } });
    await host.tell('count');
    const gone = host.event('unloaded', 'cell');
    await act(host);
    expect(await gone).toMatchObject({ reason, cause: 'released', code: 0 });
    expect(await host.trace()).toEqual(['load', `release ${reason}`, 'deferred second', 'deferred first', 'exit']);
  });

  test('F-R15 one that leaves just when its time is up is ended once, and told once', async () => {
    await using host = await startCells({ limits: { releaseTimeoutMs: 60 }, config: { releaseMs: 60 } }, {}, 'passes');
    for (let round = 1; round <= 5; round++) {
      await host.tell('count');
      await host.door.request(Unload, { name: 'cell' });
      expect((await host.provider('cell')).state).toBe('unloaded');
    }
    const ends = (await host.events()).filter(({ type }) => type === 'unloaded');
    expect(ends.map(({ generation }) => generation)).toEqual([1, 2, 3, 4, 5]);
  });

  test('F-R22 an operator\'s force ends what is at work, each caller hears so once, and the next request is served', async () => {
    await using host = await startCells();
    await host.tell('count');
    const waiting = [failureOf(host.tell('wait')), failureOf(host.tell('waitStubbornly'))];
    await host.door.request(WaitFor, { name: 'cell', state: 'busy' });
    expect((await failureOf(host.door.request(Unload, { name: 'cell' }))).code).toBe('PROVIDER_BUSY');
    const { exit } = await host.door.request(Unload, { name: 'cell', force: true });
    expect(exit).toMatchObject({ reason: 'operator' });
    for (const failure of await Promise.all(waiting)) expect(failure).toMatchObject({ code: 'OPERATION_CANCELLED', facts: { provider: 'cell', mayHaveRun: true } });
    expect(await host.tell('count')).toBe(1);
  });

  test('P6 a request that its caller gave up holds the provider until the author\'s function has returned', async () => {
    await using host = await startCells();
    await host.tell('count');
    const giving = failureOf(host.call('root/cell:Cell', 'waitStubbornly', {}, 1_000));
    await host.door.request(WaitFor, { name: 'cell', state: 'busy' });
    await host.tell('count'); // The provider is at it by now.
    await host.clock.advance('1s');
    const given = await giving;
    expect(given.code).toBe('OPERATION_TIMED_OUT');
    await host.clock.advance('150s');
    expect((await host.provider('cell')).state).toBe('busy');
    await host.tell('go');
    expect(await host.idleOut()).toMatchObject({ reason: 'idle', cause: 'released' });
  });
});


describe('a registration that is updated', () => {
  test('P6 an operator\'s unload of the old one, while it is at work, is refused without force, and costs no request', async () => {
    await using host = await startCells();
    await host.tell('count');
    const old = host.tell('waitMs', { ms: 600 });
    await host.door.request(WaitFor, { name: 'cell', state: 'busy' });
    const { pid } = await host.provider('cell');
    await host.addCell({ config: { releaseMs: 1 } });
    for (const refused of [host.door.request(Unload, { name: 'cell' }), host.door.request(Restart, { name: 'cell' })]) {
      expect(await failureOf(refused)).toMatchObject({ code: 'PROVIDER_BUSY', facts: { provider: 'cell', pid } });
    }
    expect(await old).toBe('waited');
    expect(await host.event('unloaded', 'cell')).toMatchObject({ pid, reason: 'update', cause: 'released' });
  });

  test('F-R21 costs no request: what is at work ends in the old process and the rest waits for the new one, refusals overridden', async () => {
    await using host = await startCells();
    await host.tell('refuse', { as: 'load' });
    const { pid } = await host.provider('cell');
    const old = host.tell('waitMs', { ms: 300 });
    await host.door.request(WaitFor, { name: 'cell', state: 'busy' });
    const updating = host.addCell({ config: { releaseMs: 1 } });
    await updating;
    const [value, counted] = await Promise.all([old, host.tell('count')]);
    expect([value, counted]).toEqual(['waited', 1]);
    expect(await host.event('unloaded', 'cell')).toMatchObject({ pid, reason: 'update', cause: 'released' });
    expect(await host.event('releasing', 'cell')).toMatchObject({ reason: 'update', overrides: ['load'] });
    expect(await host.provider('cell')).toMatchObject({ generation: 2, holds: 0 });
  });

  test('with overlap the new one serves while the old one is still at work', async () => {
    await using host = await startCells({ overlap: true });
    const old = host.tell('wait');
    const { pid } = await host.door.request(WaitFor, { name: 'cell', state: 'busy' });
    await host.addCell({ overlap: true, config: { releaseMs: 1 } });
    expect(await host.tell('count')).toBe(1);
    expect((await host.provider('cell')).pid).not.toBe(pid);
    const unloading = failureOf(old);
    await host.door.request(Unload, { name: 'cell', force: true });
    expect(await unloading).toMatchObject({ code: 'OPERATION_CANCELLED' });
    await host.door.request(Load, { name: 'cell' });
  });
});
