import { describe, expect, test } from '@jest/globals';
import { Get, List, Load, Requests, SetSetting, Unload, WaitFor } from '@provost/protocol';
import { failureOf, getThing, listThings, registerFixture } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';

/** A get that is under way until it is cancelled. */
function slowGet(host: TestHost): { cancel: () => void; failure: ReturnType<typeof failureOf> } {
  const cancel = new AbortController();
  return { cancel: () => cancel.abort(), failure: failureOf(host.door.request(Get, { path: 'Thing="slow"' }, { signal: cancel.signal })) };
}

describe('what one provider is given at a time', () => {
  test('a request beyond its concurrency waits in the host, is seen waiting, and runs when there is room', async () => {
    await using host = await startHost({ concurrency: '1' });
    await registerFixture(host, 'answers-after-cancel');
    await host.door.request(Load, { name: 'raw' });
    const slow = slowGet(host);
    const waiting = getThing(host, 'count');
    const { requests } = await host.door.request(Requests, { name: 'raw' });
    expect(requests.map(({ state, operation }) => [operation, state])).toEqual([['get', 'running'], ['get', 'waiting']]);
    slow.cancel();
    expect((await slow.failure).code).toBe('OPERATION_CANCELLED');
    expect(await waiting).toBe('1');
  });

  test('a concurrency that is raised meanwhile lets in at once whoever waits', async () => {
    await using host = await startHost();
    await host.door.request(SetSetting, { key: 'concurrency', value: '1' });
    await registerFixture(host, 'answers-after-cancel');
    await host.door.request(Load, { name: 'raw' });
    const slow = slowGet(host);
    const waiting = getThing(host, 'count');
    await host.door.request(SetSetting, { key: 'concurrency', value: '2' });
    expect(await waiting).toBe('0');
    slow.cancel();
    expect((await slow.failure).code).toBe('OPERATION_CANCELLED');
  });

  test('P11 beyond the waiting limit a request is refused, naming the limit, and those before it are served', async () => {
    await using host = await startHost({ concurrency: '1', 'waiting-limit': '2' });
    await registerFixture(host, 'answers-after-cancel');
    await host.door.request(Load, { name: 'raw' });
    const slow = slowGet(host);
    const [one, two] = [getThing(host, 'count'), listThings(host)];
    const refused = await failureOf(getThing(host));
    expect(refused).toMatchObject({ code: 'SERVER_LIMITS_EXCEEDED', facts: { provider: 'raw', limit: 'waiting-limit', value: 2 } });
    slow.cancel();
    await slow.failure;
    expect([await one, await two]).toEqual(['1', ['1']]);
  });

  test('P6 an operator\'s unload of a busy provider is refused, naming the requests; force cancels them, and the next request is served', async () => {
    await using host = await startHost();
    await registerFixture(host, 'answers-after-cancel');
    await host.door.request(Load, { name: 'raw' });
    const slow = slowGet(host);
    const { requests } = await host.door.request(Requests, {});
    const busy = await failureOf(host.door.request(Unload, { name: 'raw' }));
    expect(busy).toMatchObject({ code: 'PROVIDER_BUSY', facts: { provider: 'raw', requests: [requests[0]?.id] } });
    const { exit } = await host.door.request(Unload, { name: 'raw', force: true });
    expect(exit).toMatchObject({ cause: 'released', reason: 'operator' });
    expect(await slow.failure).toMatchObject({ code: 'OPERATION_CANCELLED', facts: { provider: 'raw', mayHaveRun: true } });
    expect(await listThings(host)).toEqual(['1']);
  });

  test('P11 waiting for a state that does not come ends with its time-out and says so', async () => {
    await using host = await startHost();
    await registerFixture(host, 'answers-after-cancel');
    const error = await failureOf(host.door.request(WaitFor, { name: 'raw', state: 'busy', timeoutMs: 30 }));
    expect(error).toMatchObject({ code: 'OPERATION_TIMED_OUT', facts: { provider: 'raw', timeoutMs: 30 } });
    expect((await host.door.request(WaitFor, { name: 'raw', state: 'unloaded' })).state).toBe('unloaded');
  });
});

describe('a reader that takes its time', () => {
  test('costs the provider nothing: no time passes for a list while nobody waits for its rows', async () => {
    await using host = await startHost();
    await registerFixture(host, 'lists-without-end');
    await listThings(host, 1);
    let read = 0;
    for await (const rows of host.door.stream(List, { class: 'Thing', timeoutMs: 200 })) {
      read += rows.length;
      // Another request that lets twice that time pass.
      if (read === 4) await failureOf(host.door.request(WaitFor, { name: 'raw', state: 'unloaded', timeoutMs: 400 }));
      if (read >= 100) break;
    }
    expect(read).toBe(100);
    expect((await host.provider('raw')).generation).toBe(1);
  });
});

describe('stopping the host', () => {
  test('in the middle of a load ends what was being started and leaves nothing, however early', async () => {
    for (const fixture of ['hangs-in-initialize', 'exits-in-release']) {
      const host = await startHost({ 'stop-timeout': '2s', 'term-grace': '0s' });
      await registerFixture(host, fixture);
      const told = failureOf(getThing(host));
      await host[Symbol.asyncDispose]();
      expect((await told).code).toMatch(/^(SERVER_IS_SHUTTING_DOWN|PROVIDER_LOAD_FAILED)$/);
    }
  });
});
