/** Items in `root/filters`; it evaluates conditions on `size` itself, and tells how many rows it has listed. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

const Item = defineClass('Item', {
  key: 'id',
  properties: { id: Type.Integer(), name: Type.String(), size: Type.Integer() },
  methods: { listed: { static: true, returns: Type.Integer() } },
});

const items = [{ id: 1, name: 'Apple', size: 1 }, { id: 2, name: 'pear', size: 2 }, { id: 3, name: 'apple', size: 3 }, { id: 4, name: 'plum', size: 4 }];
const tests = { '=': (one, other) => one === other, '>': (one, other) => one > other, '<': (one, other) => one < other, '>=': (one, other) => one >= other, '<=': (one, other) => one <= other };
let listed = 0;

const filters = defineProvider({ name: 'filters', namespace: 'root/filters' }).serves(Item, {
  get: ({ id }) => items.find((item) => item.id === id),
  filters: { equals: ['size'], ranges: ['size'] },
  *list({ conditions = [] }) {
    for (const item of items) {
      if (!conditions.every(({ property, operator, value }) => tests[operator](item[property], value))) continue;
      listed += 1;
      yield item;
    }
  },
  methods: { listed: () => listed },
});

export default filters;
serve(filters);
