import { expect, test } from '@jest/globals';
import { defineClass, defineProvider, isErrorOf, Type, type LoadContext, type RequestContext } from '@provost/sdk';
import type { Door, JsonObject } from '@provost/protocol';
import { load } from '@provost/testing';
import { gate } from './support/gate.js';
import { ordersDoing, Price, pricesFor, SINCE, type Prices } from './support/prices.js';

/** Lets a request of a provider do something, and answers what came of it. */
async function during<T>(act: (context: RequestContext) => Promise<T>, host: Parameters<typeof load>[1]): Promise<T> {
  let outcome: Promise<T> | undefined;
  await using p = await load(ordersDoing((context) => (outcome = act(context)).catch(() => {})), host);
  await p.Order.get({ id: '1' });
  return outcome!;
}

test('a provider asks another by way of its host, typed by it, in the author\'s values', async () => {
  const callers: unknown[] = [];
  const seen = await during(async ({ host }) => {
    const { Price } = host.of<Prices>();
    const cents: bigint = (await Price.get({ item: 'tea' })).cents;
    const made = await Price.create({ item: 'milk', cents: 3n, since: SINCE });
    const modified = await Price.modify({ item: 'milk' }, { cents: 4n });
    const raised: bigint = await Price.raise({ item: 'milk' }, { by: 2n });
    const count: number = await Price.count();
    await Price.delete({ item: 'milk' });
    return [cents, made, modified?.cents, raised, count, await Price.count()];
  }, { host: pricesFor(callers) });
  expect(seen).toEqual([2n ** 60n, { item: 'milk', cents: 3n, since: SINCE, seen: 0 }, 4n, 6n, 2, 1]);
  expect(callers).toEqual(['provider', 'orders']);
});

test('what it is not typed for it asks by path, as JSON', async () => {
  const seen = await during(async ({ host }) => {
    const made = await host.create('root/shop:Price', { item: 'milk', cents: '3', since: SINCE.toISOString() });
    return [
      made.path, await host.get(made.path), await host.modify(made.path, { cents: '4' }), await host.invoke('Price', 'count'), await host.invoke(made.path, 'raise', { by: '1' }),
      await host.delete(made.path), await host.namespaces(), (await host.classes('root/shop')).map(({ name }) => name), (await host.schema('Price')).provider,
    ];
  }, { host: [pricesFor()] });
  const milk = { item: 'milk', cents: '3', since: SINCE.toISOString(), seen: 0 };
  expect(seen).toEqual(['root/shop:Price.item="milk"', milk, { ...milk, cents: '4' }, 2, '5', undefined, ['root', 'root/shop'], ['Price'], 'prices']);
});

test('rows come with credit, and leaving the loop closes their source', async () => {
  const closed = gate();
  const source = pricesFor([], () => { closed.open(); });
  const counts = await during(async ({ host }) => {
    const { Price } = host.of<Prices>();
    let [all, some] = [0, 0];
    for await (const price of Price.list({ limit: 2000 })) all += Number(price.cents === 2n ** 60n);
    for await (const price of Price.list({ columns: ['item'] })) {
      expect(price).toEqual({ item: `tea-${some}` });
      if (++some === 700) break;
    }
    return [all, some];
  }, { host: source });
  expect(counts).toEqual([2000, 700]);
  await closed.opened;
});

test('an error that the other declares is caught with its facts typed', async () => {
  await during(async ({ host }) => {
    const { Price } = host.of<Prices>();
    const error: unknown = await Price.raise({ item: 'tea' }, { by: 9n }).catch((thrown: unknown) => thrown);
    if (!isErrorOf(error, Price.raise, 'TooHigh')) throw error;
    const [most, until]: [bigint, Date] = [error.facts.most, error.facts.until];
    expect([most, until]).toEqual([5n, SINCE]);
    await expect(Price.get({ item: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(host.get('Nothing=@')).rejects.toMatchObject({ code: 'INVALID_CLASS' });
  }, { host: pricesFor() });
});

test('the load and a job in the background ask too, and a provider that the test has loaded may be asked', async () => {
  await using prices = await load(pricesFor());
  const cents: bigint[] = [];
  const Thing = defineClass('Thing', { key: 'id', properties: { id: Type.String() } });
  const things = defineProvider({
    name: 'things', namespace: 'root/test',
    load: async ({ host }) => {
      cents.push((await host.of<Prices>().Price.get({ item: 'tea' })).cents);
    },
  }).serves(Thing, {
    get: ({ id }, _state, context) => {
      context.background('look', async ({ host }) => void cents.push(await host.of<Prices>().Price.raise({ item: id }, { by: 1n })));
      return { id };
    },
  });
  await using p = await load(things, { host: [prices] });
  await p.Thing.get({ id: 'tea' });
  expect((await p.idleFor('31s')).state).toBe('unloaded');
  expect(cents).toEqual([2n ** 60n, 2n ** 60n + 1n]);
  expect(p.failedJobs).toEqual([]);
});

test('a call of the host that is open keeps a provider from being idle', async () => {
  const [asked, answer] = [gate(), gate()];
  const slow = defineProvider({ name: 'prices', namespace: 'root/shop' }).serves(Price, {
    get: async ({ item }) => {
      asked.open();
      await answer.opened;
      return { item, cents: 1n, since: SINCE, seen: 0 };
    },
    methods: { raise: () => 1n, count: () => 0 },
  });
  let context!: LoadContext;
  const Thing = defineClass('Thing', { key: 'id', properties: { id: Type.String() } });
  const things = defineProvider({ name: 'things', namespace: 'root/test', load: (given) => void (context = given) }).serves(Thing, { get: ({ id }) => ({ id }) });
  await using p = await load(things, { host: slow });
  const price = context.host.of<Prices>().Price.get({ item: 'tea' }, { timeoutMs: 3_600_000 });
  await asked.opened;
  expect((await p.idleFor('10m')).state).toBe('busy');
  answer.open();
  expect((await price).cents).toBe(1n);
  expect((await p.idleFor('31s')).state).toBe('unloaded');
});

test('a request that is cancelled cancels what it asks, with the reason, and may still tidy up by the host', async () => {
  const [asked, over] = [gate(), gate()];
  const seen: unknown[] = [];
  const deaf = defineProvider({ name: 'prices', namespace: 'root/shop' }).serves(Price, {
    get: (_key, _state, context) => new Promise((_resolve, reject) => {
      context.signal.addEventListener('abort', () => { reject(context.signal.reason as Error); });
      asked.open();
    }),
    delete: ({ item }) => void seen.push(`deleted ${item}`),
    methods: { raise: () => 1n, count: () => 0 },
  });
  const cancelling = new AbortController();
  await using p = await load(ordersDoing(async ({ host, signal }) => {
    try {
      await host.of<Prices>().Price.get({ item: 'tea' });
    } catch (error) {
      seen.push(error === signal.reason);
      await host.of<Prices>().Price.delete({ item: 'tea' });
      throw error;
    } finally {
      over.open();
    }
  }), { host: deaf });
  const answer = p.Order.get({ id: '1' }, { signal: cancelling.signal });
  await asked.opened;
  cancelling.abort();
  await expect(answer).rejects.toMatchObject({ code: 'OPERATION_CANCELLED' });
  await over.opened;
  expect(seen).toEqual([true, 'deleted tea']);
});

test('once a pure provider has let go every call fails at once and says why; until then it asks, in release too', async () => {
  let context!: LoadContext;
  const counts: number[] = [];
  const Thing = defineClass('Thing', { key: 'id', properties: { id: Type.String() } });
  const things = defineProvider({
    name: 'things', namespace: 'root/test',
    load: (given) => {
      context = given;
      given.defer(async () => void counts.push(await given.host.of<Prices>().Price.count()));
    },
    release: async () => void counts.push(await context.host.of<Prices>().Price.count()),
  }).serves(Thing, { get: ({ id }) => ({ id }) });
  const p = await load(things, { host: pricesFor() });
  expect(await p.release()).toEqual([]);
  expect(counts).toEqual([1, 1]);
  const gone = {
    code: 'SERVER_IS_SHUTTING_DOWN', message: expect.stringMatching(/: Provider "things" \(pid \d+\) has let go: it can ask its host nothing any more\.$/),
    remedy: expect.stringContaining('Await what asks the host'),
  };
  await expect(context.host.get('Price="tea"')).rejects.toMatchObject(gone);
  await expect(context.host.of<Prices>().Price.count()).rejects.toMatchObject(gone);
  await expect(context.host.list('Price').next()).rejects.toMatchObject(gone);
});

test('one that is not pure goes on asking as a client', async () => {
  let context!: LoadContext;
  const Thing = defineClass('Thing', { key: 'id', properties: { id: Type.String() } });
  const things = defineProvider({ name: 'things', namespace: 'root/test', pure: false, load: (given) => void (context = given) }).serves(Thing, { get: ({ id }) => ({ id }) });
  await using p = await load(things, { host: pricesFor() });
  expect((await p.idleFor('31s')).state).toBe('client');
  expect(await context.host.of<Prices>().Price.count()).toBe(1);
  expect(await p.Thing.get({ id: '1' })).toEqual({ id: '1' });
});

test('without a host in the test each call says how to give one', async () => {
  await expect(during(({ host }) => host.get('Price="tea"'), {})).rejects.toMatchObject({
    code: 'NOT_SUPPORTED', message: 'NOT_SUPPORTED: host/get: this test gives the provider no host to ask.', remedy: expect.stringContaining('load(provider, { host: [...] })'),
  });
  await expect(load(ordersDoing(() => {}), { host: {} as never })).rejects.toMatchObject({ code: 'INVALID_PARAMETER' });
});

test('any door may stand for the host, and is given the options of a call; a class is asked for once, whoever asks', async () => {
  const asked: [string, unknown][] = [];
  const door: Door = {
    request: (message, params, options) => {
      asked.push([message.method, params]);
      options?.onProgress?.({ percent: 50 });
      options?.onWarning?.('slow');
      const definition = { name: 'Price', key: ['item'], schema: { type: 'object', additionalProperties: false, properties: { item: { type: 'string' } } }, methods: {}, operations: ['get'] };
      return Promise.resolve((message.method === 'host/get' ? { instance: { item: 'tea' } } : { namespace: 'root/shop', provider: 'prices', definition }) as never);
    },
    async *stream() {
      yield* await Promise.resolve([] as JsonObject[][]);
    },
  };
  const told: unknown[] = [];
  const orders = ordersDoing(async ({ host }) => {
    await host.of<Prices>().Price.get({ item: 'tea' }, { timeoutMs: 500, onProgress: (progress) => told.push(progress), onWarning: (message) => told.push(message) });
  });
  await using p = await load(orders, { host: door });
  await p.Order.get({ id: '1' });
  await p.Order.get({ id: '2' });
  expect(asked.map(([method]) => method)).toEqual(['host/schema', 'host/get', 'host/get']);
  expect(asked[1]).toEqual(['host/get', { path: 'root/shop:Price.item="tea"', timeoutMs: 500 }]);
  expect(told).toEqual([{ percent: 50 }, 'slow', { percent: 50 }, 'slow']);
});
