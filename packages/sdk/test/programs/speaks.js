// Says on stdout what is done with it, and when.
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

console.log('imported');
const Word = defineClass('Word', { key: 'id', properties: { id: Type.String() } });

const provider = defineProvider({
  name: 'speaks',
  namespace: 'root/test',
  load(context) {
    console.log('loaded');
    context.defer(() => console.log('closed'));
  },
  release: (reason) => console.log(`released ${reason}`),
}).serves(Word, {
  get: async ({ id }, state, context) => {
    if (id === 'environment') console.log(`sees ${process.env.PROVOST_BOOTSTRAP_FD} ${process.argv.length}`);
    if (id === 'chatter') {
      console.log('to nobody');
      context.log('to nobody');
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (id === 'reject') setImmediate(() => Promise.reject(new Error('nobody caught this')));
    if (id === 'throw') setImmediate(() => { throw new Error('nobody caught that'); });
    if (id === 'wait' || id === 'reject' || id === 'throw') {
      console.log('waiting');
      await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
      console.log(`aborted ${context.signal.reason.code}`);
    }
    return { id };
  },
});

export default provider;
serve(provider);
