/** Takes down what is sold, and sums it up after hours: provost call root/app:Sales enter product=tea amount=3. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';
import { openBooks } from './clerk.js';

export const Sales = defineClass('Sales', {
  properties: { entries: Type.Integer({ description: 'How many are summed up.' }), total: Type.Number(), pending: Type.Integer() },
  methods: { enter: { static: true, params: { product: Type.String(), amount: Type.Number() } } },
});

/** The books of each folder. They belong to the process, not to a life of the provider: a new life in the same process finds them at work. */
export const books = new Map();

const afterHours = defineProvider({
  name: 'after-hours',
  namespace: 'root/app',
  // Not pure: released, it has let go of what it serves, but its clerk is still summing up. The clerk's timer is a handle of our own, so the process
  // stays as a client of the host until the clerk has caught up, and then ends by itself. A request meanwhile makes a provider of it again.
  pure: false,
  config: { paceMs: Type.Optional(Type.Integer({ default: 1000, minimum: 1, description: 'The time between two steps of the clerk.' })) },
  async load({ config, dataDirectory }) {
    const open = books.get(dataDirectory) ?? await openBooks(dataDirectory);
    books.set(dataDirectory, open);
    open.setPace(config.paceMs);
    return open;
  },
}).serves(Sales, {
  get: (key, open) => open.summary(),
  methods: { enter: (sale, open) => open.enter(sale) },
});

export default afterHours;
serve(afterHours);
