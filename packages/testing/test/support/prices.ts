/** Two providers, of which one asks the other by way of its host. */
import { defineClass, defineProvider, Type, type RequestContext } from '@provost/sdk';

export const Price = defineClass('Price', {
  key: 'item',
  properties: { item: Type.String(), cents: Type.Int64(), since: Type.DateTime(), seen: Type.Integer({ readOnly: true }) },
  methods: {
    raise: { params: { by: Type.Int64() }, returns: Type.Int64(), errors: { TooHigh: { most: Type.Int64(), until: Type.DateTime() } } },
    count: { static: true, returns: Type.Integer() },
  },
});

export const SINCE = new Date('2030-01-02T03:04:05.000Z');

/** `callers` is who asked, for the test to see; `closed` is told when a list of many was left. */
export function pricesFor(callers: unknown[] = [], closed: () => void = () => {}) {
  return defineProvider({
    name: 'prices', namespace: 'root/shop',
    load: () => new Map([['tea', { item: 'tea', cents: 2n ** 60n, since: SINCE, seen: 0 }]]),
  }).serves(Price, {
    get: ({ item }, prices, context) => {
      callers.push(context.caller.kind, context.caller.name);
      return prices.get(item);
    },
    *list(_query, prices) {
      try {
        for (let n = 0; n < 100_000; n++) yield { ...prices.get('tea')!, item: `tea-${n}` };
      } finally {
        closed();
      }
    },
    create: (price, prices) => {
      const made = { ...price, seen: 0 };
      prices.set(price.item, made);
      return made;
    },
    modify: ({ item }, patch, prices) => Object.assign(prices.get(item)!, patch),
    delete: ({ item }, prices) => prices.delete(item),
    methods: {
      raise: ({ item }, { by }, prices, context) => {
        if (by > 5n) context.fail('TooHigh', { most: 5n, until: SINCE });
        const price = prices.get(item) ?? context.fail('NOT_FOUND');
        return (price.cents += by);
      },
      count: (_args, prices) => prices.size,
    },
  });
}

export type Prices = ReturnType<typeof pricesFor>;

const Order = defineClass('Order', { key: 'id', properties: { id: Type.String() } });

/** A provider whose requests do what the test says. */
export function ordersDoing(act: (context: RequestContext) => unknown) {
  return defineProvider({ name: 'orders', namespace: 'root/shop' }).serves(Order, {
    get: async ({ id }, _state, context) => {
      await act(context);
      return { id };
    },
  });
}
