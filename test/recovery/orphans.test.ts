import { describe, expect, test } from '@jest/globals';
import { ProviderHost } from '@provost/host';
import { Load, SetSetting, Stop } from '@provost/protocol';
import { startOwnHost, type OwnHost } from '../support/own-host.js';
import { isGone, untilGone } from '../support/pid-is-gone.js';

describe('where a host was killed and no other came in time', () => {
  test('P9 what a provider had started is ended by the next host, when its keeper was killed too', async () => {
    await using host = await startOwnHost({ settings: { 'orphan-timeout': '250ms' } });
    const pid = (await host.tell('keepAlive')) as number;
    const child = (await host.tell('startChild')) as number;
    const keeper = await host.keeper();
    process.kill(keeper, 'SIGKILL');
    await untilGone(keeper);
    await host.kill();
    await untilGone(pid);
    expect(await isGone(child)).toBe(false);
    await host.startAgain();
    expect(await host.tell('count')).toBe(1);
    expect(await isGone(child)).toBe(true);
    expect(await host.event('lost')).toMatchObject({ provider: 'cell', pid, reason: 'host-lost' });
  });

  test('P9 what a provider had started is ended by its keeper', async () => {
    await using host = await startOwnHost({ settings: { 'orphan-timeout': '250ms' } });
    const pid = (await host.tell('keepAlive')) as number;
    const child = (await host.tell('startChild')) as number;
    await host.kill();
    await untilGone(pid);
    await untilGone(child);
    await host.startAgain();
    expect(await host.event('lost')).toMatchObject({ provider: 'cell', pid });
    expect(await host.tell('count')).toBe(1);
  });

  test('P9 what a provider that is adopted had started is left alone', async () => {
    await using host = await startOwnHost();
    const pid = await host.tell('keepAlive');
    const child = (await host.tell('startChild')) as number;
    await host.kill();
    await host.startAgain();
    expect(await host.event('adopted')).toMatchObject({ pid });
    await host.client.load('cell');
    expect(await isGone(child)).toBe(false);
    await host.client.unload('cell', { force: true });
    expect(await isGone(child)).toBe(true);
  });

  test('P9 the keeper leaves with the next host, however short that one is there', async () => {
    await using host = await startOwnHost({ settings: { 'orphan-timeout': '250ms' } });
    const pid = (await host.tell('keepAlive')) as number;
    const keeper = await host.keeper();
    await host.kill();
    await untilGone(pid);
    await host.startAgain();
    await host.client.request(Stop, {});
    await host.gone();
    await untilGone(keeper);
    expect(await host.trace()).toEqual(['load', 'release orphaned', 'deferred second', 'deferred first', 'exit']);
  });
});

describe('an edit of orphan-timeout reaches providers that are loaded', () => {
  const edit = async (host: OwnHost, value: string): Promise<void> => {
    await host.client.request(SetSetting, { key: 'orphan-timeout', value });
    await host.tell('keepAlive'); // What was said to the provider before this has arrived.
  };

  test('P9 one that let go with its host waits for the next one, which adopts it', async () => {
    await using host = await startOwnHost({ settings: { 'orphan-timeout': '0s' } });
    const pid = await host.tell('keepAlive');
    await edit(host, '60s');
    await host.kill();
    await host.startAgain();
    expect(await host.event('adopted')).toMatchObject({ pid });
    expect(await host.tell('count')).toBe(1);
    expect(await host.cell()).toMatchObject({ pid, generation: 1 });
  });

  test('P9 one that would wait lets go at once, and the next request is served by another', async () => {
    await using host = await startOwnHost();
    const pid = (await host.tell('keepAlive')) as number;
    await edit(host, '0s');
    await host.kill();
    await untilGone(pid);
    expect(await host.trace()).toEqual(['load', 'release orphaned', 'deferred second', 'deferred first', 'exit']);
    await host.startAgain();
    expect(await host.event('lost')).toMatchObject({ pid, reason: 'host-lost' });
    expect(await host.tell('count')).toBe(1);
    expect(await host.cell()).toMatchObject({ generation: 2 });
  });

  test('P9 and its keeper, which ends one that does not obey', async () => {
    await using host = await startOwnHost();
    const pid = (await host.tell('keepAlive')) as number;
    await host.client.request(SetSetting, { key: 'release-timeout', value: '100ms' });
    await edit(host, '0s');
    process.kill(pid, 'SIGSTOP');
    await host.kill();
    await untilGone(pid); // The SIGTERM wakes it too: it may still let go.
    await host.startAgain();
    expect(await host.tell('count')).toBe(1);
  });

  test('P9 as a host does that goes by another setting and adopts it', async () => {
    await using host = await startOwnHost();
    const pid = (await host.tell('keepAlive')) as number;
    await host.kill();
    const next = new ProviderHost({ state: host.state, adopts: true, settings: { 'orphan-timeout': '0s' } });
    await next.start();
    expect(await next.door().request(Load, { name: 'cell' })).toMatchObject({ pid, generation: 1 });
    await next.stop({ leave: true });
    await untilGone(pid);
    expect(await host.trace()).toEqual(['load', 'release orphaned', 'deferred second', 'deferred first', 'exit']);
    await host.startAgain();
    expect(await host.tell('count')).toBe(1);
  });
});
