/** Providers of another making that the next host finds: what they may say when it adopts them, and what comes of the rest. */
import { describe, expect, test } from '@jest/globals';
import { Get, Holds, Providers, Unload, WaitFor, type ProviderView } from '@provost/protocol';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureOf } from '../support/providers.js';
import { startOwnHost, type OwnHost } from '../support/own-host.js';
import { isGone, untilGone } from '../support/pid-is-gone.js';

const COMES_BACK = fileURLToPath(new URL('../../providers/comes-back.js', import.meta.url));

interface Orphaned extends AsyncDisposable {
  readonly host: OwnHost;
  readonly pid: number;
  get(id: string): Promise<string>;
  view(): Promise<ProviderView>;
}

/** A provider that was told how to come back, whose host was killed, and the next host. */
async function orphaned(way: string, settings: Record<string, string> = {}): Promise<Orphaned> {
  const host = await startOwnHost({ settings: { 'adopt-timeout': '2s', 'term-grace': '0s', ...settings } });
  const folder = join(host.state, 'comes-back');
  await mkdir(folder);
  await writeFile(join(folder, 'provost.json'), JSON.stringify({ command: [process.execPath, COMES_BACK] }));
  await host.client.register({ path: folder });
  const get = async (id: string): Promise<string> => (await host.client.request(Get, { path: `root/raw:Thing.id="${id}"` })).instance['text'] as string;
  const view = async (): Promise<ProviderView> => (await host.client.request(Providers, {})).providers.find(({ name }) => name === 'raw') as ProviderView;
  const pid = Number(await get(way));
  await host.kill();
  await host.startAgain();
  return { host, pid, get, view, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
}

describe('P9 a provider that comes back to the next host', () => {
  test.each([
    ['F-P57 and names a state that there is not', 'unknown-state'],
    ['F-P57 and says that it is a client, which a pure one never is', 'client-of-the-pure'],
    ['F-P57 with 2,000 refusals', 'too-many-refusals'],
    ['F-P57 with two refusals of one context', 'one-refuses-twice'],
    ['F-P57 with one operation that runs twice', 'one-runs-twice'],
    ['F-P57 with a context of a megabyte', 'a-name-of-a-megabyte'],
    ['F-P57 with a reason that is no text', 'a-why-that-is-no-text'],
    ['F-P57 with no report at all', 'no-answer-but-null'],
    ['F-P57 with an error', 'an-error'],
    ['F-H34 and knows nothing of adoption', 'knows-no-adopt'],
  ])('%s is not adopted but ended, and the next request is served by a new process', async (_title, way) => {
    await using provider = await orphaned(way);
    const { host, pid, get } = provider;
    const next = Number(await get('x'));
    expect(next).not.toBe(pid);
    expect(await isGone(pid)).toBe(true);
    expect(await host.event('lost', (event) => event.pid === pid)).toMatchObject({ provider: 'raw', reason: 'host-lost', cause: 'killed', survivors: [] });
    expect((await host.events()).filter(({ type, provider: name }) => type === 'adopted' && name === 'raw')).toEqual([]);
    expect(Number(await get('x'))).toBe(next);
  });

  test('F-H34 in no way, because it ends with its host, is told of as lost, and the next request gets a new process', async () => {
    await using provider = await orphaned('exits');
    await untilGone(provider.pid);
    expect(Number(await provider.get('x'))).not.toBe(provider.pid);
    expect(await provider.host.event('lost', (event) => event.pid === provider.pid)).toMatchObject({ provider: 'raw', reason: 'host-lost' });
  });

  test('F-R13 and speaks before it obeys is not heard: no refusal, no row, no request of that counts', async () => {
    await using provider = await orphaned('speaks-early');
    expect(Number(await provider.get('x'))).toBe(provider.pid);
    expect(await provider.view()).toMatchObject({ pid: provider.pid, state: 'idle', holds: 0, inFlight: 0 });
    expect(await provider.get('asked')).toBe('[-32601]');
  });

  test('F-R13 and says at once behind its report that an operation has returned is heard, after the report', async () => {
    await using provider = await orphaned('returned-in-the-same-write');
    expect(await provider.host.event('adopted', ({ provider: name }) => name === 'raw')).toMatchObject({ running: 1 });
    await provider.host.client.request(WaitFor, { name: 'raw', state: 'idle' });
    expect(Number(await provider.get('x'))).toBe(provider.pid);
  });

  test('F-P57 with words of a megabyte is adopted, and its words are cut', async () => {
    await using provider = await orphaned('an-operation-of-a-megabyte');
    await provider.host.client.request(WaitFor, { name: 'raw', state: 'held' });
    const { holds } = await provider.host.client.request(Holds, { name: 'raw' });
    expect(holds).toMatchObject([{ provider: 'raw', pid: provider.pid }]);
    expect(JSON.stringify(holds).length).toBeLessThan(1_000);
  });

  test('P6 with an operation of which nobody hears again is held by it: an unload waits for the adoption and is refused, by force it goes', async () => {
    await using provider = await orphaned('never-returns');
    const { host, pid, get } = provider;
    expect(await failureOf(host.client.request(Unload, { name: 'raw' }))).toMatchObject({ code: 'PROVIDER_BUSY', facts: { pid, requests: ['1.1'] } });
    await host.client.request(Unload, { name: 'raw', force: true });
    expect(await isGone(pid)).toBe(true);
    expect(Number(await get('x'))).not.toBe(pid);
  });

  test('F-P57 with the same hello over a second connection is refused there, and goes on with the first', async () => {
    await using provider = await orphaned('says-hello-twice');
    expect(Number(await provider.get('x'))).toBe(provider.pid);
    expect(await provider.get('refused')).toBe('ACCESS_DENIED');
  });
});
