import { expect, test } from '@jest/globals';
import {
  ConnectionDoor, CreditToHost, Get, List, ProgressToClient, ProviderError, RowsToClient, Status, WarningToClient,
  type DoorConnection, type JsonObject, type NotificationMessage,
} from '@provost/protocol';

interface Sent {
  readonly method: string;
  readonly params: JsonObject;
  readonly timeoutMs: number;
  extended: number;
  cancelledFor: ProviderError | undefined;
  answer(result: unknown): void;
  fail(reason: unknown): void;
}

/** A connection of which the test is the other side. */
function connection() {
  const heard = new Map<string, (params: never) => void>();
  const sent: Sent[] = [];
  const notified: [string, unknown][] = [];
  const state = { isClosed: false };
  const end: DoorConnection = {
    get isClosed() {
      return state.isClosed;
    },
    onNotification: (message, act) => void heard.set(message.method, act as (params: never) => void),
    notify: (message, params) => void notified.push([message.method, params]),
    send: (message, params, timeoutMs) => {
      let settle!: Pick<Sent, 'answer' | 'fail'>;
      const result = new Promise<never>((resolve, reject) => { settle = { answer: resolve as (result: unknown) => void, fail: reject }; });
      result.catch(() => {});
      const one: Sent = { method: message.method, params: params as JsonObject, timeoutMs, extended: 0, cancelledFor: undefined, ...settle };
      sent.push(one);
      const cancel = (reason: ProviderError): void => {
        one.cancelledFor ??= reason;
        settle.fail(one.cancelledFor);
      };
      return { result, cancel, extend: () => { one.extended++; } };
    },
  };
  const tell = <P>(message: NotificationMessage<P>, params: P): void => { heard.get(message.method)?.(params as never); };
  return { door: new ConnectionDoor(end), sent, notified, state, tell };
}

const path = 'root/app:Note="7"';

test('an operation has a number of its own, and the host a little longer than its deadline to say why it is late', async () => {
  const { door, sent } = connection();
  const [first, second, third] = [door.request(Get, { path, timeoutMs: 500 }), door.request(Get, { path }), door.request(Status, {})];
  expect(sent.map(({ params, timeoutMs }) => [params, timeoutMs])).toEqual([
    [{ path, timeoutMs: 500, operation: 1 }, 5500], [{ path, operation: 2 }, 2 ** 31 - 1], [{}, 2 ** 31 - 1],
  ]);
  sent.forEach((one, at) => { one.answer(at); });
  expect(await Promise.all([first, second, third])).toEqual([0, 1, 2]);
});

test('progress and warnings come to their own operation while it is open, and progress starts its deadline anew', async () => {
  const { door, sent, tell } = connection();
  const told: unknown[] = [];
  const answer = door.request(Get, { path }, { onProgress: (progress) => told.push(progress), onWarning: (message) => told.push(message) });
  tell(ProgressToClient, { operation: 1, percent: 5 });
  tell(WarningToClient, { operation: 1, message: 'slow' });
  tell(ProgressToClient, { operation: 2, percent: 6 });
  tell(RowsToClient, { operation: 1, rows: [{ not: 'asked for' }] });
  sent[0]!.answer({ instance: {} });
  await answer;
  tell(ProgressToClient, { operation: 1, percent: 7 });
  expect([told, sent[0]!.extended]).toEqual([[{ percent: 5 }, 'slow'], 1]);
});

test.each([
  ['an error of its own', new ProviderError('NOT_FOUND'), { code: 'NOT_FOUND' }],
  ['anything else', new Error('my mistake'), { code: 'FAILED', facts: { mayHaveRun: true }, message: expect.stringContaining('because its onProgress threw: Error: my mistake') }],
])('a listener that throws %s ends its own operation and no other', async (_what, thrown, expected) => {
  const { door, sent, tell } = connection();
  const [one, other] = [door.request(Get, { path }, { onProgress: () => { throw thrown; } }), door.request(Get, { path })];
  tell(ProgressToClient, { operation: 1, percent: 5 });
  await expect(one).rejects.toMatchObject(expected);
  sent[1]!.answer('served');
  expect(await other).toBe('served');
});

test('rows come batch by batch, and a batch is paid for when the next is asked for', async () => {
  const { door, sent, notified, tell } = connection();
  const batches = door.stream(List, { class: 'Note' });
  const first = batches.next();
  expect(sent[0]!.params).toEqual({ class: 'Note', operation: 1, credit: 2 });
  for (const n of [1, 2]) tell(RowsToClient, { operation: 1, rows: [{ n }] });
  expect(await first).toEqual({ done: false, value: [{ n: 1 }] });
  expect(notified).toEqual([]);
  expect((await batches.next()).value).toEqual([{ n: 2 }]);
  expect(notified).toEqual([[CreditToHost.method, { operation: 1, credit: 1 }]]);
  sent[0]!.answer({ count: 2 });
  expect(await batches.next()).toEqual({ done: true, value: undefined });
});

test('more rows than were granted break the protocol', () => {
  const { door, tell } = connection();
  void door.stream(List, { class: 'Note' }).next().catch(() => {});
  for (let n = 0; n < 3; n++) tell(RowsToClient, { operation: 1, rows: [] });
  expect(() => { tell(RowsToClient, { operation: 1, rows: [] }); }).toThrow('more than the 2 batches it had credit for');
});

test('leaving the loop cancels the rest, and an abort ends it at once', async () => {
  const { door, sent, tell } = connection();
  const left = door.stream(List, { class: 'Note' });
  const row = left.next();
  tell(RowsToClient, { operation: 1, rows: [{ n: 1 }] });
  await row;
  await left.return?.();
  expect(sent[0]!.cancelledFor?.message).toBe('OPERATION_CANCELLED: host/list was left before its end.');
  const giving = new AbortController();
  const aborted = door.stream(List, { class: 'Note' }, { signal: giving.signal }).next();
  giving.abort(new ProviderError('OPERATION_TIMED_OUT'));
  await expect(aborted).rejects.toMatchObject({ code: 'OPERATION_TIMED_OUT' });
  expect(sent[1]!.cancelledFor?.code).toBe('OPERATION_TIMED_OUT');
  await expect(door.request(Get, { path }, { signal: giving.signal })).rejects.toMatchObject({ code: 'OPERATION_TIMED_OUT' });
  expect(sent).toHaveLength(2);
});

test('a connection that ends while it is under way is the loss of the host; what comes later is not asked', async () => {
  const { door, sent, state } = connection();
  const answer = door.request(Get, { path });
  state.isClosed = true;
  sent[0]!.fail(new ProviderError('CONNECTION_CLOSED'));
  await expect(answer).rejects.toMatchObject({ code: 'HOST_LOST', facts: { mayHaveRun: true }, sentence: 'The host was lost while host/get was under way; it may have been done.' });
  await expect(door.request(Get, { path })).rejects.toMatchObject({ code: 'HOST_LOST', facts: {}, sentence: 'host/get was not asked: the connection to the host is closed.' });
  expect(sent).toHaveLength(1);
});

test('a door that is closed rejects what is under way and what comes, rows that wait included, with the first reason', async () => {
  const { door, sent, notified, tell } = connection();
  const [answer, rows] = [door.request(Get, { path }), door.stream(List, { class: 'Note' })];
  const first = rows.next();
  for (const n of [1, 2]) tell(RowsToClient, { operation: 2, rows: [{ n }] });
  await first;
  const reason = new ProviderError('SERVER_IS_SHUTTING_DOWN', {}, { message: 'It has let go.' });
  door.close(reason);
  door.close(new ProviderError('FAILED'));
  await expect(answer).rejects.toBe(reason);
  await expect(rows.next()).rejects.toBe(reason);
  await expect(door.request(Get, { path })).rejects.toBe(reason);
  expect(sent.map(({ cancelledFor }) => cancelledFor)).toEqual([reason, reason]);
  expect(notified).toEqual([]);
});
