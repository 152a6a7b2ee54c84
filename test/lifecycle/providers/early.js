// early.js: loads as long as a gate is shut, in the way that it is told, and writes down what is run in it.
import { appendFileSync, existsSync, renameSync, rmSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { Type, defineClass, defineProvider, serve } from '@provost/sdk';

const method = (params = {}) => ({ static: true, params, returns: Type.Union([Type.String(), Type.Integer()]) });

const Early = defineClass('Early', {
  key: 'id',
  properties: { id: Type.String() },
  methods: { run: method({ words: Type.String() }), wait: method(), crash: method(), ask: method(), keepAlive: method() },
});

/** What a file beside the trace says of the next load, once. */
const told = (trace, what) => {
  if (!existsSync(`${trace}.${what}`)) return false;
  rmSync(`${trace}.${what}`);
  return true;
};

/** Settles once that file is there no more. */
const without = (file) => new Promise((resolve) => {
  const look = () => {
    if (existsSync(file)) return;
    watcher.close();
    resolve();
  };
  const watcher = watch(dirname(file), look);
  look();
});

const early = defineProvider({
  name: 'early',
  namespace: 'root/early',
  pure: process.env.EARLY_PURE !== 'false',
  config: { trace: Type.String() },
  limits: { concurrency: 1 },
  async load({ config }) {
    const trace = (words) => appendFileSync(config.trace, `${words}\n`);
    const [shut, taken] = [`${config.trace}.gate`, `${config.trace}.taken`];
    const [isShut, blocks] = [existsSync(shut), told(config.trace, 'blocks')];
    if (isShut) renameSync(shut, taken);
    trace('load');
    while (blocks && existsSync(taken));
    if (isShut) await without(taken);
    if (told(config.trace, 'fails')) throw new Error('it was told to fail');
    if (told(config.trace, 'exits')) process.exit(7);
    return { trace };
  },
}).serves(Early, {
  get: ({ id }, { trace }) => {
    trace(`ran get ${id}`);
    return { id };
  },
  create: ({ id }, { trace }) => {
    trace(`ran create ${id}`);
    return { id };
  },
  delete: ({ id }, { trace }) => { trace(`ran delete ${id}`); },
  modify: ({ id }, _patch, { trace }) => {
    trace(`ran modify ${id}`);
    return { id };
  },
  methods: {
    run: ({ words }, { trace }) => {
      trace(`ran ${words}`);
      return process.pid;
    },
    wait: (_args, { trace }, context) => {
      trace('waits');
      return new Promise((_resolve, reject) => { context.signal.addEventListener('abort', () => reject(context.signal.reason)); });
    },
    crash: (_args, { trace }) => {
      trace('crashes');
      process.exit(9);
    },
    ask: async (_args, { trace }, { host }) => {
      trace('asks');
      return host.invoke('root/early:Early', 'run', { words: 'inner' });
    },
    keepAlive: () => {
      setInterval(() => {}, 1e6);
      return process.pid;
    },
  },
});

export default early;
serve(early);
