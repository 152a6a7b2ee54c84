import { describe, expect, jest, test } from '@jest/globals';
import { Load, Restart, Unload } from '@provost/protocol';
import { startCells } from '../support/cells.js';
import { failureOf } from '../support/providers.js';

/** ClearAfter, five times over. */
const LONG = '150s';

describe('a context that refuses to have its provider unloaded', () => {
  test('P5 W-R1 W-R7 keeps it loaded, its process and what it has in memory, however long it is idle', async () => {
    await using host = await startCells();
    await host.tell('count');
    expect(await host.tell('refuse', { as: 'one', why: 'the cache took a minute to fill' })).toBe('OK');
    const { pid } = await host.provider('cell');
    await host.clock.advance(LONG);
    expect(await host.provider('cell')).toMatchObject({ state: 'held', holds: 1, pid, dueInMs: null });
    expect(await host.tell('count')).toBe(2);
    expect(await host.provider('cell')).toMatchObject({ state: 'held', pid, loads: 1 });
  });

  test('P5 W-R3 W-R5 W-Q3 lets go only itself: another context is told INVALID_PARAMETER and changes nothing; with the last one the idle time begins', async () => {
    await using host = await startCells();
    await host.tell('refuse', { as: 'one' });
    await host.tell('refuse', { as: 'two' });
    expect(await host.tell('request', { as: 'load' })).toBe('INVALID_PARAMETER');
    expect(await host.tell('request', { as: 'one' })).toBe('OK');
    expect(await host.tell('request', { as: 'one' })).toBe('INVALID_PARAMETER');
    await host.clock.advance(LONG);
    expect((await host.provider('cell')).state).toBe('held');
    expect(await host.tell('request', { as: 'two' })).toBe('OK');
    expect(await host.provider('cell')).toMatchObject({ state: 'idle', holds: 0, dueInMs: { min: 30_000, max: 60_000 } });
    expect(await host.idleOut()).toMatchObject({ reason: 'idle', cause: 'released' });
  });

  test('W-R2 W-R3 a context that is finished cannot refuse any more, and nothing changes', async () => {
    await using host = await startCells();
    await host.tell('refuse', { as: 'one' });
    await host.tell('request', { as: 'one' });
    expect(await host.tell('refuse', { as: 'one' })).toBe('INVALID_PARAMETER');
    expect(await host.holds()).toEqual([]);
    expect((await host.provider('cell')).state).toBe('idle');
  });

  test('W-R6 outlives its request, and dies with the process', async () => {
    await using host = await startCells();
    await host.tell('refuse', { as: 'one' });
    expect(await host.holds('cell')).toHaveLength(1);
    process.kill((await host.provider('cell')).pid as number, 'SIGKILL');
    await host.event('crashed', 'cell');
    expect(await host.holds()).toEqual([]);
    await host.tell('count');
    expect(await host.provider('cell')).toMatchObject({ state: 'idle', holds: 0, generation: 2 });
  });

  test('W-R8 is seen by operators: who, why and since when; one that lasts is warned of', async () => {
    await using host = await startCells({}, { 'hold-warning': '5m' });
    await host.tell('refuse', { as: 'one', why: 'the cache' });
    await host.clock.advance('4m');
    const [hold] = await host.holds('cell');
    expect(hold).toMatchObject({ provider: 'cell', generation: 1, operation: 'Cell.refuse', why: 'the cache', ageMs: 240_000 });
    expect(await host.event('refused', 'cell')).toMatchObject({ context: hold?.context, why: 'the cache' });
    expect((await host.events()).some(({ type }) => type === 'held-long')).toBe(false);
    await host.clock.advance('1m');
    expect(await host.event('held-long', 'cell')).toMatchObject({ context: hold?.context, operation: 'Cell.refuse', ageMs: 300_000 });
    await host.clock.advance('30m');
    expect((await host.events()).filter(({ type }) => type === 'held-long')).toHaveLength(1);
  });

  test('P6 W-R4 stops an operator\'s unload and restart, who learns who it is; force overrides, and says what', async () => {
    await using host = await startCells();
    await host.tell('refuse', { as: 'one', why: 'the cache' });
    const [hold] = await host.holds();
    const refused = await failureOf(host.door.request(Unload, { name: 'cell' }));
    expect(refused).toMatchObject({ code: 'PROVIDER_BUSY', facts: { provider: 'cell', holds: [{ context: hold?.context, operation: 'Cell.refuse', why: 'the cache' }] } });
    expect(refused.message).toContain('is held by Cell.refuse (context');
    expect((await failureOf(host.door.request(Restart, { name: 'cell' }))).code).toBe('PROVIDER_BUSY');
    const { exit } = await host.door.request(Unload, { name: 'cell', force: true });
    expect(exit).toMatchObject({ cause: 'released', reason: 'operator' });
    expect(await host.event('releasing', 'cell')).toMatchObject({ reason: 'operator', overrides: [hold?.context] });
    expect(await host.trace()).toContain('release operator');
  });

  test('W-R4 W-U14 does not stop the host, whose stop says what it overrode', async () => {
    await using host = await startCells();
    await host.tell('refuse', { as: 'one' });
    const [hold] = await host.holds();
    const told = host.event('releasing', 'cell');
    await host.host.stop();
    expect(await told).toMatchObject({ reason: 'shutdown', overrides: [hold?.context] });
    expect(await host.trace()).toEqual(['load', 'release shutdown', 'deferred second', 'deferred first', 'exit']);
  });

  test('W-Q1 W-Q2 F-R7 taken back while a request is at work, the request ends first, and the idle time counts from its end', async () => {
    await using host = await startCells();
    await host.tell('refuse', { as: 'one' });
    const waiting = host.tell('wait');
    await host.tell('request', { as: 'one' });
    await host.clock.advance(LONG);
    expect((await host.provider('cell')).state).toBe('busy');
    await host.tell('go');
    expect(await waiting).toBe('waited');
    expect((await host.provider('cell')).dueInMs).toEqual({ min: 30_000, max: 60_000 });
    expect(await host.idleOut()).toMatchObject({ reason: 'idle' });
  });

  test('OMI: costs no turn of the processor while it lasts: no timer is armed again and again, and nothing is told', async () => {
    await using host = await startCells();
    await host.tell('refuse', { as: 'one' });
    await host.clock.advance('10s'); // The ping that was due while the request was open finds nothing to ask after.
    const [told, timers] = [(await host.events()).length, host.clock.pending];
    const armed = jest.spyOn(host.clock, 'after');
    await host.clock.advance(LONG);
    expect(armed).not.toHaveBeenCalled();
    expect(host.clock.pending).toBe(timers);
    expect(await host.events()).toHaveLength(told);
    expect((await host.provider('cell')).state).toBe('held');
  });

  test('OMI: taken back outside any request, it still leads to the unload', async () => {
    await using host = await startCells();
    await host.tell('background', { name: 'sync' });
    expect(await host.provider('cell')).toMatchObject({ state: 'held', holds: 1 });
    expect(await host.holds()).toMatchObject([{ context: 'job-1', operation: 'background sync' }]);
    await host.clock.advance(LONG);
    await host.tell('go');
    expect(await host.idleOut()).toMatchObject({ reason: 'idle' });
    expect(await host.trace()).toContain('job done');
  });

  test('a hold and keepWarm are refusals like any other to operators', async () => {
    await using host = await startCells();
    await host.tell('hold', { as: 'upload' });
    await host.tell('keepWarm', { duration: '2m' });
    const holds = await host.holds();
    expect(holds.map(({ operation, why }) => [operation, why])).toEqual(expect.arrayContaining([['Cell.hold', 'hold upload']]));
    expect(holds).toHaveLength(2);
    await host.tell('endHold', { as: 'upload' });
    expect(await host.holds()).toHaveLength(1);
  });

  test('work in the background that fails is told as an event, and the provider goes on', async () => {
    await using host = await startCells();
    await host.tell('fail', { name: 'sync' });
    expect(await host.event('job-failed', 'cell')).toMatchObject({ job: 'sync', context: 'job-1' });
    expect(await host.tell('count')).toBe(1);
    expect(await host.holds()).toEqual([]);
  });

  test('a refusal while it loads counts from the load on', async () => {
    await using host = await startCells();
    await host.door.request(Load, { name: 'cell' });
    expect(await host.tell('refuse', { as: 'load', why: 'for ever' })).toBe('OK');
    await host.clock.advance(LONG);
    expect(await host.holds()).toMatchObject([{ context: 'load', operation: 'load', why: 'for ever' }]);
  });
});
