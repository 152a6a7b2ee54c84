import { expect, test } from '@jest/globals';
import { CreditToProvider, Initialize, ListInstances, RowsFromProvider, type JsonObject, type ListQuery } from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';
import { defineClass, defineProvider, Type, type Awaitable, type Infer, type Rows, type ServedProvider } from '@provost/sdk';
import { definitionOf, ProviderRunner, systemClock, type ProviderDefinition } from '@provost/sdk/embedding';
import { load } from '@provost/testing';
import { duplexPair } from '#src/duplex-pair.js';
import { gate } from './support/gate.js';

const Row = defineClass('Row', { key: 'n', properties: { n: Type.Integer(), text: Type.Optional(Type.String()) } });
type Row = Infer<typeof Row>;

function rows(list: (query: ListQuery, context: { readonly signal: AbortSignal }) => Awaitable<Rows<Row>>) {
  return defineProvider({ name: 'rows', namespace: 'root/test' }).serves(Row, { list: (query, _state, context) => list(query, context) });
}

function* numbers(count: number, text?: string): Generator<Row> {
  for (let n = 1; n <= count; n++) yield text === undefined ? { n } : { n, text };
}

async function all(list: AsyncIterable<Row>): Promise<Row[]> {
  const taken: Row[] = [];
  for await (const row of list) taken.push(row);
  return taken;
}

/** The wire as the host sees it: every batch, and credit given by hand. */
async function overWire(provider: ServedProvider, frameBytes?: number) {
  const [hostSide, providerSide] = duplexPair();
  const channel = openConnection(providerSide, { peer: 'the host' });
  const runner = new ProviderRunner({ connection: channel, clock: systemClock, importProvider: () => Promise.resolve(definitionOf(provider) as ProviderDefinition), log: () => {} });
  if (frameBytes !== undefined) runner.frameBytes = frameBytes;
  channel.listen();
  const host = openConnection(hostSide, { peer: 'the provider' });
  const batches: (readonly JsonObject[])[] = [];
  host.onNotification(RowsFromProvider, (batch) => void batches.push(batch.rows as JsonObject[]));
  host.listen();
  await host.request(Initialize, { name: 'rows', namespace: 'root/test', generation: 1, epoch: 1, config: {}, credentials: {}, dataDirectory: '/' }, { timeoutMs: 10_000 });
  const list = (credit: number, signal?: AbortSignal) => host.request(
    ListInstances,
    { context: { id: '1.1', timeoutMs: 60_000, caller: { kind: 'host', pid: 1 } }, class: 'Row', query: {}, credit },
    { timeoutMs: 10_000, ...(signal === undefined ? {} : { signal }) },
  );
  return { host, batches, list, grant: (credit: number) => { host.notify(CreditToProvider, { context: '1.1', credit }); } };
}

async function settled(host: Connection): Promise<void> {
  await host.drained();
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test.each([
  ['an array', () => [...numbers(3)]],
  ['a generator', () => numbers(3)],
  ['an async generator', async function* () { yield* numbers(3); }],
  ['a promise of an iterable', () => Promise.resolve(numbers(3))],
])('%s is a list', async (_what, list) => {
  await using p = await load(rows(list));
  expect(await all(p.Row.list())).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});

test('what is no list is INVALID_RESULT', async () => {
  await using p = await load(rows(() => 7 as never));
  await expect(all(p.Row.list())).rejects.toMatchObject({ code: 'INVALID_RESULT', message: 'INVALID_RESULT: list of Row must answer an iterable or an async iterable.' });
});

test('limit and columns are kept although the author does not look at them, and the source is closed', async () => {
  let closed = 0;
  await using p = await load(rows(function* () {
    try {
      yield* numbers(1_000_000, 'x');
    } finally {
      closed++;
    }
  }));
  expect(await all(p.Row.list({ limit: 2 }))).toEqual([{ n: 1, text: 'x' }, { n: 2, text: 'x' }]);
  expect(await all(p.Row.list({ limit: 0 }))).toEqual([]);
  expect(await all(p.Row.list({ limit: 1, columns: ['text'] }))).toEqual([{ text: 'x' }]);
  expect(closed).toBe(2);
  await expect(all(p.Row.list({ columns: ['colour' as never] }))).rejects.toMatchObject({ code: 'NO_SUCH_PROPERTY' });
});

test('the first row goes at once, then at most 256 rows or 40 KiB a batch', async () => {
  const { batches, list } = await overWire(rows(() => [...numbers(600), ...numbers(10, 'x'.repeat(10_000))]));
  expect(await list(1000)).toEqual({ count: 610 });
  expect(batches.map((batch) => batch.length)).toEqual([1, 256, 256, 90, 4, 3]);
});

test('the source is not advanced without credit, and goes on with it', async () => {
  let taken = 0;
  const { host, batches, list, grant } = await overWire(rows(function* () {
    for (const row of numbers(600)) {
      taken++;
      yield row;
    }
  }));
  const answer = list(2);
  await settled(host);
  expect([taken, batches.length]).toEqual([257, 2]);
  grant(1);
  await settled(host);
  expect([taken, batches.length]).toEqual([513, 3]);
  grant(2);
  expect(await answer).toEqual({ count: 600 });
  expect(batches.map((batch) => batch.length)).toEqual([1, 256, 256, 87]);
});

test('rows of a slow source do not wait for those that are not there yet', async () => {
  const goOn = gate();
  const { batches, list, host } = await overWire(rows(async function* () {
    yield* numbers(3);
    await goOn.opened;
    yield { n: 4 };
  }));
  const arrived = gate();
  host.onNotification(RowsFromProvider, (batch) => {
    batches.push(batch.rows as JsonObject[]);
    if (batches.flat().length === 3) arrived.open();
  });
  const answer = list(10);
  await arrived.opened;
  goOn.open();
  expect(await answer).toEqual({ count: 4 });
  expect(batches.map((batch) => batch.length)).toEqual([1, 2, 1]);
});

test('between the rows of a source that takes its time for each, others get their turn', async () => {
  let taken = 0;
  const takenAtTurns: number[] = [];
  const { list } = await overWire(rows(function* () {
    for (const row of numbers(200)) {
      for (const until = performance.now() + 0.2; performance.now() < until;);
      taken++;
      yield row;
    }
  }));
  let isOver = false;
  const turn = (): void => {
    takenAtTurns.push(taken);
    if (!isOver) setImmediate(turn);
  };
  turn();
  expect(await list(1000)).toEqual({ count: 200 });
  isOver = true;
  const atOnce = takenAtTurns.slice(1).map((count, index) => count - takenAtTurns[index]!);
  expect(Math.max(...atOnce)).toBeLessThanOrEqual(32);
});

test('a cancelled list closes its source, also while it waits for credit', async () => {
  const closed = gate();
  const abort = new AbortController();
  const { host, list, batches } = await overWire(rows(async function* () {
    try {
      yield* numbers(1_000_000);
    } finally {
      closed.open();
    }
  }));
  const answer = list(1, abort.signal).catch((error: unknown) => error);
  await settled(host);
  expect(batches.flat()).toEqual([{ n: 1 }]);
  abort.abort();
  expect(await answer).toMatchObject({ code: 'OPERATION_CANCELLED' });
  await closed.opened;
});

test('leaving the loop cancels the rest', async () => {
  const closed = gate();
  await using p = await load(rows(function* () {
    try {
      yield* numbers(1_000_000);
    } finally {
      closed.open();
    }
  }));
  for await (const row of p.Row.list()) if (row.n === 300) break;
  await closed.opened;
});

test('F-P10 a source that fails ends the list with its error, after the rows before it', async () => {
  await using p = await load(rows(function* () {
    yield* numbers(5);
    throw new Error('the sixth is lost');
  }));
  const taken: Row[] = [];
  await expect((async () => { for await (const row of p.Row.list()) taken.push(row); })()).rejects.toMatchObject({
    code: 'FAILED', message: expect.stringContaining('threw Error: the sixth is lost, in list of Row.'),
  });
  expect(taken).toHaveLength(5);
});

test('a row larger than a frame is an error that names it, and the rows before it arrive', async () => {
  const { batches, list } = await overWire(rows(() => [...numbers(2), { n: 3, text: 'x'.repeat(5000) }]), 4096);
  await expect(list(10)).rejects.toMatchObject({ code: 'FRAME_TOO_LARGE', message: expect.stringMatching(/Row \{"n":3\}, row 3 of the list, is 5\d+ bytes, more than frameBytes \(4096\) allows\.$/) });
  expect(batches.flat()).toEqual([{ n: 1 }, { n: 2 }]);
});
