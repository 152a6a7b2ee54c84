/** Pushes what is in stock when it is loaded, and what is sold after that; in `root/shop`. Its config says what there is, and whether it loads at all. */
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

const Item = defineClass('Item', {
  key: 'name',
  properties: { name: Type.String(), count: Type.Integer({ minimum: 0 }), since: Type.Optional(Type.DateTime()) },
  methods: { sell: { returns: Type.Integer() }, drop: {} },
});
const Other = defineClass('Other', { key: 'name', properties: { name: Type.String() } });

const stock = defineProvider({
  name: 'stock',
  namespace: 'root/shop',
  config: { items: Type.Optional(Type.String({ default: 'nail screw' })), fails: Type.Optional(Type.Boolean()) },
  load: async ({ config, push }) => {
    if (config.fails) throw new Error('there is nothing in stock');
    await push(Item).replace(config.items.split(' ').map((name) => ({ name, count: name.length, since: new Date(0) })));
    return { items: push(Item), push, left: new Map() };
  },
}).pushes(Item, {
  methods: {
    sell: async ({ name }, _, { items, left }) => {
      const count = (left.get(name) ?? name.length) - 1;
      await items.put({ name, count });
      left.set(name, count);
      return count;
    },
    drop: async ({ name }, _, { items, push }) => {
      await items.delete([{ name }, { name: 'never there' }]);
      push(Other);
    },
  },
});

export default stock;
serve(stock);
