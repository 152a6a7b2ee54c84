// Says its last words by hooks, and ends as the request says.
import { writeSync } from 'node:fs';
import { defineClass, defineProvider, Type } from '@provost/sdk';

const Word = defineClass('Word', { key: 'id', properties: { id: Type.String() } });

export default defineProvider({
  name: 'last-words',
  namespace: 'root/test',
  load(context) {
    context.onExit(() => writeSync(1, 'last words\n'));
    context.onExit(() => { throw new Error('a hook failed'); });
    context.onExit(() => writeSync(1, `refuse: ${context.refuseUnload()}\n`));
    return context;
  },
  release: (reason) => (reason === 'operator' ? new Promise(() => {}) : undefined),
}).serves(Word, {
  get: async ({ id }) => {
    if (id === 'throw') setImmediate(() => { throw new Error('nobody caught this'); });
    if (id === 'reject') setImmediate(() => Promise.reject(new Error('nobody caught that')));
    if (id === 'exit') setImmediate(() => process.exit(5));
    if (id === 'hang') setImmediate(() => { for (;;); });
    return { id };
  },
});
