import { expect, test } from '@jest/globals';
import { CreditToHost, Get, Invoke, List, ProgressToClient, Release, RowsToClient } from '@provost/protocol';
import { program, startRuntime, type StartedRuntime } from '../support/host-stand-in.js';

/** What a host hears, besides what it answers. */
function answering(runtime: StartedRuntime): { readonly asked: [string, { readonly path: string }][]; readonly cancelled: string[] } {
  const heard = { asked: [] as [string, { readonly path: string }][], cancelled: [] as string[] };
  runtime.connection.onRequest(Get, (params, { signal }) => {
    heard.asked.push([Get.method, params]);
    const path = `root/app:${params.path}`;
    if (!params.path.includes('never')) return { path, instance: { path } };
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        heard.cancelled.push(params.path);
        reject(signal.reason as Error);
      });
    });
  });
  runtime.connection.onRequest(Invoke, (params) => {
    heard.asked.push([Invoke.method, params]);
    return { value: 7 };
  });
  return heard;
}

test('P12 a provider asks its host by the requests of a client, each with the context in which it asks', async () => {
  await using runtime = await startRuntime();
  const { asked } = answering(runtime);
  await runtime.initialize(program('asks-its-host.js'));
  expect(await runtime.get('Echo', 'tea')).toEqual({ id: 'tea' });
  await runtime.get('Echo', 'job');
  await runtime.wrote('job got 7');
  expect(runtime.output()).toContain("load got { path: 'root/app:Price=\"load\"' }");
  expect(asked).toEqual([
    [Get.method, { path: 'Price="load"', context: 'load', operation: 1 }],
    [Get.method, { path: 'Price="tea"', timeoutMs: 500, context: '1.1', operation: 2 }],
    [Invoke.method, { path: 'Price', method: 'count', arguments: { of: 'job' }, operationId: 'once', context: 'job-1', operation: 3 }],
  ]);
});

test('rows that a provider asks its host for come as to a client, one credit each', async () => {
  await using runtime = await startRuntime();
  answering(runtime);
  const asked: object[] = [];
  const { connection } = runtime;
  connection.onRequest(List, async (params) => {
    asked.push(params);
    const { operation } = params;
    connection.notify(ProgressToClient, { operation, percent: 1 });
    for (const id of ['a', 'b', 'c']) connection.notify(RowsToClient, { operation, rows: [{ id }] });
    return Promise.resolve({ count: 3 });
  });
  connection.onNotification(CreditToHost, (credit) => void asked.push(credit));
  await runtime.initialize(program('asks-its-host.js'));
  expect(await runtime.get('Echo', 'rows')).toEqual({ id: 'rows', rows: 'a,b,c' });
  expect(asked).toEqual([
    { class: 'Price', query: { limit: 3 }, context: '1.1', operation: 2, credit: 2 },
    { operation: 2, credit: 1 }, { operation: 2, credit: 1 }, { operation: 2, credit: 1 },
  ]);
});

test('P6 W-U13 a pure provider that has let go asks nothing: what is under way is cancelled, what comes later fails without a word to the host', async () => {
  await using runtime = await startRuntime();
  const { asked, cancelled } = answering(runtime);
  await runtime.initialize(program('asks-its-host.js'));
  expect(await runtime.connection.request(Release, { reason: 'operator', deadlineMs: 5000 }, { timeoutMs: 5000 })).toEqual({ outcome: 'released' });
  expect(await runtime.exit).toEqual({ code: 0, signal: null });
  expect(asked.map(([, { path }]) => path)).toEqual(['Price="load"', 'Price="never"']);
  expect(cancelled).toEqual(['Price="never"']);
  expect(runtime.output()).toMatch(/never: SERVER_IS_SHUTTING_DOWN: Provider "asks" \(pid \d+\) has let go: it can ask its host nothing any more\.\n/);
});

test('a host that is lost is told as such to whoever waits for it', async () => {
  await using runtime = await startRuntime();
  runtime.connection.onRequest(Get, () => new Promise(() => { runtime.connection.close(); }));
  await runtime.initialize(program('asks-its-host.js')).catch(() => {});
  expect((await runtime.exit).signal).toBe(null);
  expect(runtime.output()).toContain('The host was lost while host/get was under way; it may have been done.');
});
