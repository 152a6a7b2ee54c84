import { expect, test } from '@jest/globals';
import { Events, List, Logs, ProviderError, Status } from '@provost/protocol';
import { HELLO, RawClient } from './support/raw-client.js';
import { STATUS } from './support/running-server.js';
import type { AnswerRows } from './support/scripted-door.js';
import { served } from './support/served.js';

test('each stream message gives rows, then their count', async () => {
  const rows: AnswerRows = async function* rows() {
    yield [{ n: 1 }, { n: 2 }];
    yield [];
    yield [{ n: 3 }];
  };
  await using host = await served({}, { [List.method]: rows, [Events.method]: rows, [Logs.method]: rows });
  for (const [operation, method, params] of [[1, List.method, { class: 'Note' }], [2, Events.method, {}], [3, Logs.method, {}]] as const) {
    const id = host.client.send(method, { ...params, operation, credit: 8 });
    expect((await host.client.until(() => true)).params).toEqual({ operation, rows: [{ n: 1 }, { n: 2 }] });
    expect((await host.client.until(() => true)).params).toEqual({ operation, rows: [{ n: 3 }] });
    expect(await host.client.until(() => true)).toMatchObject({ id, result: { count: 3 } });
  }
});

test('an error ends a stream after the rows that came before it', async () => {
  await using host = await served({}, { [List.method]: async function* rows() {
    yield [{ n: 1 }];
    throw new ProviderError('PROVIDER_CRASHED', { pid: 9 });
  } });
  host.client.send(List.method, { class: 'Note', operation: 1, credit: 8 });
  expect((await host.client.until(() => true)).params).toEqual({ operation: 1, rows: [{ n: 1 }] });
  expect((await host.client.until(() => true)).error?.data).toMatchObject({ name: 'PROVIDER_CRASHED', facts: { pid: 9 } });
});

test('F-C9 a client gets no more batches than it has credit for, and the door is asked for one more at most', async () => {
  let made = 0;
  await using host = await served({}, { [List.method]: async function* rows() {
    for (; made < 5;) yield [{ n: (made += 1) }];
  } });
  const id = host.client.send(List.method, { class: 'Note', operation: 1, credit: 2 });
  for (const n of [1, 2]) expect((await host.client.until(() => true)).params?.rows).toEqual([{ n }]);
  expect((await host.client.ask(Status.method, {})).result).toEqual(STATUS);
  expect([made, host.client.received]).toEqual([3, []]);
  host.client.notify('host/credit', { operation: 1, credit: 1 });
  expect((await host.client.until(() => true)).params?.rows).toEqual([{ n: 3 }]);
  host.client.notify('host/credit', { operation: 1, credit: 50 });
  for (const n of [4, 5]) expect((await host.client.until(() => true)).params?.rows).toEqual([{ n }]);
  expect((await host.client.answer(id)).result).toEqual({ count: 5 });
});

test('F-C9 a stream that waits for credit is cancelled like any other', async () => {
  let ended = 0;
  await using host = await served({}, { [List.method]: async function* rows() {
    try {
      for (;;) yield [{ n: 1 }];
    } finally {
      ended += 1;
    }
  } });
  const id = host.client.send(List.method, { class: 'Note', operation: 1, credit: 1 });
  await host.client.until(({ method }) => method === 'client/rows');
  host.client.notify('$/cancelRequest', { id });
  expect((await host.client.answer(id)).error?.data.name).toBe('OPERATION_CANCELLED');
  expect(ended).toBe(1);
});

test('F-C10 credit for an operation that is not there has no effect', async () => {
  await using host = await served({});
  host.client.notify('host/credit', { operation: 77, credit: 1 });
  expect((await host.client.ask(Status.method, {})).result).toEqual(STATUS);
});

test.each([{ operation: 1, credit: 0 }, { operation: 1, credit: -1 }, { operation: 1, credit: 1.5 }, { operation: '1', credit: 1 }, { operation: 1 }, {}])('credit that is none (%p) closes the connection, and others are served', async (grant) => {
  await using host = await served({});
  host.client.notify('host/credit', grant);
  await host.client.closed;
  const next = await RawClient.greeted(host.running.socket, HELLO);
  expect((await next.ask(Status.method, {})).result).toEqual(STATUS);
  next.close();
});

test('a batch that is larger than a frame is cut into several, each costing a credit', async () => {
  const rows = Array.from({ length: 5 }, (_, n) => ({ n, text: 'ü'.repeat(1_000) }));
  await using host = await served({}, { [List.method]: async function* all() { yield rows; } }, { frameBytes: 4_500 });
  const id = host.client.send(List.method, { class: 'Note', operation: 1, credit: 100 });
  const received: unknown[] = [];
  const sizes: number[] = [];
  while (received.length < rows.length) {
    const { params } = await host.client.until(({ method }) => method === 'client/rows');
    received.push(...(params?.rows as unknown[]));
    sizes.push((params?.rows as unknown[]).length);
  }
  expect(received).toEqual(rows);
  expect(sizes).toEqual([2, 1, 2]);
  expect((await host.client.answer(id)).result).toEqual({ count: 5 });
});

test('a single row that is larger than a frame ends the stream and nothing else', async () => {
  await using host = await served({}, { [List.method]: async function* rows() { yield [{ n: 1 }, { text: 'x'.repeat(5_000) }]; } }, { frameBytes: 4_500 });
  const id = host.client.send(List.method, { class: 'Note', operation: 1, credit: 100 });
  const { error } = await host.client.answer(id);
  expect(error?.data.name).toBe('FRAME_TOO_LARGE');
  expect(error?.message).toContain('frameBytes allows 4500');
  expect((await host.client.ask(Status.method, {})).result).toEqual(STATUS);
});
