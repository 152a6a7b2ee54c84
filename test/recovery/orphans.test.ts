import { describe, expect, test } from '@jest/globals';
import { Stop } from '@provost/protocol';
import { startOwnHost } from '../support/own-host.js';
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
