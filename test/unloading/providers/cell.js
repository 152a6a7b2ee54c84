// cell.js: does with its unloading whatever it is told to, and writes down what becomes of it.
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Type, defineClass, defineProvider, serve } from '@provost/sdk';

const method = (params = {}) => ({ static: true, params, returns: Type.Union([Type.String(), Type.Integer()]) });

const Cell = defineClass('Cell', {
  properties: { count: Type.Integer() },
  methods: {
    count: method(),
    say: method({ words: Type.String() }),
    refuse: method({ as: Type.String(), why: Type.Optional(Type.String()) }),
    request: method({ as: Type.String() }),
    hold: method({ as: Type.String() }),
    endHold: method({ as: Type.String() }),
    keepWarm: method({ duration: Type.String() }),
    background: method({ name: Type.String() }),
    fail: method({ name: Type.String() }),
    wait: method(),
    waitTold: method(),
    waitStubbornly: method(),
    block: method(),
    waitMs: method({ ms: Type.Integer() }),
    go: method(),
    askInBackground: method({ path: Type.String(), method: Type.String() }),
    ask: method({ path: Type.String(), method: Type.String(), as: Type.Optional(Type.String()) }),
    keepAlive: method(),
    letDie: method(),
    startChild: method(),
    askOnSignal: method({ path: Type.String(), method: Type.String() }),
  },
});

/** Contexts outlive their requests here, as an author's may. */
const contexts = new Map();
const holds = new Map();
let finish;
let gone = new Promise((resolve) => (finish = resolve));
let handle;

const cell = defineProvider({
  name: process.env.CELL_NAME ?? 'cell',
  namespace: process.env.CELL_NAMESPACE ?? 'root/cells',
  pure: process.env.CELL_PURE !== 'false',
  overlap: process.env.CELL_OVERLAP === 'true',
  config: {
    trace: Type.Optional(Type.String()),
    releaseMs: Type.Optional(Type.Integer()),
    loadGate: Type.Optional(Type.String()),
    loadAsks: Type.Optional(Type.String()),
    releaseAsks: Type.Optional(Type.String()),
    lastAsks: Type.Optional(Type.String()),
    deferredHangs: Type.Optional(Type.Boolean()),
  },
  limits: JSON.parse(process.env.CELL_LIMITS ?? '{}'),
  async load(context) {
    const trace = (word) => context.config.trace && appendFileSync(context.config.trace, `${word}\n`);
    trace('load');
    if (context.config.loadGate !== undefined) await readFile(context.config.loadGate);
    contexts.set('load', context);
    const askLate = () => context.host.invoke(context.config.lastAsks, 'wait', {}).catch(({ code }) => code);
    if (context.config.lastAsks !== undefined) context.defer(() => void askLate().then(async (code) => trace(`late ${code}, later ${await askLate()}`)));
    context.defer(() => trace('deferred first'));
    context.defer(() => {
      trace('deferred second');
      if (context.config.deferredHangs) return new Promise(() => {});
    });
    context.onExit(() => trace('exit'));
    if (context.config.loadAsks !== undefined) await context.host.invoke(context.config.loadAsks, 'count', {});
    return { trace, counted: 0, context };
  },
  async release(reason, { trace, context }) {
    trace(`release ${reason}`);
    if (context.config.releaseMs !== undefined) await sleep(context.config.releaseMs);
    if (context.config.releaseAsks === undefined) return;
    const answer = context.host.invoke(context.config.releaseAsks, 'count', {});
    trace(`asked ${await answer.catch(({ code, facts }) => `${code} ${facts.state ?? ''}`.trim())}`);
  },
}).serves(Cell, {
  get: (_key, state) => ({ count: state.counted }),
  methods: {
    count: (_args, state) => (state.counted += 1),
    say: ({ words }) => {
      console.log(words);
      return 'said';
    },
    refuse: ({ as, why }, _state, context) => {
      contexts.set(as, contexts.get(as) ?? context);
      return contexts.get(as).refuseUnload(why);
    },
    request: ({ as }) => contexts.get(as)?.requestUnload() ?? 'no such context',
    hold: ({ as }, _state, context) => {
      holds.set(as, context.hold(`hold ${as}`));
      return 'held';
    },
    endHold: ({ as }) => {
      holds.get(as).end();
      return 'ended';
    },
    keepWarm: ({ duration }, _state, context) => {
      context.keepWarm(duration);
      return 'kept';
    },
    background: ({ name }, { trace }, context) => {
      context.background(name, async (job) => {
        await Promise.race([gone, new Promise((resolve) => job.signal.addEventListener('abort', resolve))]);
        trace(`job ${job.signal.aborted ? 'aborted' : 'done'}`);
      });
      return 'begun';
    },
    fail: ({ name }, _state, context) => {
      context.background(name, () => {
        throw new Error('the job could not be done');
      });
      return 'begun';
    },
    wait: async (_args, _state, context) => {
      await Promise.race([gone, new Promise((_resolve, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)))]);
      return 'waited';
    },
    waitTold: async (_args, { trace }) => {
      trace('waits');
      await gone;
      return 'waited';
    },
    waitStubbornly: async () => {
      await gone;
      return 'waited';
    },
    block: () => {
      for (;;);
    },
    waitMs: async ({ ms }) => {
      await sleep(ms);
      return 'waited';
    },
    askInBackground: ({ path, method: asked }, { trace }, context) => {
      context.background('ask', async (job) => trace(`answered ${await job.host.invoke(path, asked, {})}`));
      return 'begun';
    },
    go: () => {
      finish();
      gone = new Promise((resolve) => (finish = resolve));
      return 'gone';
    },
    ask: async ({ path, method: asked, as }, _state, context) => context.host.invoke(path, asked, as === undefined ? {} : JSON.parse(as)),
    keepAlive: () => {
      handle = setInterval(() => {}, 1e6);
      return process.pid;
    },
    startChild: () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore', detached: true }).pid,
    letDie: () => {
      clearInterval(handle);
      return 'let';
    },
    askOnSignal: ({ path, method: asked }, { trace, context }) => {
      process.once('SIGUSR2', async () => trace(`answered ${await context.host.invoke(path, asked, {}).catch(({ code }) => code)}`));
      return process.pid;
    },
  },
});

export default cell;
serve(cell);
