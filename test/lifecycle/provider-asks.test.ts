import { expect, test } from '@jest/globals';
import { Get, WaitFor } from '@provost/protocol';
import { packageOf } from '../examples/readme-blocks.js';
import { failureOf } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';

const PRICES = `
import { Type, defineClass, defineProvider, serve } from '@provost/sdk';
export const Price = defineClass('Price', {
  key: 'item', properties: { item: Type.String(), cents: Type.Int64(), by: Type.String() },
  methods: { raise: { params: { by: Type.Int64() }, errors: { TooHigh: { most: Type.Int64() } } }, wait: {} },
});
const prices = defineProvider({ name: 'prices', namespace: 'root/shop' }).serves(Price, {
  get: ({ item }, _state, { caller }) => ({ item, cents: 2n ** 60n, by: caller.kind + ' ' + caller.name }),
  *list() { for (let n = 0; n < 3000; n++) yield { item: 'tea-' + n, cents: BigInt(n), by: '' }; },
  methods: {
    raise: (_key, _args, _state, context) => context.fail('TooHigh', { most: 7n }),
    wait: (_key, _args, _state, { signal, progress }) => new Promise((_, reject) => { signal.addEventListener('abort', () => reject(signal.reason)); }),
  },
});
export default prices;
serve(prices);
`;

const ORDERS = `
import { Type, defineClass, defineProvider, isErrorOf, serve } from '@provost/sdk';
const Order = defineClass('Order', { key: 'id', properties: { id: Type.String(), told: Type.String() } });
const asks = {
  get: async (Price) => { const { cents, by } = await Price.get({ item: 'tea' }); return typeof cents + ' ' + cents + ' ' + by; },
  list: async (Price) => { let sum = 0n; for await (const { cents } of Price.list()) sum += cents; return String(sum); },
  raise: async (Price) => {
    const error = await Price.raise({ item: 'tea' }, { by: 9n }).catch((thrown) => thrown);
    return isErrorOf(error, Price.raise, 'TooHigh') ? typeof error.facts.most + ' ' + error.facts.most : String(error);
  },
  wait: async (Price) => { await Price.wait({ item: 'tea' }, {}); return 'never'; },
};
const orders = defineProvider({ name: 'orders', namespace: 'root/shop' }).serves(Order, {
  get: async ({ id }, _state, { host }) => ({ id, told: await asks[id](host.of().Price) }),
});
export default orders;
serve(orders);
`;

/** A host with both. Leaving its scope stops it. */
async function shop(): Promise<{ readonly host: TestHost; told(id: string, signal?: AbortSignal): Promise<unknown> } & AsyncDisposable> {
  const packages = await Promise.all(Object.entries({ 'prices.js': PRICES, 'orders.js': ORDERS }).map(([name, text]) =>
    packageOf({ [name]: text, 'package.json': JSON.stringify({ type: 'module', provost: { entry: name } }) })));
  const host = await startHost();
  for (const { folder } of packages) await host.register(folder);
  return {
    host,
    told: async (id, signal) => (await host.door.request(Get, { path: `Order="${id}"` }, signal === undefined ? {} : { signal })).instance['told'],
    [Symbol.asyncDispose]: async () => {
      await host[Symbol.asyncDispose]();
      for (const written of packages) await written[Symbol.asyncDispose]();
    },
  };
}

test('P1 a provider that asks its host has the other loaded for it, and both are idle afterwards', async () => {
  await using side = await shop();
  expect((await side.host.provider('prices')).state).toBe('unloaded');
  expect(await side.told('get')).toBe('bigint 1152921504606846976 provider orders');
  expect([(await side.host.provider('orders')).state, (await side.host.provider('prices')).state]).toEqual(['idle', 'idle']);
});

test('rows, and the errors that the other declares, reach the provider that asks', async () => {
  await using side = await shop();
  expect(await side.told('list')).toBe(String((2999 * 3000) / 2));
  expect(await side.told('raise')).toBe('bigint 7');
});

test('P6 who cancels a request cancels what was asked for it, and both providers serve on', async () => {
  await using side = await shop();
  const { door } = side.host;
  const cancelling = new AbortController();
  const waiting = failureOf(side.told('wait', cancelling.signal));
  await door.request(WaitFor, { name: 'prices', state: 'busy' });
  cancelling.abort();
  expect((await waiting).code).toBe('OPERATION_CANCELLED');
  await door.request(WaitFor, { name: 'prices', state: 'idle' });
  expect(await side.told('get')).toBe('bigint 1152921504606846976 provider orders');
  expect((await side.host.provider('prices')).generation).toBe(1);
});
