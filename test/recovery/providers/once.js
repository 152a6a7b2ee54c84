// once.js: counts in its store, once for each operation id, when it is let.
import { readFile } from 'node:fs/promises';
import { Type, defineClass, defineProvider, serve } from '@provost/sdk';

const Count = defineClass('Count', {
  key: 'id',
  properties: { id: Type.String(), count: Type.Integer() },
  methods: { add: { static: true, params: { gate: Type.Optional(Type.String()) }, returns: Type.Integer() } },
});

const once = defineProvider({ name: 'once', namespace: 'root/once', store: true }).serves(Count, {
  get: ({ id }, _state, context) => context.store(Count).get({ id }),
  methods: {
    add: async ({ gate }, _state, context) => {
      if (gate !== undefined) await readFile(gate);
      return context.transaction((transaction) => {
        const counts = transaction.store(Count);
        const count = (counts.get({ id: 'one' })?.count ?? 0) + 1;
        counts.put({ id: 'one', count });
        return count;
      });
    },
  },
});

export default once;
serve(once);
