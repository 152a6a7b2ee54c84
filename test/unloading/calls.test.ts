import { describe, expect, test } from '@jest/globals';
import { SetEnabled, Unload } from '@provost/protocol';
import { startCells } from '../support/cells.js';
import { failureOf } from '../support/providers.js';

describe('a provider that asks its host', () => {
  test('reaches another provider, which is loaded for it', async () => {
    await using host = await startCells();
    await host.addCell({ name: 'other' });
    expect(await host.tell('ask', { path: 'root/other:Cell', method: 'count' })).toBe(1);
    expect(await host.provider('other')).toMatchObject({ state: 'idle', loads: 1 });
  });

  test('F-R27 reaches itself through another, also where it takes one request at a time', async () => {
    await using host = await startCells({ limits: { concurrency: 1 } });
    await host.addCell({ name: 'other' });
    const back = JSON.stringify({ path: 'root/cell:Cell', method: 'count' });
    expect(await host.tell('ask', { path: 'root/other:Cell', method: 'ask', as: back })).toBe(1);
  });

  test('P11 F-R27 a circle of calls ends at the limit, with the names of those in it', async () => {
    await using host = await startCells({}, { 'call-depth': '4' });
    await host.addCell({ name: 'other' });
    let asked: object = { path: 'root/cell:Cell', method: 'count' };
    for (let depth = 0; depth < 6; depth++) asked = { path: `root/${depth % 2 === 0 ? 'other' : 'cell'}:Cell`, method: 'ask', as: JSON.stringify(asked) };
    const failure = await failureOf(host.tell('ask', { ...asked }));
    expect(failure).toMatchObject({ code: 'SERVER_LIMITS_EXCEEDED', facts: { limit: 'call-depth', value: 4, chain: ['cell', 'cell', 'other', 'cell', 'other'] } });
    expect(await host.tell('count')).toBe(1);
  });

  test('P6 an open call of its own keeps it loaded', async () => {
    await using host = await startCells();
    await host.addCell({ name: 'other' });
    await host.tell('count', {}, 'other');
    await host.tell('askInBackground', { path: 'root/other:Cell', method: 'wait' });
    await host.event('loaded', 'other');
    await host.clock.advance('50s');
    expect((await host.provider('cell')).state).toBe('busy');
    const refused = await failureOf(host.door.request(Unload, { name: 'other' }));
    expect(refused.code).toBe('PROVIDER_BUSY');
    await host.tell('go', {}, 'other');
    expect(await host.idleOut()).toMatchObject({ reason: 'idle' });
    expect(await host.trace()).toContain('answered waited');
  });

  test('P1 F-R27 one that asks for itself while it loads is refused at once: nobody waits in a circle', async () => {
    await using host = await startCells({ config: { loadAsks: 'root/cell:Cell' } });
    const failure = await failureOf(host.tell('count'));
    expect(failure.code).toBe('PROVIDER_LOAD_FAILED');
    expect(failure.message).toContain('would wait for itself');
  });

  test('F-R27 nor in a circle of two that ask for each other while they load', async () => {
    await using host = await startCells({ config: { loadAsks: 'root/other:Cell' } });
    await host.addCell({ name: 'other', config: { loadAsks: 'root/cell:Cell' } });
    const failure = await failureOf(host.tell('count'));
    expect(failure.code).toBe('PROVIDER_LOAD_FAILED');
    expect(failure.message).toContain('would wait for itself');
  });

  test('F-R26 may ask others while it is being released, and for its own class is refused at once', async () => {
    await using host = await startCells({ config: { releaseAsks: 'root/other:Cell' } });
    await host.addCell({ name: 'other', config: { releaseAsks: 'root/other:Cell' } });
    await host.tell('count');
    await host.door.request(Unload, { name: 'cell' });
    expect(await host.trace()).toContain('asked 1');
    await host.door.request(Unload, { name: 'other' });
    expect(await host.trace('other')).toContain('asked FAILED releasing');
  });
});

describe('a provider that is disabled', () => {
  test('P11 serves on while it is loaded, is not loaded on demand, says how to enable it, and is loaded again once it is', async () => {
    await using host = await startCells();
    await host.tell('count');
    await host.door.request(SetEnabled, { name: 'cell', enabled: false });
    expect(await host.tell('count')).toBe(2);
    await host.door.request(Unload, { name: 'cell' });
    const failure = await failureOf(host.tell('count'));
    expect(failure).toMatchObject({ code: 'PROVIDER_DISABLED', facts: { provider: 'cell' } });
    expect(failure.remedy).toBe('Enable it: provost enable cell.');
    expect(await host.provider('cell')).toMatchObject({ enabled: false, state: 'unloaded', loads: 1 });
    await host.door.request(SetEnabled, { name: 'cell', enabled: true });
    expect(await host.tell('count')).toBe(1);
    expect((await host.events()).map(({ type }) => type)).toEqual(expect.arrayContaining(['disabled', 'enabled']));
  });
});
