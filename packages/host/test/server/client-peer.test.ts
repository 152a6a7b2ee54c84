import { expect, test } from '@jest/globals';
import { Delete, Events, Get, Invoke, List, ProviderError, Register, Status, type DoorOptions, type JsonObject } from '@provost/protocol';
import { RawClient } from './support/raw-client.js';
import { STATUS } from './support/running-server.js';
import { served } from './support/served.js';
import { Turnstile } from './support/turnstile.js';

const path = 'root/app:Note.id="7"';

test('a request goes to the door without its number, and its answer comes back', async () => {
  const asked: JsonObject[] = [];
  await using host = await served({ [Get.method]: (params) => {
    asked.push(params);
    return { path, instance: { id: '7' } };
  } });
  const { result } = await host.client.ask(Get.method, { path, operation: 1, timeoutMs: 5, operationId: 'once' });
  expect(result).toEqual({ path, instance: { id: '7' } });
  expect(asked).toEqual([{ path, timeoutMs: 5, operationId: 'once' }]);
});

test('P11 an error keeps its name, sentence, remedy and facts on the way', async () => {
  await using host = await served({ [Get.method]: () => { throw new ProviderError('PROVIDER_CRASHED', { provider: 'notes', pid: 7, exitCode: 3 }, { message: 'It ended.', remedy: 'Read its log.' }); } });
  const { error } = await host.client.ask(Get.method, { path });
  expect(error).toEqual({ code: 1003, message: 'It ended.', data: { name: 'PROVIDER_CRASHED', remedy: 'Read its log.', facts: { provider: 'notes', pid: 7, exitCode: 3 } } });
});

test('progress and warnings come before the answer, under the number of the operation', async () => {
  await using host = await served({ [Invoke.method]: (_, { onProgress, onWarning }) => {
    onProgress?.({ percent: 50, message: 'half' });
    onWarning?.('slow disk');
    return { value: 1 };
  } });
  const id = host.client.send(Invoke.method, { path, method: 'm', arguments: {}, operation: 12 });
  expect(await host.client.until(() => true)).toMatchObject({ method: 'client/progress', params: { operation: 12, percent: 50, message: 'half' } });
  expect(await host.client.until(() => true)).toMatchObject({ method: 'client/warning', params: { operation: 12, message: 'slow disk' } });
  expect(await host.client.until(() => true)).toMatchObject({ id, result: { value: 1 } });
});

test('progress cannot be passed off as that of another operation', async () => {
  await using host = await served({ [Invoke.method]: (_, { onProgress }) => {
    onProgress?.({ percent: 1, operation: 99 } as never);
    return {};
  } });
  host.client.send(Invoke.method, { path, method: 'm', arguments: {}, operation: 12 });
  expect((await host.client.until(({ method }) => method === 'client/progress')).params).toEqual({ operation: 12, percent: 1 });
});

test('a message of progress that is too long to be shown is cut', async () => {
  await using host = await served({ [Invoke.method]: (_, { onProgress }) => {
    onProgress?.({ message: 'x'.repeat(20_000_000) });
    return { value: 1 };
  } });
  const id = host.client.send(Invoke.method, { path, method: 'm', arguments: {}, operation: 12 });
  expect((await host.client.until(() => true)).params).toEqual({ operation: 12, message: `${'x'.repeat(8_192)}...` });
  expect((await host.client.answer(id)).result).toEqual({ value: 1 });
});

test('without a number nobody is told of progress', async () => {
  let told: DoorOptions | undefined;
  await using host = await served({ [Invoke.method]: (_, options) => {
    told = options;
    return {};
  } });
  await host.client.ask(Invoke.method, { path, method: 'm', arguments: {} });
  expect([told?.onProgress, told?.onWarning]).toEqual([undefined, undefined]);
});

test.each([
  ['a number for a text', Get.method, { path: 7 }, 'host/get: path must be a text, and is 7.'],
  ['nothing where something must be', Get.method, {}, 'host/get: path must be given, and is missing.'],
  ['a name that is nearly right', Get.method, { path, pth: 1 }, 'host/get takes no parameter "pth", did you mean "path"?'],
  ['a name that is not', Get.method, { path, xyzzy: 1 }, 'host/get takes no parameter "xyzzy".'],
  ['anything where nothing may be', Status.method, { anything: 1 }, 'host/status takes no parameter "anything".'],
  ['no credit', List.method, { class: 'Note', operation: 1, credit: 0 }, 'host/list: credit must be a whole number of at least 1, and is 0.'],
  ['rows without a number', List.method, { class: 'Note', credit: 1 }, 'host/list: operation must be given, and is missing.'],
  ['a list for an object', Invoke.method, { path, method: 'm', arguments: [] }, 'host/invoke: arguments must be an object, and is a list of 0.'],
  ['a text for a file', Register.method, { path: '/p', credentials: { token: 'secret' } }, 'host/register: credentials.token must be an object, and is "secret".'],
  ['a number for a variable', Register.method, { path: '/p', environment: { A: 1 } }, 'host/register: environment.A must be a text, and is 1.'],
  ['a path past all bounds', Delete.method, { path: 'x'.repeat(70_000) }, 'host/delete: path must be a text of at most 65536 characters, and is a text of 70000 characters.'],
] as const)('%s is INVALID_PARAMETER, and the next request is served', async (_, method, params, message) => {
  await using host = await served({}, {});
  const { error } = await host.client.ask(method, params);
  expect([error?.data.name, error?.message]).toEqual(['INVALID_PARAMETER', message]);
  expect((await host.client.ask(Status.method, {})).result).toEqual(STATUS);
});

test('an unknown part of a query is refused by its place', async () => {
  await using host = await served({}, {});
  const { error } = await host.client.ask(List.method, { class: 'Note', operation: 1, credit: 1, query: { limits: 1 } });
  expect(error?.data).toMatchObject({ name: 'INVALID_PARAMETER', facts: { method: 'host/list' } });
  expect(error?.message.startsWith('host/list: query.limits must be ')).toBe(true);
});

test.each(['__proto__', 'constructor', 'prototype'])('F-C19 a parameter of the name %s is unknown like any other', async (name) => {
  await using host = await served({});
  const id = host.client.send(Status.method, JSON.parse(`{"${name}":{"polluted":true}}`));
  expect((await host.client.answer(id)).error?.data.name).toBe('INVALID_PARAMETER');
  expect(({} as Record<string, unknown>).polluted).toBe(undefined);
});

test('what the host does not know is METHOD_UNKNOWN', async () => {
  await using host = await served({});
  expect((await host.client.ask('host/nonsense', {})).error?.data.name).toBe('METHOD_UNKNOWN');
  expect((await host.client.ask('provider/release', {})).error?.data.name).toBe('METHOD_UNKNOWN');
});

test('F-C10 a number that is in use is refused, and is free after its end', async () => {
  const gate = new Turnstile();
  await using host = await served({ [Get.method]: async () => {
    await gate.passed();
    return { path, instance: {} };
  } });
  const first = host.client.send(Get.method, { path, operation: 5 });
  const { error } = await host.client.ask(Get.method, { path, operation: 5 });
  expect(error).toMatchObject({ message: 'The number 5 is that of an operation which is still under way on this connection.', data: { name: 'INVALID_PARAMETER' } });
  gate.open();
  expect((await host.client.answer(first)).result).toEqual({ path, instance: {} });
  expect((await host.client.ask(Get.method, { path, operation: 5 })).result).toEqual({ path, instance: {} });
});

test('F-C21 a request id that is in use is refused, and the first is still answered', async () => {
  const gate = new Turnstile();
  await using host = await served({ [Get.method]: async () => {
    await gate.passed();
    return { path, instance: { first: true } };
  } });
  host.client.write({ jsonrpc: '2.0', id: 'same', method: Get.method, params: { path } }, { jsonrpc: '2.0', id: 'same', method: Status.method, params: {} });
  expect((await host.client.until(({ id }) => id === 'same')).error?.data.name).toBe('PROTOCOL_VIOLATED');
  gate.open();
  expect((await host.client.until(({ id }) => id === 'same')).result).toEqual({ path, instance: { first: true } });
});

test('F-C10 cancelling what is unknown, finished or another client\'s has no effect and no answer', async () => {
  const gate = new Turnstile();
  let aborted = 0;
  await using host = await served({ [Get.method]: async (_, { signal }) => {
    signal?.addEventListener('abort', () => { aborted += 1; });
    await gate.passed();
    return { path, instance: {} };
  } });
  const id = host.client.send(Get.method, { path });
  await gate.waiting();
  const other = await RawClient.greeted(host.running.socket);
  for (const params of [{ id }, { id: 4711 }, { id: 'x' }, { id: null }, {}, { id: { a: 1 } }]) other.notify('$/cancelRequest', params);
  expect((await other.ask(Status.method, {})).result).toEqual(STATUS);
  expect(other.received).toEqual([]);
  gate.open();
  expect((await host.client.answer(id)).result).toEqual({ path, instance: {} });
  host.client.notify('$/cancelRequest', { id });
  expect((await host.client.ask(Status.method, {})).result).toEqual(STATUS);
  expect(aborted).toBe(0);
  other.close();
});

test('a cancelled request is aborted once and answered with what the door made of it', async () => {
  let aborted = 0;
  const gate = new Turnstile();
  await using host = await served({ [Get.method]: (_, { signal }) => new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => {
      aborted += 1;
      reject(signal.reason as Error);
    });
    void gate.passed();
  }) });
  const id = host.client.send(Get.method, { path });
  await gate.waiting();
  host.client.notify('$/cancelRequest', { id });
  host.client.notify('$/cancelRequest', { id });
  expect((await host.client.answer(id)).error?.data.name).toBe('OPERATION_CANCELLED');
  expect(aborted).toBe(1);
  expect((await host.client.ask(Status.method, {})).result).toEqual(STATUS);
});

test('F-C8 a client that vanishes cancels its request and its stream once each, and leaves nothing', async () => {
  const aborts: string[] = [];
  const gone = new Turnstile();
  const requested = new Turnstile();
  const streamed = new Turnstile();
  await using host = await served(
    { [Get.method]: (_, { signal }) => new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        aborts.push('request');
        reject(signal.reason as Error);
      });
      void requested.passed();
    }) },
    { [Events.method]: async function* follow(_, { signal }) {
      try {
        yield [{ seq: 1 }];
        void streamed.passed();
        await new Promise((_resolve, reject) => { signal?.addEventListener('abort', () => { reject(signal.reason as Error); }); });
      } finally {
        aborts.push('stream');
        gone.open();
      }
    } },
  );
  host.client.send(Get.method, { path });
  host.client.send(Events.method, { operation: 1, credit: 8, follow: true });
  await requested.waiting();
  await streamed.waiting();
  host.client.close();
  await gone.passed();
  expect(aborts).toEqual(['request', 'stream']);
  const next = await RawClient.greeted(host.running.socket);
  expect((await next.ask(Status.method, {})).result).toEqual(STATUS);
  expect(host.running.server.clients).toBe(1);
  next.close();
});
