// Does with its contexts what each request says, and answers MI's result.
import { defineClass, defineProvider, Type } from '@provost/sdk';

const Word = defineClass('Word', { key: 'id', properties: { id: Type.String(), said: Type.String() } });
const kept = new Map();

const acts = {
  refuse: (context) => context.refuseUnload('because'),
  request: () => kept.get('refuse').requestUnload(),
  'request by another': (context) => context.requestUnload(),
  'request later': () => void setImmediate(() => console.log(`requested ${kept.get('refuse').requestUnload()}`)),
  deaf: () => new Promise((resolve) => kept.set('resolve', resolve)),
  'end deaf': () => kept.get('resolve')(),
  job: (context) => void context.background('sync', (job) => new Promise((resolve) => job.signal.addEventListener('abort', () => resolve(console.log('job aborted'))))),
  'bad job': (context) => void context.background('sync', () => Promise.reject(new Error('no disk'))),
};

export default defineProvider({
  name: 'refuses',
  namespace: 'root/test',
  release: (reason) => console.log(`released ${reason}`),
}).serves(Word, {
  get: async ({ id }, _state, context) => {
    kept.set(id, context);
    console.log(`at ${id}`);
    return { id, said: (await acts[id]?.(context)) ?? '' };
  },
});
